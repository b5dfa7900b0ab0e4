"""Tables in plain text: cells by tab, bar or wide blanks. The unit of a number stands in its cell,
in a column of units, in the title of its column, in the label of its row, or above the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from cigu.engines.factcheck.drafts import Draft
from cigu.engines.factcheck.layout import Line
from cigu.engines.factcheck.model import NO_UNIT, Counted, Kind, Quantity, Scope, When
from cigu.engines.factcheck.phrases import Around
from cigu.engines.factcheck.quantities import find_quantities
from cigu.engines.factcheck.times import times
from cigu.engines.factcheck.units import unit_named

_CELL: Final = re.compile(r"[^\t|]+")
_WIDE: Final = re.compile(r"\S+(?: {1,2}\S+)*")
_UNIT: Final = re.compile(
    r"[（(](?:单位[:：])? ?([^（）()]{1,12})[)）]$|单位[:：] ?([^\s）)]{1,16})"
)
_RULER: Final = re.compile(r"^[\s|:+-]+$")
_GROWTH: Final = re.compile(r"增长|增速|增幅|增减|涨幅|降幅|同比|环比|[±+]")
_SHARE: Final = re.compile(r"占比|比重|份额|[率%％]$")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_YEARS: Final = re.compile(r"(?:19|20)\d\d(?:年)?(?:[-—–~至](?:19|20)\d\d(?:年)?)?")
_INDEX: Final = re.compile(r"\d{1,4}")
_UNITS: Final = ("单位", "计量单位")
_AMONG: Final = re.compile(r"^(?:[#＃*]|其中[:：]?) *")
_TOTAL: Final = re.compile(r"合 *计|总 *计|小 *计|总数|全[市区省县]|累计")


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, the place of its label, and the unit that a column of units gives."""

    cells: list[Cell]
    at: int
    unit: str

    @property
    def label(self) -> str:
        return self.cells[self.at].text if self.at >= 0 else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of the table with its row and column."""

    draft: Draft
    row: int
    column: int


def rows(lines: list[Line]) -> list[list[Cell]]:
    return [_cells(line) for line in lines if not _RULER.match(line.text)]


def _cells(line: Line) -> list[Cell]:
    how = _CELL if "\t" in line.text or "|" in line.text else _WIDE
    out = []
    for found in how.finditer(line.text):
        body = found[0].strip()
        if body:
            out.append(Cell(line.start + found.start() + found[0].index(body[0]), body))
    return out


def told(lines: list[Line], note: str) -> Iterator[Told]:
    """The figures of one table, places in the given text. `note` is the line above it."""
    table = rows(lines)
    if not table:
        return
    head = [cell.text for cell in table[0]] if _is_head(table[0]) else []
    common = _units_in(note)
    for number, cells in enumerate(table[1:] if head else table):
        row = _row(cells, head)
        for column, cell in enumerate(cells):
            if column <= row.at or (column < len(head) and head[column] in _UNITS):
                continue
            title = head[column] if column < len(head) else ""
            draft = _draft(cell, row, title, common, lines[0].start)
            if draft is not None:
                yield Told(draft, number, column)


def sums(found: list[Told]) -> Iterator[tuple[list[int], int]]:
    """Columns whose last or first row is the sum of the others: places of the parts, and of the
    sum. Rows that are among others (其中) are counted twice, so their table gives none."""
    labels = {one.row: one.draft.left for one in found}
    ends = [row for row in labels if _TOTAL.fullmatch(labels[row].strip())]
    among = any(_AMONG.match(label) for label in labels.values())
    if len(ends) != 1 or among or len(labels) < 3 or ends[0] not in (min(labels), max(labels)):
        return
    for column in sorted({one.column for one in found}):
        here = [i for i, one in enumerate(found) if one.column == column]
        total = [i for i in here if found[i].row == ends[0]]
        if total and len(here) == len(labels) and all(_adds(found[i].draft) for i in here):
            yield [i for i in here if i != total[0]], total[0]


def _adds(draft: Draft) -> bool:
    plain = draft.quantity.comparator == "=" and draft.quantity.value_to is None
    return plain and draft.is_amount and draft.kind is not Kind.GROWTH


def _row(cells: list[Cell], head: list[str]) -> Row:
    """The label is the first cell; behind a number in order, the second."""
    at = 0 if len(cells) > 1 or not find_quantities(cells[0].text) else -1
    if len(cells) > 2 and head and _INDEX.fullmatch(cells[0].text) and not _number(cells[1].text):
        at = 1
    units = [c.text for c, title in zip(cells, head, strict=False) if title in _UNITS]
    return Row(cells, at, units[0] if units else "")


def _is_head(cells: list[Cell]) -> bool:
    titles = [c.text for c in cells[1:]]
    return not any(_number(t) and not _YEAR.fullmatch(t) for t in titles)


def _number(text: str) -> Quantity | None:
    found = find_quantities(text)
    only = found[0] if len(found) == 1 else None
    if only is None or len(text) - (only.end - only.start) > 3 or _YEARS.fullmatch(text):
        return None
    return only


def _units_in(text: str) -> list[str]:
    """Those of 单位：亿元、% or of a title in brackets: （±%）."""
    found = _UNIT.search(text)
    names = re.split("[、，,/／]", found[1] or found[2]) if found else []
    return [name.strip("±+ ") for name in names]


def _draft(cell: Cell, row: Row, title: str, common: list[str], first: int) -> Draft | None:
    quantity = _number(cell.text)
    if quantity is None:
        return None
    label, when = row.label, _when(title)
    grows = bool(_GROWTH.search(title) or (not title and _GROWTH.search(label)))
    if not quantity.unit:
        quantity = _with_unit(quantity, _names(row, title, common, grows))
    moved = replace(quantity, start=quantity.start + cell.start, end=quantity.end + cell.start,
                    number_end=quantity.number_end + cell.start)  # fmt: skip
    words = _AMONG.sub("", _UNIT.sub("", label).strip())
    named = "" if when else _UNIT.sub("", title).strip()
    what = Counted(words, words[-2:], named or words, "")
    span = (cell.start, cell.start + len(cell.text))
    return Draft(moved, Around(label, "", title), span, _kind(quantity, grows), what, Scope(),
                 when, falls=quantity.value < 0)  # fmt: skip


def _kind(quantity: Quantity, grows: bool) -> Kind:
    share = quantity.measure.dimension in ("share", "points")
    if share and grows:
        return Kind.GROWTH
    return Kind.SHARE if quantity.measure.dimension == "share" else Kind.FLOW


def _names(row: Row, title: str, common: list[str], grows: bool) -> Iterator[str]:
    """Where the unit may stand, the nearest first. A column of growth or shares is in percent."""
    yield from _units_in(title)
    if grows or _SHARE.search(title):
        yield "%"
    yield row.unit
    yield from _units_in(row.label)
    yield from common
    yield title


def _with_unit(quantity: Quantity, names: Iterator[str]) -> Quantity:
    name = next((name for name in names if unit_named(name) is not NO_UNIT), "")
    return _in_unit(quantity, name) if name else quantity


def _when(title: str) -> When | None:
    """The time that a column is of; 比上年增长 is of none."""
    if re.match("[比较同环与]", title):
        return None
    found = times(f"{title}年" if _YEAR.fullmatch(title) else title)
    return found[0] if found else None


def _in_unit(quantity: Quantity, name: str) -> Quantity:
    unit = unit_named(name)
    scale = Decimal(1)
    for sign, factor in (("万", 10**4), ("亿", 10**8)):
        if name.startswith(sign) and unit_named(name[1:]) is not NO_UNIT:
            scale, unit = Decimal(factor), unit_named(name[1:])
    return replace(quantity, value=quantity.value * scale, step=quantity.step * scale,
                   unit=unit.name, measure=unit)  # fmt: skip
