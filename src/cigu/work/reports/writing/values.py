"""Where the numbers of a report come from: asked of the records, or as they were frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from cigu.core.figures.registry import compute, figure
from cigu.core.figures.sources import Where
from cigu.engines.basis.values import round_like

from ..models import Report, ReportFigure

Key = tuple[str, str, date, date]


@dataclass(frozen=True)
class Value:
    """One answered query."""

    ident: str
    where: Where
    value: Decimal | None
    complete: bool
    synthetic: bool

    @property
    def key(self) -> Key:
        return key_of(self.ident, self.where)


class Values(Protocol):
    def of(self, ident: str, where: Where) -> Value: ...


def key_of(ident: str, where: Where) -> Key:
    return (ident, where.territory.pk, where.period.start, where.period.end)


class Live:
    """Computed now; remembers what was asked, which is what a publication freezes."""

    def __init__(self) -> None:
        self.asked: dict[Key, Value] = {}

    def of(self, ident: str, where: Where) -> Value:
        key = key_of(ident, where)
        if key not in self.asked:
            result = compute(figure(ident), where)
            self.asked[key] = Value(
                ident, where, result.value, result.final,
                result.basis in ("synthetic", "both"),
            )  # fmt: skip
        return self.asked[key]


class Frozen:
    """As published; a query that was not frozen has no answer."""

    def __init__(self, report: Report) -> None:
        rows = report.figures.all()
        self.rows = {(r.figure, r.territory_id, r.since, r.until): r for r in rows}

    def of(self, ident: str, where: Where) -> Value:
        row: ReportFigure | None = self.rows.get(key_of(ident, where))
        if row is None:
            return Value(ident, where, None, False, False)
        return Value(ident, where, plain(row.value, ident), True, row.synthetic)


def values_of(report: Report) -> Any:
    return Frozen(report) if report.state == "published" else Live()


def plain(value: Decimal, ident: str) -> Decimal:
    """A stored value with the decimals of its indicator."""
    return round_like(value, Decimal(1).scaleb(-figure(ident).decimals))
