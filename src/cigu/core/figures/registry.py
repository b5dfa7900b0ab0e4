"""The figures that rooms register, and their computation for a scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Q

from cigu.core.access.scope import ScopedModel
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.values import round_like

from .expressions import Figure, Outcome, Part
from .models import Completeness
from .sources import Row, Where

PORTION = 5000
_figures: dict[str, Figure] = {}


class UnknownFigure(CiguError):
    pass


@dataclass(frozen=True)
class Result:
    """A computed figure with everything a reader needs to trust or doubt it."""

    figure: Figure
    where: Where
    value: Decimal | None
    text: str
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    basis: str  # real, synthetic, both, or none where there are no rows
    complete: bool

    @property
    def as_of(self) -> date:
        return self.where.as_of

    @property
    def comparator(self) -> str:
        return "=" if self.complete else "≥"


def register(*figures: Figure) -> None:
    for figure in figures:
        if figure.id in _figures and _figures[figure.id] != figure:
            raise ValueError(f"figure {figure.id} is registered twice")
        _figures[figure.id] = figure


def registered() -> dict[str, Figure]:
    return dict(_figures)


def figure(ident: str) -> Figure:
    try:
        return _figures[ident]
    except KeyError:
        raise UnknownFigure(
            "figure", f"No room registers figure {ident}.",
            remedy="See `cigu coverage`.", value=ident,
        ) from None  # fmt: skip


def compute(item: Figure, where: Where) -> Result:
    """Compute once, for everyone: official figures do not depend on who looks."""
    outcome = item.expression.evaluate(where)
    return Result(
        item, where, _rounded(outcome, item), outcome.text, outcome.rows, outcome.parts,
        _basis(outcome.rows), is_complete(item, where),
    )  # fmt: skip


def is_complete(item: Figure, where: Where) -> bool:
    """Every register is declared complete, wherever and whenever the figure reads it."""
    places = list(item.expression.reads(where)) if item.registers else []
    return all(_declared(name, place) for name in item.registers for place in places)


def _declared(register_name: str, where: Where) -> bool:
    above = [code for code in where.territory.path.split("/") if code]
    domain = Q(domain__isnull=True)
    if where.domain is not None:
        domain |= Q(domain=where.domain)
    return bool(
        Completeness.objects.filter(
            domain, register=register_name, territory__in=above, withdrawn_on__isnull=True,
            since__lte=where.period.start, until__gte=where.as_of,
        ).exists()
    )  # fmt: skip


def _basis(rows: tuple[Row, ...]) -> str:
    kinds = {row.synthetic for row in rows}
    if not kinds:
        return "none"
    return "both" if len(kinds) == 2 else ("synthetic" if kinds.pop() else "real")


def _rounded(outcome: Outcome, item: Figure) -> Decimal | None:
    if outcome.value is None:
        return None
    return round_like(outcome.value, Decimal(1).scaleb(-item.decimals))


def visible_rows(result: Result, user: Any) -> tuple[list[Row], int]:
    """The drill rows a viewer's scope allows, and how many more there are."""
    allowed: set[tuple[str, Any]] = set()
    for kind in {row.object_type for row in result.rows}:
        uids = [row.uid for row in result.rows if row.object_type == kind]
        allowed |= {(kind, uid) for uid in _visible(apps.get_model(kind), uids, user)}
    rows = [row for row in result.rows if (row.object_type, row.uid) in allowed]
    return rows, len(result.rows) - len(rows)


def _visible(model: Any, uids: list[Any], user: Any) -> set[Any]:
    """In portions: a database takes only so many values in one question."""
    if not issubclass(model, ScopedModel):
        return set()
    rows = model.objects.for_(user)
    return {
        uid
        for start in range(0, len(uids), PORTION)
        for uid in rows.filter(uid__in=uids[start : start + PORTION]).values_list("uid", flat=True)
    }
