"""A workbook row by row, without holding it whole: openpyxl's reader that streams, and a scan of
the same parts for merged cells, which that reader leaves out. Bombs were refused at upload."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from cigu.core.documents import packages
from cigu.core.documents.checks import MAX_BYTES

from . import csvs
from .cells import rearm, text_of
from .errors import BadBook

WIDEST = 200  # columns; what stands farther right is not read
EMPTY_RUN = 2_000  # rows without a word, and the rest of a sheet is taken for empty
MOST_MERGES = 50_000
MERGE = re.compile(rb'<(?:[A-Za-z0-9_]{1,20}:)?mergeCell\s[^>]{0,200}?ref="([A-Z0-9:$]{1,40})"')


@dataclass(frozen=True)
class Merge:
    """Cells from (top, left) to (bottom, right), counted from 1, that show one value."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number as the program shows it, and the texts of its cells."""

    number: int
    cells: list[str]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass
class Sheet:
    name: str
    content: bytes
    part: str = ""  # of the package; empty for CSV
    merges: list[Merge] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """All rows with something in them; merged cells carry their value down, not across."""
        carried = _Carried(self.merges)
        for number, cells in self.each_row():
            line = Line(number, carried.filled(number, cells))
            if not line.is_empty:
                yield line

    def head(self, most: int) -> list[Line]:
        """The first rows, merged cells filled in both ways."""
        across = _Carried(self.merges, across=True)
        found: list[Line] = []
        for number, cells in self.each_row():
            if number > most:
                break
            found.append(Line(number, across.filled(number, cells)))
        return found

    def each_row(self) -> Iterator[tuple[int, list[str]]]:
        return _xlsx_rows(self) if self.part else _csv_rows(self)


class _Carried:
    """Which value a covered cell shows, as the rows pass by."""

    def __init__(self, merges: list[Merge], across: bool = False) -> None:
        self._waiting = sorted(merges, key=lambda m: m.top, reverse=True)
        self._open: list[tuple[Merge, str]] = []
        self._across = across

    def filled(self, number: int, cells: list[str]) -> list[str]:
        self._open = [(m, text) for m, text in self._open if m.bottom >= number]
        while self._waiting and self._waiting[-1].top <= number:
            merge = self._waiting.pop()
            if merge.top == number and (merge.bottom > number or self._across):
                at = merge.left - 1
                self._open.append((merge, cells[at] if at < len(cells) else ""))
        for merge, text in self._open:
            right = merge.right if self._across else merge.left
            for at in range(merge.left - 1, min(right, WIDEST)):
                if text and (at >= len(cells) or not cells[at]):
                    cells.extend([""] * (at + 1 - len(cells)))
                    cells[at] = text
        return cells


def check_readable(name: str, content: bytes) -> None:
    """A CSV file in one encoding; a package is looked into by the checks of every upload."""
    if name.lower().endswith(".csv") and len(content) <= MAX_BYTES:
        csvs.decoded(content)


def sheets_of(name: str, content: bytes) -> list[Sheet]:
    """The visible sheets of a workbook, or the one of a CSV file. Raises ``BadBook``."""
    if name.lower().endswith(".csv"):
        csvs.decoded(content)  # what cannot be read is told before anything else
        return [Sheet("CSV", content)]
    if not name.lower().endswith(".xlsx"):
        raise BadBook("kind", _("Take an XLSX or CSV file. Save older .xls files as .xlsx."))
    book = _opened(content)
    try:
        parts = {s.title: s._worksheet_path for s in book.worksheets if s.sheet_state == "visible"}
    finally:
        book.close()
    found = [Sheet(title, content, part) for title, part in parts.items()]
    if not found:
        raise BadBook("no_sheet", _("The workbook has no visible sheet."))
    for sheet in found:
        sheet.merges = _merges(content, sheet.part)
    return found


def sheet_of(name: str, content: bytes, title: str) -> Sheet:
    for sheet in sheets_of(name, content):
        if sheet.name == title:
            return sheet
    raise BadBook("sheet_gone", _("The workbook has no sheet “%(name)s”.") % {"name": title})


def _opened(content: bytes) -> Any:
    """A broken workbook fails in many ways; it is one answer to the reader."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that nobody asked for
            return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (KeyError, ValueError, TypeError, OSError, IndexError, SyntaxError, AttributeError,
            zipfile.BadZipFile) as error:  # fmt: skip
        raise BadBook(
            "broken", _("The workbook is damaged inside. Open it, save it anew, choose it again.")
        ) from error


def _xlsx_rows(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    book = _opened(sheet.content)
    empty = 0
    try:
        page = book[sheet.name]
        page.reset_dimensions()  # what a file declares as its size is often wrong
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, row in enumerate(page.iter_rows(max_col=WIDEST, values_only=True), 1):
                cells = [text_of(value) for value in row]
                while cells and not cells[-1]:
                    cells.pop()
                empty = 0 if cells else empty + 1
                if empty > EMPTY_RUN:
                    return
                yield number, cells
    except (ValueError, TypeError, KeyError, IndexError, SyntaxError) as error:
        raise BadBook(
            "broken", _("The workbook is damaged inside. Open it, save it anew, choose it again.")
        ) from error
    finally:
        book.close()


def _csv_rows(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    for number, row in csvs.rows(csvs.decoded(sheet.content)):
        yield number, [rearm(text_of(value)) for value in row[:WIDEST]]


def _merges(content: bytes, part: str) -> list[Merge]:
    """From the stream of the part, in pieces; a tag cut in two is seen with the next piece."""
    found: list[Merge] = []
    entry = next((p for p in packages.parts_of(content) or [] if p.filename == part), None)
    if entry is None:
        return found
    tail = b""
    for piece in packages.pieces(content, entry):
        text = tail + piece
        end = 0
        for match in MERGE.finditer(text):
            end = match.end()
            found.append(_merge(match[1].decode("ascii")))
            if len(found) > MOST_MERGES:
                raise BadBook("merges", _("The sheet has too many merged cells. Split them."))
        tail = text[max(end, len(text) - 300) :]
    return found


def _merge(ref: str) -> Merge:
    left, top, right, bottom = (int(n or 0) for n in range_boundaries(ref.replace("$", "")))
    return Merge(top, bottom, left, right)
