"""Is a file what its name says? Answered from its first bytes and its directory, unopened."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 5000
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
    """The last part of a path, without control characters, at most 120 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(c for c in last if c.isprintable()).strip(" .")
    stem, dot, ext = shown.rpartition(".")
    return f"{stem[:110]}{dot}{ext[:8]}" if dot else shown[:120]


def check_content(name: str, content: bytes) -> str:
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
    if ext in PARTS:
        _check_package(name, content)
    return MEDIA[ext]


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
    parts = _parts(content)
    return parts is not None and part in {p.filename for p in parts}


def _parts(content: bytes) -> list[zipfile.ZipInfo] | None:
    """The directory; None where it cannot be read. A broken one fails in many ways."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, struct.error):
        return None


def _check_package(name: str, content: bytes) -> None:
    """Sizes from the directory only: a bomb is refused without unpacking it."""
    parts = _parts(content) or []
    if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED:
        raise BadDocument(
            "bomb", name, _("%(name)s unpacks to too much. Remove pictures or split it.")
            % {"name": name},
        )  # fmt: skip
    if any(p.filename.lower().endswith("vbaproject.bin") for p in parts):
        raise BadDocument(
            "macro", name, _("%(name)s holds macros. Save it without macros.") % {"name": name}
        )
