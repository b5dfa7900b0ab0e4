"""Steps of the supply side: achievements, events, and the cooperations that come of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from functools import partial
from typing import Any

from cigu.core.places.models import Domain, Segment, Territory
from cigu.records.achievements.actions import (
    draft_achievement,
    publish_achievement,
    submit_achievement,
)
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.actions import perform_cooperation, sign_cooperation
from cigu.work.roadshows.actions import add_item, announce, close_event, hold, plan_event
from cigu.work.roadshows.meetings import begin_from_meeting, record_meeting
from cigu.work.roadshows.models import Event

from . import outcomes
from .calendar_slots import step
from .registers import officer, organisation, team, user
from .scenario import Row, Scenario, day
from .steps import Step

HOSTS = {"科技局": "包头市科学技术局", "高新区": "包头稀土高新区科技局"}


def steps(scenario: Scenario) -> Iterator[Step]:
    for row in scenario.achievements.values():
        yield from _achievement(scenario, row)
    for row in scenario.events.values():
        yield from _event(scenario, row)
    for number, row in enumerate(scenario.deals, 1):
        yield from _deal(scenario, row, f"D{number}")


def achievement(key: str) -> Achievement:
    return Achievement.objects.get(pack_key=key)


def event(row: Row) -> Event:
    return Event.objects.get(title=row["title"], held_on=day(row["on"]))


def _published(scenario: Scenario, row: Row) -> date:
    """An achievement of an event is in its programme beforehand, so it is published earlier."""
    if row["event"] is None:
        return day(row["published_on"])
    return max(step(day(row["published_on"]), -6), scenario.setup)


def _achievement(scenario: Scenario, row: Row) -> Iterator[Step]:
    published = _published(scenario, row)
    drafted = max(step(published, -4), scenario.setup)
    key = row["key"]
    yield Step(drafted, f"achievement:{key}", partial(_draft, scenario, row))
    yield Step(published, f"achievement:{key}:publish", partial(_publish, key))


def _draft(scenario: Scenario, row: Row) -> None:
    made_by = team(row["team"])
    made = draft_achievement(
        by=user(row["team"].lower()), title=row["title"], abstract=row["abstract"],
        owner=made_by.organisation, team=made_by,
        territory=Territory.objects.get(pk=scenario.year["territory"]),
        domain=Domain.objects.get(pk=scenario.year["domain"]),
        segment=Segment.objects.get(pk=row["segment"]), maturity=row["trl"], rights=row["ip"],
        transfer_modes="、".join(row["transfer_modes"]), price=row["price"],
        pack_key=row["key"], synthetic=True,
    )  # fmt: skip
    submit_achievement(achievement=made, by=user(row["team"].lower()))


def _publish(key: str) -> None:
    publish_achievement(achievement=achievement(key), by=officer())


def _event(scenario: Scenario, row: Row) -> Iterator[Step]:
    held = day(row["on"])
    planned = max(step(held, -15), scenario.setup)
    key = row["key"]
    yield Step(planned, f"event:{key}", partial(_plan, scenario, row))
    yield Step(max(step(held, -5), planned), f"event:{key}:programme", partial(_programme, row))
    yield Step(held, f"event:{key}:hold", partial(_hold, row))
    yield Step(step(held, 5), f"event:{key}:close", partial(_close, row))


def _plan(scenario: Scenario, row: Row) -> None:
    plan_event(
        by=officer(), kind=row["kind"], title=row["title"],
        territory=Territory.objects.get(pk=scenario.year["territory"]),
        domain=Domain.objects.get(pk=scenario.year["domain"]), held_on=day(row["on"]),
        time=time.fromisoformat(row["time"]), place=row["place"], host=HOSTS[row["host"]],
        synthetic=True,
    )  # fmt: skip


def _programme(row: Row) -> None:
    planned = event(row)
    for item in row["programme"]:
        shown: Any = achievement(item["achievement"]) if item["achievement"] else None
        add_item(
            event=planned, by=officer(), title=item["title"], minutes=item["minutes"],
            achievement=shown,
        )  # fmt: skip
    announce(event=planned, by=officer())


def _hold(row: Row) -> None:
    hold(event=event(row), by=officer(), attendance=row["attendance"], note=row["note"])


def _close(row: Row) -> None:
    close_event(event=event(row), by=officer())


def _deal(scenario: Scenario, row: Row, key: str) -> Iterator[Step]:
    met, signed = day(row["met_on"]), day(row["signed_on"])
    yield Step(met, f"deal:{key}:meet", partial(_meet, row))
    yield Step(signed, f"deal:{key}:sign", partial(_sign, row, key))
    yield from outcomes.steps(scenario, f"deal:{key}", signed, pack_key=key)


def _meet(row: Row) -> None:
    shown = Event.objects.filter(items__achievement__pack_key=row["achievement"]).first()
    at_event = shown if row["event"] else None
    meeting = record_meeting(
        by=user("broker"), achievement=achievement(row["achievement"]),
        enterprise=organisation(row["enterprise"]), met_on=day(row["met_on"]), event=at_event,
    )  # fmt: skip
    begin_from_meeting(meeting=meeting, title=row["title"], mode=row["mode"], by=user("broker"))


def _sign(row: Row, key: str) -> None:
    offered = achievement(row["achievement"])
    cooperation = offered.cooperations.get(enterprise=organisation(row["enterprise"]))
    sign_cooperation(cooperation=cooperation, by=user("broker"), amount=row["amount"], pack_key=key)
    perform_cooperation(cooperation=cooperation, by=user("broker"))
