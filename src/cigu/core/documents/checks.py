"""Is a file what its name says, and safe to keep? Names, first bytes, packages, pictures, PDF."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

from . import packages, pdf, pictures
from .packages import MAX_PARTS, MAX_ROWS, MAX_UNPACKED

MAX_BYTES = 10 * 1024 * 1024
MEDIA = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
MAGIC = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


class BadDocument(CiguError):
    def __init__(self, code: str, name: str, message: str) -> None:
        super().__init__(code, message, field="file", value=name)


def clean_name(name: str) -> str:
    """The last part of a path in one spelling, without control characters, at most 120."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(c for c in last if c.isprintable()).strip(" .")
    stem, dot, ext = shown.rpartition(".")
    return f"{stem[:110]}{dot}{ext[:8]}" if dot else shown[:120]


def check_content(name: str, content: bytes, most_rows: int = MAX_ROWS) -> str:
    """Return the media type, or raise ``BadDocument`` naming file, fault and remedy."""
    ext = PurePosixPath(name).suffix.lower()
    if ext not in MEDIA:
        kinds = " ".join(sorted(MEDIA))
        raise BadDocument(
            "kind", name, _("%(name)s: this kind is not taken. Use one of %(kinds)s.")
            % {"name": name, "kinds": kinds},
        )  # fmt: skip
    if not content:
        raise BadDocument(
            "empty", name, _("%(name)s is empty. Choose the file again.") % {"name": name}
        )
    if len(content) > MAX_BYTES:
        raise BadDocument(
            "size", name, _("%(name)s is larger than %(mb)d MB. Split or compress it.")
            % {"name": name, "mb": MAX_BYTES // 1024 // 1024},
        )  # fmt: skip
    if not _fits(ext, content):
        raise BadDocument(
            "content", name,
            _("%(name)s is not a %(ext)s file inside. Save it as %(ext)s and choose it again.")
            % {"name": name, "ext": ext},
        )  # fmt: skip
    _check_inside(ext, name, content, most_rows)
    return MEDIA[ext]


def marks_of(media_type: str, content: bytes) -> set[str]:
    """What a reader should know before opening the file; it is kept and said, not refused."""
    if media_type == MEDIA[".pdf"]:
        return pdf.marks_of(content)
    if media_type == MEDIA[".jpg"] and pictures.tells_place(content):
        return {"place"}
    return set()


def _check_inside(ext: str, name: str, content: bytes, most_rows: int) -> None:
    if ext in PARTS:
        _check_package(name, content, most_rows)
    elif ext in MAGIC and zipfile.is_zipfile(io.BytesIO(content)):
        raise BadDocument(
            "polyglot", name, _("%(name)s is two files in one. Save it again from its program.")
            % {"name": name},
        )  # fmt: skip
    if pictures.pixels(content) > pictures.MAX_PIXELS:
        raise BadDocument(
            "pixels", name, _("%(name)s has more than %(most)d million pixels. Make it smaller.")
            % {"name": name, "most": pictures.MAX_PIXELS // 1_000_000},
        )  # fmt: skip


def _fits(ext: str, content: bytes) -> bool:
    if ext in MAGIC:
        return content.startswith(MAGIC[ext])
    if ext in PARTS:
        return _has_part(PARTS[ext], content)
    return b"\x00" not in content and _is_text(content)


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _has_part(part: str, content: bytes) -> bool:
    parts = packages.parts_of(content)
    return (
        content.startswith(b"PK\x03\x04")
        and parts is not None
        and part in {p.filename for p in parts}
    )


def _check_package(name: str, content: bytes, most_rows: int) -> None:
    """First the directory: most bombs are refused without unpacking. Then the real streams."""
    parts = packages.parts_of(content) or []
    if any(p.filename.lower().endswith("vbaproject.bin") for p in parts):
        raise BadDocument(
            "macro", name, _("%(name)s holds macros. Save it without macros.") % {"name": name}
        )
    try:
        packages.check_directory(parts, MAX_UNPACKED, MAX_PARTS)
        packages.check_streams(content, parts, MAX_UNPACKED, most_rows)
    except packages.Refused as refused:
        code = str(refused)
        words = _words(code) % {"name": name, "most": most_rows}
        raise BadDocument(code, name, words) from refused


def _words(code: str) -> str:
    return {
        "bomb": _("%(name)s unpacks to too much. Remove pictures or split it."),
        "lie": _("%(name)s declares false sizes inside. Save it again from its program."),
        "locked": _("%(name)s is protected by a password. Save it without one."),
        "entities": _("%(name)s holds declarations that no office file needs. Save it again."),
        "nested": _("%(name)s holds another package inside. Send the files one by one."),
        "rows": _("%(name)s has more than %(most)d rows. Split it, or have it imported."),
    }.get(code, _("%(name)s is damaged inside. Save it again from its program."))
