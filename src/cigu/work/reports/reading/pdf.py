"""A PDF as text: lines that the page broke are joined, tables are rows of cells, running heads and
page numbers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import IO, Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .faults import BadReport
from .pdf_rows import text_of

ENDS = "。！？；：:;!?”》】）"
NUMBER = re.compile(r"[—\-–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*/\s*\d{1,4})?[—\-–·\s]*\Z")
TENS = "[一二三四五六七八九十]{1,3}"
BEGINS = re.compile(rf"\s*(?:{TENS}、|（{TENS}）|\d{{1,2}}[.、]|附)")
FEW = 12  # characters: a page with less is a picture
SPACED = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")  # a setter's space between characters


def pages_of(
    name: str, file: IO[bytes], step: Callable[[int, int], None]
) -> tuple[list[str], tuple[int, ...]]:
    """The text of each page, and the numbers of those that hold none."""
    reader = _open(name, file)
    total, raw = len(reader.pages), []
    for at, page in enumerate(reader.pages, 1):
        raw.append(_page(page))
        step(at, total)
    unread = tuple(at for at, lines in enumerate(raw, 1) if len("".join(lines)) < FEW)
    if raw and len(unread) == len(raw):
        raise BadReport("scanned" if _has_pictures(reader) else "empty", name, pages=total)
    running = _running(raw)
    return [_joined([line for line in lines if not _leave(line, running)]) for lines in raw], unread


def _open(name: str, file: IO[bytes]) -> Any:
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadReport("locked", name)
        len(reader.pages)
    except BadReport:
        raise
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        raise BadReport("damaged", name) from error
    return reader


def _page(page: Any) -> list[str]:
    """A page that cannot be read counts as a picture, and is told."""
    try:
        text = text_of(page)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return []
    lines = (SPACED.sub("", line.rstrip(" ")) for line in text.split("\n"))
    return [line for line in lines if line.strip()]


def _has_pictures(reader: Any) -> bool:
    for page in reader.pages[:5]:
        resources: Any = page.get("/Resources")
        if resources is not None and "/XObject" in resources.get_object():
            return True
    return False


def _running(pages: list[list[str]]) -> set[str]:
    """First and last lines that come again on most pages."""
    if len(pages) < 3:
        return set()
    ends = Counter(
        line for lines in pages for line in {*(x.strip() for x in lines[:2] + lines[-2:])}
    )
    return {line for line, n in ends.items() if n > len(pages) * 0.6}


def _leave(line: str, running: set[str]) -> bool:
    return line.strip() in running or bool(NUMBER.match(line))


def _joined(lines: list[str]) -> str:
    """A line goes on in the next unless it ends a sentence, is clearly short, or a head follows."""
    if not lines:
        return ""
    wide = median(sorted(map(len, lines))[len(lines) // 2 :]) * 0.8
    out = [lines[0]]
    for before, line in pairwise(lines):
        ends = before[-1] in ENDS or len(before) < wide or "\t" in before + line
        if ends or BEGINS.match(line):
            out.append(line)
        else:
            glue = " " if before[-1].isascii() and line[0].isascii() else ""
            out[-1] += glue + line.lstrip()
    return "\n".join(out)
