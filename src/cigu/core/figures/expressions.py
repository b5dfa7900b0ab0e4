"""The kinds of figure: each evaluates to a value and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Min

from cigu.engines.basis.periods import Period

from .measures import Measured, Part, tallied, tallied_rows
from .sources import Row, Source, Where, follow

ONE = Decimal(1)
HUNDRED = Decimal(100)
BOUNDS = frozenset({">", "≥"})


@dataclass(frozen=True)
class Outcome:
    value: Decimal | None
    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    text: str = ""  # a qualitative answer
    at_least: bool = False  # a record says no more than "at least"


@dataclass(frozen=True)
class Drill:
    """The records behind a figure as a question: each counts once, for one."""

    source: Source
    rows: Any


class Expression(Protocol):
    """May also ``measure``: the same value without the records; and ``drill``: the records as a
    question, where each adds one."""

    def evaluate(self, where: Where) -> Outcome: ...

    def reads(self, where: Where) -> Iterator[Where]:
        """Every scope whose register must be complete before the value is final."""
        ...


def measure(expression: Expression, where: Where) -> Measured:
    own = getattr(expression, "measure", None)
    if own is not None:
        found: Measured = own(where)
        return found
    return measured(expression.evaluate(where))


def measured(out: Outcome) -> Measured:
    rows = tallied_rows(out.rows)
    return Measured(out.value, rows, out.parts, out.text, at_least=out.at_least)


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

    def measure(self, where: Where) -> Measured:
        found = tallied(self.source, self.source.rows(where))
        return Measured(Decimal(sum(t.n for t in found)), found)

    def drill(self, where: Where) -> Drill:
        return Drill(self.source, self.source.rows(where))


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

    def measure(self, where: Where) -> Measured:
        found = tallied(self.source, self._firsts(where))
        return Measured(Decimal(sum(t.n for t in found)), found)

    def drill(self, where: Where) -> Drill:
        return Drill(self.source, self._firsts(where))

    def _firsts(self, where: Where) -> Any:
        rows = self.source.rows(where)
        known = rows.filter(**{f"{self.key}__isnull": False}).order_by()
        firsts = known.values(self.key).annotate(first=Min("pk")).values("first")
        return self.source.model._base_manager.filter(pk__in=firsts)


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
class LatestSum(Plain):
    """Sum of ``field`` over the newest row of each ``key`` on the as-of day. ``bound`` names the
    field that holds ``BOUNDS``: one such row makes the whole a lower bound."""

    source: Source
    key: str
    field: str
    bound: str = ""

    def evaluate(self, where: Where) -> Outcome:
        newest: dict[Any, Any] = {}
        for obj in self.source.rows(where).order_by(self.source.day_field, "pk"):
            newest[follow(obj, self.key)] = obj
        rows = [self.source.row(o, Decimal(follow(o, self.field))) for o in newest.values()]
        low = bool(self.bound) and any(follow(o, self.bound) in BOUNDS for o in newest.values())
        return Outcome(sum((r.contribution for r in rows), Decimal(0)), tuple(rows), at_least=low)


@dataclass(frozen=True)
class Share:
    """A percentage whose denominator has a name. An empty denominator is unknown, not zero."""

    numerator: Expression
    denominator: Expression
    named: Any

    def evaluate(self, where: Where) -> Outcome:
        top, bottom = self.numerator.evaluate(where), measure(self.denominator, where)
        value, parts = self._divided(top.value, bottom.value)
        return Outcome(value, top.rows, parts)

    def measure(self, where: Where) -> Measured:
        top, bottom = measure(self.numerator, where), measure(self.denominator, where)
        value, parts = self._divided(top.value, bottom.value)
        return Measured(value, top.tallies, parts, ground=bottom.tallies)

    def _divided(
        self, top: Decimal | None, bottom: Decimal | None
    ) -> tuple[Decimal | None, tuple[Part, ...]]:
        parts = (Part("", top), Part(self.named, bottom))
        if top is None or not bottom:
            return None, parts
        return top / bottom * HUNDRED, parts

    def reads(self, where: Where) -> Iterator[Where]:
        yield from self.numerator.reads(where)
        yield from self.denominator.reads(where)


@dataclass(frozen=True)
class Moved:
    """The same figure asked for another scope. Subclasses say which."""

    of: Expression

    def moved(self, where: Where) -> Where:
        raise NotImplementedError

    def evaluate(self, where: Where) -> Outcome:
        return self.of.evaluate(self.moved(where))

    def measure(self, where: Where) -> Measured:
        return measure(self.of, self.moved(where))

    def reads(self, where: Where) -> Iterator[Where]:
        return self.of.reads(self.moved(where))


class AllDomains(Moved):
    """Whatever the domain: what a domain's share is taken of (B-31, B-35)."""

    def moved(self, where: Where) -> Where:
        return replace(where, domain=None)


class Before(Moved):
    """As it stood on the day before the period (A-36)."""

    def moved(self, where: Where) -> Where:
        start = where.period.start
        return where.at(Period(start - timedelta(days=1), start))


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

    parts: Sequence[tuple[Any, Expression]]

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

    @property
    def grows(self) -> bool:
        """What is still missing can only add: an incomplete count is a lower bound, an incomplete
        share or growth is none."""
        return self.kind in ("flow", "stock")


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
