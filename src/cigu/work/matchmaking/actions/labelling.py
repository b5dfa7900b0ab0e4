"""What a broker thinks of candidates, kept apart from any ranking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.models import Party
from cigu.core.audit.holding import queue
from cigu.records.needs.models import Need

from ..guards import check_can_broker
from ..models import MatchLabel

Marked = tuple[Party, str, Any, int]  # provider, kind, achievement or None, grade


def label(
    *, need: Need, marks: Iterable[Marked], by: Any, on: date | None = None, reason: str = ""
) -> list[MatchLabel]:
    """One grade by each labeller for each candidate; a second one replaces the first."""
    check_can_broker(need, by)
    with acting("matchmaking.label", by=by, on=on, reason=reason) as step:
        queue(need)
        standing = {
            (row.provider_id, row.achievement_id): row
            for row in MatchLabel.objects.filter(need=need, labeller=by)
        }
        kept = []
        for provider, kind, achievement, grade in marks:
            key = (provider.pk, getattr(achievement, "pk", None))
            row = standing.get(key) or MatchLabel(
                need=need, provider=provider, kind=kind, achievement=achievement, labeller=by,
                labelled_on=step.on, synthetic=need.synthetic, grade=grade,
            )  # fmt: skip
            if row._state.adding or row.grade != grade:
                row.grade, row.labelled_on = grade, step.on
                row.save()
            kept.append(row)
    return kept
