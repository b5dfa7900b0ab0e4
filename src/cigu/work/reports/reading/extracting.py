"""The text of a report file, page by page, with what could not be read of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from cigu.core.documents.checks import check_content, clean_name

from . import pdf, word
from .faults import LONGEST, BadReport

Step = Callable[[int, int], None]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # an old office file, or a new one behind a password
BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass(frozen=True)
class Extracted:
    """``starts``: where each page begins in the text; ``unread``: pages that are pictures."""

    text: str
    starts: tuple[int, ...] = (0,)
    unread: tuple[int, ...] = ()

    @property
    def pages(self) -> int:
        return len(self.starts)


def extract(name: str, content: bytes, step: Step | None = None) -> Extracted:
    """``step(done, total)`` is told of each page. Raises ``BadReport`` or ``BadDocument``."""
    shown, ext = check_outside(name, content)
    found = _text(ext, shown, content, step or (lambda _done, _total: None))
    if not found.text.strip():
        raise BadReport("empty", shown)
    if len(found.text) > LONGEST:
        raise BadReport("long", shown, most=LONGEST)
    return found


def check_outside(name: str, content: bytes) -> tuple[str, str]:
    """Clean name and kind, by what is seen before a file is opened: of another kind, or locked."""
    shown = clean_name(name)
    ext = PurePosixPath(shown).suffix.lower()
    if ext not in (".txt", ".docx", ".pdf"):
        raise BadReport("kind", shown)
    if content.startswith(OLE):
        raise BadReport("old_word", shown)
    return shown, ext


def _text(ext: str, name: str, content: bytes, step: Step) -> Extracted:
    if ext == ".txt":
        return Extracted(_decoded(name, content))
    check_content(name, content)
    if ext == ".docx":
        return Extracted(word.text_of(name, content))
    texts, unread = pdf.pages_of(name, io.BytesIO(content), step)
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return Extracted("\n".join(texts), tuple(starts), unread)


def _decoded(name: str, content: bytes) -> str:
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _settled(content.decode(encoding, errors="replace"))
    if not content.strip():
        raise BadReport("empty", name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return _settled(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise BadReport("damaged", name)


def _settled(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in plain)
