"""The figures that rooms register, and their computation for a scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q

from cigu.core.access.scope import ScopedModel
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.values import round_like

from . import fresh
from .expressions import Figure, measure, measured
from .measures import Measured, Part
from .models import Completeness
from .reading import models_of
from .sources import Row, Where

PORTION = 5000
LARGE = 20_000  # records: counting fewer takes less time than a reader notices
_figures: dict[str, Figure] = {}
_large: set[str] = set()


class UnknownFigure(CiguError):
    pass


@dataclass(frozen=True)
class Result:
    """A computed figure with everything a reader needs to trust or doubt it."""

    figure: Figure
    where: Where
    value: Decimal | None
    measured: Measured
    complete: bool
    behind: datetime | None = None  # counted then; what changed since is being counted

    @property
    def text(self) -> str:
        return self.measured.text

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.measured.parts

    @property
    def basis(self) -> str:
        return self.measured.basis

    @property
    def n_rows(self) -> int:
        return self.measured.n_rows

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The records themselves, read when they are asked for."""
        return self.figure.expression.evaluate(self.where).rows

    @property
    def as_of(self) -> date:
        return self.where.as_of

    @property
    def comparator(self) -> str:
        if self.final:
            return "="
        return "≥" if self.figure.grows else "≈"

    @property
    def final(self) -> bool:
        """Nothing is missing, and no record says merely "at least"."""
        return self.complete and not self.measured.at_least


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
    models = models_of(item.expression)
    kept = fresh.kept(
        _question(item, where), models, lambda: _ask(item, where),
        lambda: any(map(is_large, models or ())),
    )  # fmt: skip
    found, complete = kept.answer
    return Result(item, where, _rounded(found.value, item), found, complete, kept.behind)


def is_large(label: str) -> bool:
    """Whether the table holds more records than can be counted unnoticed; then it stays so."""
    if label not in _large:
        rows = apps.get_model(label)._base_manager.order_by().values("pk")
        if not rows[LARGE : LARGE + 1].exists():
            return False
        _large.add(label)
    return True


def compute_rows(item: Figure, where: Where) -> Result:
    """Value and records from one reading, as a publication needs them."""
    out = item.expression.evaluate(where)
    complete = is_complete(item, where)
    result = Result(item, where, _rounded(out.value, item), measured(out), complete)
    result.__dict__["rows"] = out.rows
    return result


def _ask(item: Figure, where: Where) -> tuple[Measured, bool]:
    return measure(item.expression, where), is_complete(item, where)


def _question(item: Figure, where: Where) -> tuple[Any, ...]:
    """What an answer depends on besides the records. Territories leave no leaves, so the shape of
    the tree is part of the question."""
    place, parent = where.territory, where.territory.parent
    tree = (place.path, tuple(place.codes), tuple(parent.codes) if parent else ())
    domain = where.domain.pk if where.domain else None
    return (item.id, item.version, tree, domain, where.period, where.basis)


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


def _rounded(value: Decimal | None, item: Figure) -> Decimal | None:
    if value is None:
        return None
    return round_like(value, Decimal(1).scaleb(-item.decimals))


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
