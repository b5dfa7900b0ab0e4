"""Events in any state, by way of the room's actions."""

from __future__ import annotations

from datetime import date, time
from itertools import count
from typing import Any

from cigu.core.clock.business import today
from cigu.records.cooperations.factories import World, make_achievement, make_enterprise

from .actions import add_item, announce, close_event, hold, plan_event, record_meeting
from .models import Event, Meeting

_serial = count(1)
STATES = ("planned", "announced", "held", "closed")


def make_event(
    world: World, *, state: str = "planned", held_on: date | None = None, **fields: Any
) -> Event:
    steps = STATES.index(state)
    event = plan_event(
        by=world.officer, kind=fields.pop("kind", Event.Kind.ROADSHOW),
        title=fields.pop("title", f"示例路演{next(_serial)}"), domain=world.domain,
        territory=fields.pop("territory", world.city), held_on=held_on or today(),
        time=time(14, 30), place="示例会场", host="示例主办方", **fields,
    )  # fmt: skip
    add_item(event=event, by=world.officer, title="开场", minutes=10)
    if steps > 0:
        announce(event=event, by=world.officer)
    if steps > 1:
        hold(event=event, by=world.officer, attendance=60)
    if steps > 2:
        close_event(event=event, by=world.officer)
    return event


def make_meeting(world: World, **fields: Any) -> Meeting:
    return record_meeting(
        by=world.broker, achievement=fields.pop("achievement", None) or make_achievement(world),
        enterprise=fields.pop("enterprise", None) or make_enterprise(world),
        met_on=fields.pop("met_on", today()), **fields,
    )  # fmt: skip
