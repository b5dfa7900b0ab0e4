"""A composed report as the page draws it: each number a mark that opens its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .evidence import address_of
from .models import Report
from .verifying import Moved, moved
from .writing.composing import Block, Composed, FigureRun, Heading, Table
from .writing.values import Key

FINE, OPEN, CHANGED = "ok", "src", "bad"


@dataclass(frozen=True)
class Mark:
    """One number: its look, where it opens, and what the records say now if that is another."""

    text: str
    ref: str
    css: str
    now: Any
    number: Any
    unit: str


@dataclass(frozen=True)
class Part:
    kind: str  # heading, paragraph, table, bars
    runs: tuple[Any, ...] = ()
    title: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[Any, ...] = ()
    id: str = ""


def parts(composed: Composed) -> list[Part]:
    """A published figure whose records went on is marked, whether or not an erratum says so."""
    changed = later(composed.report)
    return [
        _part(at, block, composed.report, changed) for at, block in enumerate(composed.blocks, 1)
    ]


def later(report: Report) -> dict[Key, Moved]:
    if report.state != "published":
        return {}
    rows = list(report.figures.select_related("territory"))
    return {
        (m.figure.figure, m.figure.territory_id, m.figure.since, m.figure.until): m
        for m in moved(rows, report)
    }


def _part(at: int, block: Block, report: Report, changed: dict[Key, Moved]) -> Part:
    if isinstance(block, Heading):
        return Part("heading", title=block.text)
    if isinstance(block, Table):
        return _table(at, block, report, changed)
    runs = tuple(r if isinstance(r, str) else _mark(r, report, changed) for r in block.runs)
    return Part("paragraph", runs=runs)


def _table(at: int, block: Table, report: Report, changed: dict[Key, Moved]) -> Part:
    rows = tuple(
        (label, tuple(_mark(cell, report, changed) for cell in cells))
        for label, cells in block.rows
    )
    kind = "bars" if block.chart else "table"
    return Part(kind, title=block.title, heads=block.heads, rows=rows, id=f"t-{at}")


def _mark(run: FigureRun, report: Report, changed: dict[Key, Moved]) -> Mark:
    gone = next((changed[v.key] for v in run.values if v.key in changed), None)
    css = CHANGED if gone else FINE if run.final else OPEN
    ref = address_of(run.values[0], report)
    return Mark(run.text, ref, css, gone.now if gone else None, run.number, run.unit)
