"""Tables in plain text: cells by tab or bar, with units from the head, the label or a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from cigu.engines.factcheck.drafts import Draft
from cigu.engines.factcheck.layout import Line
from cigu.engines.factcheck.model import NO_UNIT, Counted, Kind, Quantity, Scope
from cigu.engines.factcheck.phrases import Around
from cigu.engines.factcheck.quantities import find_quantities
from cigu.engines.factcheck.times import times
from cigu.engines.factcheck.units import unit_named

_CELL: Final = re.compile(r"[^\t|]+")
_WIDE: Final = re.compile(r"\S+(?: {1,2}\S+)*")
_UNIT: Final = re.compile(r"[（(]([^（）()]{1,8})[)）]$|单位[:：] ?(\S{1,8})")
_RULER: Final = re.compile(r"^[\s|:+-]+$")
_GROWTH: Final = re.compile(r"增长|增速|增幅|同比|环比|[±+]")


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    text: str


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


def table_drafts(lines: list[Line], note: str) -> Iterator[Draft]:
    """The figures of one table, places in the given text. `note` is the line above it."""
    table = rows(lines)
    if not table:
        return
    head = table[0] if _is_head(table[0]) else []
    common = _unit_in(note)
    for cells in table[1:] if head else table:
        label = cells[0] if not find_quantities(cells[0].text) or len(cells) > 1 else None
        for column, cell in enumerate(cells[1:] if label else cells, 1 if label else 0):
            title = head[column].text if column < len(head) else ""
            draft = _draft(cell, label.text if label else "", title, common, lines[0].start)
            if draft is not None:
                yield draft


def _is_head(cells: list[Cell]) -> bool:
    return not any(_number(c.text) for c in cells[1:])


def _number(text: str) -> Quantity | None:
    found = find_quantities(text)
    only = found[0] if len(found) == 1 else None
    if only is None or len(text) - (only.end - only.start) > 3:
        return None
    return only


def _unit_in(text: str) -> str:
    found = _UNIT.search(text)
    return (found[1] or found[2]) if found else ""


def _draft(cell: Cell, label: str, title: str, common: str, first: int) -> Draft | None:
    quantity = _number(cell.text)
    if quantity is None:
        return None
    if not quantity.unit:
        for name in (_unit_in(title), _unit_in(label), common, title):
            unit = unit_named(name)
            if unit is not NO_UNIT:
                quantity = _in_unit(quantity, name)
                break
    moved = replace(quantity, start=quantity.start + cell.start, end=quantity.end + cell.start,
                    number_end=quantity.number_end + cell.start)  # fmt: skip
    words = _UNIT.sub("", label).strip()
    told = quantity.measure.dimension in ("share", "points")
    grows = told and bool(_GROWTH.search(title + label))
    share = quantity.measure.dimension == "share"
    kind = Kind.GROWTH if grows else Kind.SHARE if share else Kind.FLOW
    when = times(title)
    named = "" if when else _UNIT.sub("", title).strip()
    what = Counted(words, words[-2:], named or words, "")
    span = (cell.start, cell.start + len(cell.text))
    return Draft(moved, Around(label, "", title), span, kind, what, Scope(),
                 when[0] if when else None, falls=quantity.value < 0)  # fmt: skip


def _in_unit(quantity: Quantity, name: str) -> Quantity:
    unit = unit_named(name)
    scale = Decimal(1)
    for sign, factor in (("万", 10**4), ("亿", 10**8)):
        if name.startswith(sign) and unit_named(name[1:]) is not NO_UNIT:
            scale, unit = Decimal(factor), unit_named(name[1:])
    return replace(quantity, value=quantity.value * scale, step=quantity.step * scale,
                   unit=unit.name, measure=unit)  # fmt: skip
