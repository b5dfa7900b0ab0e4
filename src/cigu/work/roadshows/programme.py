"""The programme as one reader may see it, with the time each item begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need

from .models import Event, ProgrammeItem


@dataclass(frozen=True)
class Line:
    item: ProgrammeItem
    begins: time | None  # None while the event has no time
    achievement: Achievement | None
    need: Need | None
    withheld: bool  # a need that a conflict of interest, or its owner, hides from this reader


def live_items(event: Event) -> list[ProgrammeItem]:
    rows = event.items.filter(removed_on__isnull=True).select_related("achievement", "need")
    return list(rows.order_by("order", "pk"))


def programme(event: Event, user: Any) -> list[Line]:
    items = live_items(event)
    achievements = _seen(Achievement, {i.achievement_id for i in items}, user)
    needs = _seen(Need, {i.need_id for i in items}, user)
    return [
        Line(
            item, begins, achievements.get(item.achievement_id), needs.get(item.need_id),
            item.need_id is not None and item.need_id not in needs,
        )
        for item, begins in zip(items, begin_times(event.time, items), strict=True)
    ]  # fmt: skip


def begin_times(start: time | None, items: list[ProgrammeItem]) -> list[time | None]:
    if start is None:
        return [None] * len(items)
    now = datetime(2000, 1, 1, start.hour, start.minute)
    out: list[time | None] = []
    for item in items:
        out.append(now.time())
        now += timedelta(minutes=item.minutes)
    return out


def _seen(model: Any, ids: set[Any], user: Any) -> dict[Any, Any]:
    rows = model.objects.for_(user).filter(pk__in=ids - {None})
    return {row.pk: row for row in rows}
