"""The kinds of figure: each evaluates to a value and the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from cigu.engines.basis.periods import Period

from .sources import Row, Source, Where

ONE = Decimal(1)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Part:
    """A named piece of a compound, a share or a growth, shown beside the whole."""

    label: str
    value: Decimal | None


@dataclass(frozen=True)
class Outcome:
    value: Decimal | None
    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    text: str = ""  # a qualitative answer


class Expression(Protocol):
    def evaluate(self, where: Where) -> Outcome: ...


@dataclass(frozen=True)
class Count:
    source: Source

    def evaluate(self, where: Where) -> Outcome:
        rows = tuple(self.source.row(obj, ONE) for obj in self.source.rows(where))
        return Outcome(Decimal(len(rows)), rows)


@dataclass(frozen=True)
class DistinctCount:
    """Distinct values of ``key``; the drill shows the first row of each."""

    source: Source
    key: str

    def evaluate(self, where: Where) -> Outcome:
        first: dict[Any, Row] = {}
        for obj in self.source.rows(where):
            value = obj
            for name in self.key.split("__"):
                value = getattr(value, name)
            if value is not None and value not in first:
                first[value] = self.source.row(obj, ONE, value)
        return Outcome(Decimal(len(first)), tuple(first.values()))


@dataclass(frozen=True)
class Sum:
    """Sum of ``field``, times ``scale``. A row without a value makes the sum unknown."""

    source: Source
    field: str
    scale: Decimal = ONE

    def evaluate(self, where: Where) -> Outcome:
        objects = list(self.source.rows(where))
        rows = tuple(
            self.source.row(o, getattr(o, self.field) * self.scale)
            for o in objects
            if getattr(o, self.field) is not None
        )
        if len(rows) < len(objects):
            return Outcome(None, rows)
        return Outcome(sum((r.contribution for r in rows), Decimal(0)), rows)


@dataclass(frozen=True)
class Share:
    """A percentage whose denominator has a name. An empty denominator is unknown, not zero."""

    numerator: Expression
    denominator: Expression
    named: str

    def evaluate(self, where: Where) -> Outcome:
        top, bottom = self.numerator.evaluate(where), self.denominator.evaluate(where)
        parts = (Part("", top.value), Part(self.named, bottom.value))
        if top.value is None or not bottom.value:
            return Outcome(None, top.rows, parts)
        return Outcome(top.value / bottom.value * HUNDRED, top.rows, parts)


@dataclass(frozen=True)
class Growth:
    """Percentage change against the same figure in the base period one year earlier."""

    of: Expression
    years: int = 1

    def evaluate(self, where: Where) -> Outcome:
        now = self.of.evaluate(where)
        base = self.of.evaluate(where.at(self.base_period(where.period)))
        parts = (Part("now", now.value), Part("base", base.value))
        if now.value is None or not base.value:
            return Outcome(None, now.rows, parts)
        return Outcome((now.value - base.value) / base.value * HUNDRED, now.rows, parts)

    def base_period(self, period: Period) -> Period:
        return Period(_earlier(period.start, self.years), _earlier(period.end, self.years))


@dataclass(frozen=True)
class Compound:
    """A sum of named parts of different nature, each kept apart (A-28, A-30)."""

    parts: Sequence[tuple[str, Expression]]

    def evaluate(self, where: Where) -> Outcome:
        found = [(name, part.evaluate(where)) for name, part in self.parts]
        rows = tuple(row for _n, o in found for row in o.rows)
        named = tuple(Part(name, o.value) for name, o in found)
        values = [o.value for _n, o in found]
        if any(v is None for v in values):
            return Outcome(None, rows, named)
        return Outcome(sum((v for v in values if v is not None), Decimal(0)), rows, named)


@dataclass(frozen=True)
class Rank:
    """Place of the territory among its sisters; 1 is the largest."""

    of: Expression

    def evaluate(self, where: Where) -> Outcome:
        own = self.of.evaluate(where)
        if own.value is None or where.territory.parent is None:
            return Outcome(None, own.rows)
        others = where.territory.parent.children.exclude(pk=where.territory.pk)
        values = [self.of.evaluate(_in(where, t)).value for t in others]
        ahead = sum(1 for v in values if v is not None and v > own.value)
        return Outcome(Decimal(ahead + 1), own.rows)


@dataclass(frozen=True)
class Qualitative:
    """An answer in words that a person records, with the rows it rests on."""

    source: Source
    field: str

    def evaluate(self, where: Where) -> Outcome:
        objects = list(self.source.rows(where))
        rows = tuple(self.source.row(o, ONE) for o in objects)
        words = [str(getattr(o, self.field)) for o in objects if getattr(o, self.field)]
        return Outcome(None, rows, text="；".join(words))


@dataclass(frozen=True)
class Definition:
    """What a figure counts, for people: shown in the evidence panel."""

    counted: Any
    condition: Any
    dated: Any


@dataclass(frozen=True)
class Figure:
    """An indicator with its query. ``version`` rises whenever the query's meaning changes."""

    id: str
    label: Any
    unit: Any
    kind: str  # stock, flow, share, growth
    expression: Expression
    definition: Definition
    registers: tuple[str, ...] = ()  # what must be declared complete for the value to be final
    version: int = 1
    level: str = "public"  # who may see the value: public or staff
    decimals: int = 0
    tags: tuple[str, ...] = field(default=())


def _in(where: Where, territory: Any) -> Where:
    return Where(territory, where.domain, where.period, where.basis)


def _earlier(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
