"""What a figure amounts to, worked out by the database; the records behind it are read only where
somebody asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count

from .sources import Row, Source


@dataclass(frozen=True)
class Part:
    """A named piece of a compound, a share or a growth, shown beside the whole."""

    label: str
    value: Decimal | None


@dataclass(frozen=True)
class Tally:
    """How many records are dated on one day, invented or not."""

    day: date | None
    synthetic: bool
    n: int


@dataclass(frozen=True)
class Measured:
    value: Decimal | None
    tallies: tuple[Tally, ...] = ()
    parts: tuple[Part, ...] = ()
    text: str = ""  # a qualitative answer
    ground: tuple[Tally, ...] = ()  # what a share is taken of: it colours the basis, no more
    at_least: bool = False  # a record says no more than "at least"

    @property
    def n_rows(self) -> int:
        return sum(tally.n for tally in self.tallies)

    @property
    def basis(self) -> str:
        """real, synthetic, both, or none where there are no records"""
        kinds = {tally.synthetic for tally in (*self.tallies, *self.ground)}
        if not kinds:
            return "none"
        return "both" if len(kinds) == 2 else ("synthetic" if kinds.pop() else "real")

    def upto(self, day: date) -> int:
        return sum(t.n for t in self.tallies if t.day is not None and t.day <= day)


def tallied(source: Source, rows: Any) -> tuple[Tally, ...]:
    """One question for the count, the basis and the course of the year."""
    found = rows.order_by().values_list(source.day_field, "synthetic").annotate(n=Count("pk"))
    return tuple(Tally(day, synthetic, n) for day, synthetic, n in found)


def tallied_rows(rows: Iterable[Row]) -> tuple[Tally, ...]:
    found = Counter((row.dated, row.synthetic) for row in rows)
    return tuple(Tally(day, synthetic, n) for (day, synthetic), n in found.items())
