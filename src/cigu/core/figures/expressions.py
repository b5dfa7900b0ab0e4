"""The kinds of figure: each evaluates to a value and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from cigu.engines.basis.periods import Period

from .sources import Row, Source, Where, follow

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

    def reads(self, where: Where) -> Iterator[Where]:
        """Every scope whose register must be complete before the value is final."""
        ...


class Plain:
    """An expression over the rows of the asked scope alone."""

    def reads(self, where: Where) -> Iterator[Where]:
        yield where


@dataclass(frozen=True)
class Count(Plain):
    source: Source

    def evaluate(self, where: Where) -> Outcome:
        rows = tuple(self.source.row(obj, ONE) for obj in self.source.rows(where))
        return Outcome(Decimal(len(rows)), rows)


@dataclass(frozen=True)
class DistinctCount(Plain):
    """Distinct values of ``key``; the drill shows the first row of each."""

    source: Source
    key: str

    def evaluate(self, where: Where) -> Outcome:
        first: dict[Any, Row] = {}
        for obj in self.source.rows(where):
            value = follow(obj, self.key)
            if value is not None and value not in first:
                first[value] = self.source.row(obj, ONE, value)
        return Outcome(Decimal(len(first)), tuple(first.values()))


@dataclass(frozen=True)
class Sum(Plain):
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

    def reads(self, where: Where) -> Iterator[Where]:
        yield from self.numerator.reads(where)
        yield from self.denominator.reads(where)


@dataclass(frozen=True)
class Growth:
    """Percentage change against the same figure in the base period one year earlier."""

    of: Expression
    years: int = 1

    def evaluate(self, where: Where) -> Outcome:
        now, base = self.of.evaluate(where), self._base(where)
        parts = (Part("now", now.value), Part("base", base.value))
        if now.value is None or not base.value:
            return Outcome(None, now.rows, parts)
        return Outcome((now.value - base.value) / base.value * HUNDRED, now.rows, parts)

    def reads(self, where: Where) -> Iterator[Where]:
        yield from self.of.reads(where)
        period = self.base_period(where.period)
        if period is not None:
            yield from self.of.reads(where.at(period))

    def _base(self, where: Where) -> Outcome:
        period = self.base_period(where.period)
        return Outcome(None) if period is None else self.of.evaluate(where.at(period))

    def base_period(self, period: Period) -> Period | None:
        """None for 29 February alone: the year before has no such day."""
        start, end = _earlier(period.start, self.years), _earlier(period.end, self.years)
        return Period(start, end) if start < end else None


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

    def reads(self, where: Where) -> Iterator[Where]:
        for _name, part in self.parts:
            yield from part.reads(where)


@dataclass(frozen=True)
class Rank:
    """Place of the territory among its sisters; 1 is the largest, equals share a place. While
    one sister's value is unknown, so is the place."""

    of: Expression

    def evaluate(self, where: Where) -> Outcome:
        own = self.of.evaluate(where)
        if own.value is None or where.territory.parent is None:
            return Outcome(None, own.rows)
        values = [self.of.evaluate(sister).value for sister in _sisters(where)]
        if any(v is None for v in values):
            return Outcome(None, own.rows)
        ahead = sum(1 for v in values if v is not None and v > own.value)
        return Outcome(Decimal(ahead + 1), own.rows)

    def reads(self, where: Where) -> Iterator[Where]:
        yield from self.of.reads(where)
        for sister in _sisters(where):
            yield from self.of.reads(sister)


@dataclass(frozen=True)
class Qualitative(Plain):
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


def _sisters(where: Where) -> list[Where]:
    parent = where.territory.parent
    if parent is None:
        return []
    others = parent.children.exclude(pk=where.territory.pk)
    return [replace(where, territory=territory) for territory in others]


def _earlier(day: date, years: int) -> date:
    """The same day of an earlier year. 29 February becomes 1 March, so that all other days keep
    their counterpart and neighbouring periods stay neighbours."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)
