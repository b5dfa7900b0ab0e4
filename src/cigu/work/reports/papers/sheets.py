"""Lists as a workbook, written row by row; texts are never formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cigu.core.ui.export import as_cell


@dataclass(frozen=True)
class Sheet:
    """``heads``: the name of each column and its width in characters."""

    title: str
    heads: list[tuple[str, int]]
    rows: Iterable[list[Any]]


def book_of(sheets: Iterable[Sheet]) -> bytes:
    book = Workbook(write_only=True)
    for given in sheets:
        _write(book.create_sheet(given.title[:31]), given)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, given: Sheet) -> None:
    sheet.freeze_panes = "A2"
    head = []
    for at, (name, width) in enumerate(given.heads, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        cell = as_cell(sheet, name)
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    for row in given.rows:
        sheet.append([as_cell(sheet, value) for value in row])
