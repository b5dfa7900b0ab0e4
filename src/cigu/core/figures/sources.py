"""Where a figure's rows come from: a model, its business date, its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from cigu.core.access.conditions import each_once
from cigu.engines.basis.periods import Period

BASES = ("both", "real", "synthetic")


@dataclass(frozen=True)
class Where:
    """The scope a figure is asked for. A stock is read on the last day of the period."""

    territory: Any
    domain: Any
    period: Period
    basis: str = "both"

    @property
    def as_of(self) -> date:
        return self.period.end - timedelta(days=1)

    def at(self, period: Period) -> Where:
        return replace(self, period=period)


@dataclass(frozen=True)
class Row:
    """One record behind a figure and what it adds."""

    object_type: str
    uid: UUID
    revision: int
    contribution: Decimal
    record: Any = field(compare=False, repr=False)
    dated: date | None
    synthetic: bool
    key: Any = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """Asked for only where it is shown: naming a record may cost a query."""
        return str(self.record)


@dataclass(frozen=True)
class Source:
    """Rows of ``model`` whose ``dated`` field falls into the period (a flow) or that hold on the
    as-of day (a stock): ``valid`` names the day they began and the days that may have ended them.
    ``since_ever``: a row whose beginning is not known counts as there; the definition says so."""

    model: Any
    territory: str
    domain: str = ""
    dated: str = ""
    valid: tuple[str, ...] | None = None
    only: Q = field(default_factory=Q)
    since_ever: bool = False

    def rows(self, where: Where) -> Any:
        q = self.only & self._time(where) & self._place(where)
        if where.basis != "both":
            q &= Q(synthetic=where.basis == "synthetic")
        return each_once(self.model._base_manager.all(), q).order_by("pk")

    def _time(self, where: Where) -> Q:
        if self.valid is None:
            return Q(
                **{f"{self.dated}__gte": where.period.start, f"{self.dated}__lt": where.period.end}
            )
        begin, *ends = self.valid
        holds = Q(**{f"{begin}__lte": where.as_of})
        if self.since_ever:
            holds |= Q(**{f"{begin}__isnull": True})
        for end in ends:
            holds &= Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": where.as_of})
        return holds

    def _place(self, where: Where) -> Q:
        q = where.territory.holding(self.territory)
        if where.domain is not None and self.domain:
            q &= Q(**{self.domain: where.domain.pk})
        return q

    @property
    def day_field(self) -> str:
        """The day a row is shown with."""
        return self.valid[0] if self.valid is not None else self.dated

    def row(self, obj: Any, contribution: Decimal, key: Any = None) -> Row:
        return Row(
            obj.object_type, obj.uid, obj.revision, contribution, obj,
            follow(obj, self.day_field), obj.synthetic, key,
        )  # fmt: skip


def follow(obj: Any, path: str) -> Any:
    """The value at the end of ``a__b``; None where the way there is empty."""
    for name in path.split("__"):
        obj = None if obj is None else getattr(obj, name)
    return obj
