"""Publish figures: freeze query, parameters, rows and a hash; tell later differences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.recording import create_many
from cigu.core.audit.values import round_to
from cigu.core.numbers.actions import next_number

from .guards import check_can_answer_for
from .models import Completeness, FrozenFigure, FrozenRow, Publication
from .registry import Result, compute_rows, registered
from .sources import Row, Where

ALGORITHM = "sha256"
PLACES = FrozenRow._meta.get_field("contribution").decimal_places


@dataclass(frozen=True)
class Difference:
    """What changed since publication: rows that came, went, or were revised."""

    added: tuple[Row, ...]
    removed: tuple[FrozenRow, ...]
    revised: tuple[tuple[FrozenRow, Row], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved)

    @property
    def moved(self) -> bool:
        """A record revised since publication now adds another amount."""
        return any(frozen.contribution != now.contribution for frozen, now in self.revised)


def row_hash(rows: Sequence[Any]) -> str:
    """Over (type, uid, revision, contribution), sorted: order does not matter."""
    lines = sorted((r.object_type, str(_uid(r)), _revision(r), _amount(r)) for r in rows)
    return hashlib.new(ALGORITHM, json.dumps(lines).encode()).hexdigest()


def _amount(row: Any) -> str:
    """As the frozen row keeps it, in one spelling."""
    return f"{round_to(row.contribution, PLACES):f}"


def publish(*, title: str, where: Where, by: Any, on: date | None = None, reason: str = "",
            synthetic: bool = False) -> Publication:  # fmt: skip
    """Freeze every registered figure for the scope as the next version."""
    check_can_answer_for(by, where)
    results = [compute_rows(item, where) for item in registered().values()]
    with acting("figures.publish", by=by, on=on, reason=reason) as step:
        number = next_number("NB", step.on)  # first: publishers queue here, and count in turn
        publication = Publication(
            title=title, territory=where.territory, domain=where.domain, number=number,
            since=where.period.start, until=where.period.end,
            version=versions(where).count() + 1, published_on=step.on, synthetic=synthetic,
        )  # fmt: skip
        publication.save()
        for result in results:
            _freeze(publication, result)
    return publication


def declare_complete(*, register: str, where: Where, method: str, by: Any, on: date | None = None,
                     synthetic: bool = False) -> Completeness:  # fmt: skip
    check_can_answer_for(by, where)
    with acting("figures.declare_complete", by=by, on=on):
        row = Completeness(
            register=register, territory=where.territory, domain=where.domain,
            since=where.period.start, until=where.as_of, method=method, synthetic=synthetic,
        )  # fmt: skip
        row.save()
    return row


def versions(where: Where) -> Any:
    return Publication.objects.filter(
        territory=where.territory, domain=where.domain, since=where.period.start,
        until=where.period.end,
    ).order_by("-version")  # fmt: skip


def frozen_of(ident: str, where: Where) -> FrozenFigure | None:
    latest = versions(where).first()
    return None if latest is None else latest.figures.filter(figure=ident).first()


def difference(frozen: FrozenFigure, result: Result) -> Difference:
    before = {(r.object_type, r.object_uid): r for r in frozen.rows.all()}
    now = {(r.object_type, r.uid): r for r in merged(result.rows)}
    return Difference(
        added=tuple(now[k] for k in now if k not in before),
        removed=tuple(before[k] for k in before if k not in now),
        revised=tuple(
            (before[k], now[k])
            for k in now
            if k in before and before[k].object_revision != now[k].revision
        ),
    )


def merged(rows: Sequence[Row]) -> list[Row]:
    """A record that a compound counts in two parts stands once, with both contributions."""
    once: dict[tuple[str, Any], Row] = {}
    for row in rows:
        key = (row.object_type, row.uid)
        known = once.get(key)
        amount = row.contribution + (known.contribution if known else 0)
        once[key] = replace(row, contribution=round_to(amount, PLACES))
    return list(once.values())


def intact(frozen: FrozenFigure) -> bool:
    """Do the frozen rows still give the frozen hash?"""
    return row_hash(list(frozen.rows.all())) == frozen.row_hash


def _freeze(publication: Publication, result: Result) -> None:
    rows = merged(result.rows)
    frozen = FrozenFigure(
        publication=publication, figure=result.figure.id,
        definition_version=result.figure.version,
        parameters={**parameters(result.where), "final": result.final},
        value=result.value, text=result.text, algorithm=ALGORITHM,
        row_hash=row_hash(rows), synthetic=publication.synthetic,
    )  # fmt: skip
    frozen.save()
    create_many(FrozenRow, [_frozen_row(frozen, row) for row in rows])


def _frozen_row(frozen: FrozenFigure, row: Row) -> FrozenRow:
    return FrozenRow(
        frozen=frozen, object_type=row.object_type, object_uid=row.uid,
        object_revision=row.revision, contribution=row.contribution, label=row.label[:300],
        dated=row.dated, synthetic=row.synthetic,
    )  # fmt: skip


def parameters(where: Where) -> dict[str, Any]:
    return {
        "territory": where.territory.pk,
        "domain": where.domain.pk if where.domain else None,
        "period": str(where.period),
        "basis": where.basis,
    }


def _uid(row: Any) -> Any:
    return row.object_uid if isinstance(row, FrozenRow) else row.uid


def _revision(row: Any) -> int:
    return int(row.object_revision if isinstance(row, FrozenRow) else row.revision)
