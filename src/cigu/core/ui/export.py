"""A list as a file: what is on screen, all pages, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .columns import HIDDEN, Column
from .tables import Table
from .words import as_day, yes_no

FORMULA = tuple("=+-@\t\r＝＋－＠")
LONGEST = 32_000  # a cell of XLSX holds 32,767 characters
CHUNK = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def heads(table: Table) -> list[str]:
    names = [str(c.label) for c in table.exported_columns]
    return [*names, _("Synthetic")] if marks_synthetic(table) else names


def lines(table: Table) -> Iterator[list[Any]]:
    """Plain values, row by row, read in chunks."""
    columns, marked = table.exported_columns, marks_synthetic(table)
    for row in table.result.iterator(chunk_size=CHUNK):
        values = [_plain(c, row, table.value(c, row)) for c in columns]
        yield [*values, yes_no(row.synthetic)] if marked else values


def marks_synthetic(table: Table) -> bool:
    stored = any(f.name == "synthetic" for f in table.model._meta.concrete_fields)
    return stored and all(column.name != "synthetic" for column in table.columns)


def _plain(column: Column, row: Any, value: Any) -> Any:
    if value is HIDDEN:
        return _("Withheld")
    if column.export is not None:
        return column.export(row)
    if column.kind == "state":
        return str(row.state_info.label)
    if column.kind == "bool":
        return yes_no(value) if value is not None else None
    return _PLAIN.get(column.kind, lambda found: found)(value) if value is not None else None


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "two": lambda value: " ".join(str(part) for part in value if part),
    "chip": lambda value: str(value[1]),
    "clock": lambda value: as_day(value[0] if isinstance(value, tuple) else value),
    "figure": lambda value: value[0],
    "date": as_day,
}


def to_csv(table: Table) -> bytes:
    """UTF-8 with a BOM, so that Excel reads Chinese; text that looks like a formula is disarmed.
    The first line says the data class, the second names the columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([str(table.data_class)])
    writer.writerow([disarm(text) for text in heads(table)])
    writer.writerows([_csv_value(v) for v in line] for line in lines(table))
    return out.getvalue().encode("utf-8-sig")


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    return disarm(str(value))


def disarm(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def to_xlsx(table: Table) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(str(table.title) or table.name))
    names = heads(table)
    sheet.freeze_panes = "A2"
    _mark(book, sheet, table)
    for at in range(1, len(names) + 1):
        sheet.column_dimensions[_letters(at)].width = 18
    sheet.append([as_cell(sheet, name) for name in names])
    for line in lines(table):
        sheet.append([as_cell(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(book: Any, sheet: Any, table: Table) -> None:
    """The data class stands in the file's properties and over each printed page."""
    told = str(table.data_class)
    book.properties.category, book.properties.keywords = told, table.data_class.code
    sheet.oddHeader.center.text = told.replace("&", "&&")


def as_cell(sheet: Any, value: Any) -> Any:
    """Numbers and days keep their type; every text is written as text, never as a formula."""
    if isinstance(value, datetime):
        value = _local(value).replace(tzinfo=None)
    if value is None or isinstance(value, date | int | float | Decimal):
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        return cell
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", _bare(value))[:LONGEST])
    cell.data_type = "s"
    return cell


def _bare(value: Any) -> str:
    return str.__str__(value) if isinstance(value, SafeString) else str(value)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\")[:31] or "cigu"


def _letters(at: int) -> str:
    name = ""
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name
