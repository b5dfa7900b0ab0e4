"""Publish figures: freeze query, parameters, rows and a hash; tell later differences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.recording import create_many
from cigu.core.numbers.actions import next_number

from .models import Completeness, FrozenFigure, FrozenRow, Publication
from .registry import Result, compute, registered
from .sources import Row, Where

ALGORITHM = "sha256"


@dataclass(frozen=True)
class Difference:
    """What changed since publication: rows that came, went, or were revised."""

    added: tuple[Row, ...]
    removed: tuple[FrozenRow, ...]
    revised: tuple[tuple[FrozenRow, Row], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def row_hash(rows: Sequence[Any]) -> str:
    """Over (type, uid, revision, contribution), sorted: order does not matter."""
    lines = sorted(
        (r.object_type, str(_uid(r)), _revision(r), str(r.contribution.normalize())) for r in rows
    )
    return hashlib.new(ALGORITHM, json.dumps(lines).encode()).hexdigest()


def publish(*, title: str, where: Where, by: Any, on: date | None = None, reason: str = "",
            synthetic: bool = False) -> Publication:  # fmt: skip
    """Freeze every registered figure for the scope as the next version."""
    results = [compute(item, where) for item in registered().values()]
    with acting("figures.publish", by=by, on=on, reason=reason) as step:
        publication = Publication(
            title=title, territory=where.territory, domain=where.domain,
            since=where.period.start, until=where.period.end,
            version=versions(where).count() + 1, published_on=step.on, synthetic=synthetic,
            number=next_number("NB", step.on),
        )  # fmt: skip
        publication.save()
        for result in results:
            _freeze(publication, result)
    return publication


def declare_complete(*, register: str, where: Where, method: str, by: Any, on: date | None = None,
                     synthetic: bool = False) -> Completeness:  # fmt: skip
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
    now = {(r.object_type, r.uid): r for r in result.rows}
    return Difference(
        added=tuple(now[k] for k in now if k not in before),
        removed=tuple(before[k] for k in before if k not in now),
        revised=tuple(
            (before[k], now[k])
            for k in now
            if k in before and before[k].object_revision != now[k].revision
        ),
    )


def intact(frozen: FrozenFigure) -> bool:
    """Do the frozen rows still give the frozen hash?"""
    return row_hash(list(frozen.rows.all())) == frozen.row_hash


def _freeze(publication: Publication, result: Result) -> None:
    frozen = FrozenFigure(
        publication=publication, figure=result.figure.id,
        definition_version=result.figure.version, parameters=_parameters(result.where),
        value=result.value, text=result.text, algorithm=ALGORITHM,
        row_hash=row_hash(result.rows), synthetic=publication.synthetic,
    )  # fmt: skip
    frozen.save()
    create_many(FrozenRow, [_frozen_row(frozen, row) for row in result.rows])


def _frozen_row(frozen: FrozenFigure, row: Row) -> FrozenRow:
    return FrozenRow(
        frozen=frozen, object_type=row.object_type, object_uid=row.uid,
        object_revision=row.revision, contribution=row.contribution, label=row.label[:300],
        dated=row.dated, synthetic=row.synthetic,
    )  # fmt: skip


def _parameters(where: Where) -> dict[str, Any]:
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
