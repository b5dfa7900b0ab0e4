"""Steps that give the public portal something to read: notices with objections, an event ahead, a
claim that is being examined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from functools import partial
from typing import Any

from cigu.core.places.models import Domain, Territory
from cigu.faces.portal import actions as claims
from cigu.faces.portal.models import Claim
from cigu.faces.regions.reading import document
from cigu.records.achievements.models import Achievement
from cigu.records.publicnotices import actions
from cigu.records.publicnotices.models import Objection, PublicNotice
from cigu.work.roadshows.actions import announce, plan_event

from .registers import officer
from .scenario import Row, Scenario, day
from .steps import Step
from .supply import HOSTS

OBJECTOR, CONTACT = "拟名异议人", "0472-0000000（虚构）"


def steps(scenario: Scenario, region: str) -> Iterator[Step]:
    found = document(region, "scenario/notices.yaml")
    for row in found["notices"]:
        yield from _notice(scenario, row)
    ahead, claim = found["event"], found["claim"]
    yield Step(day(ahead["announced"]), "event:ahead", partial(_announce, scenario, ahead))
    yield Step(day(claim["on"]), "claim", partial(_claim, claim))
    yield Step(day(claim["taken_up"]), "claim:taken_up", _take_up)


def _notice(scenario: Scenario, row: Row) -> Iterator[Step]:
    key = f"notice:{row['key']}"
    yield Step(day(row["displayed"]), key, partial(_display, scenario, row))
    for number, item in enumerate(row["objections"]):
        yield Step(day(item["on"]), f"{key}:{number}", partial(_object, row, item))
        if "answered" in item:
            done = partial(_answer, row, item)
            yield Step(day(item["answered"]), f"{key}:{number}:answer", done)
    if "decided" in row:
        yield Step(day(row["decided"]), f"{key}:decide", partial(_decide, row))
    if "closed" in row:
        yield Step(day(row["closed"]), f"{key}:close", partial(_close, row))


def _of(row: Row) -> Any:
    return PublicNotice.objects.get(title=row["title"])


def _display(scenario: Scenario, row: Row) -> None:
    made = actions.draft_notice(
        by=officer(), title=row["title"], kind=row["kind"], body=row["body"],
        office=HOSTS["科技局"], territory=Territory.objects.get(pk=scenario.year["territory"]),
        domain=Domain.objects.get(pk=scenario.year["domain"]), days=row["days"],
        rule=row["rule"], reach=CONTACT, synthetic=True,
    )  # fmt: skip
    actions.display(notice=made, by=officer())


def _object(row: Row, item: Row) -> None:
    actions.object_to(
        notice=_of(row), ground=item["ground"], text=item["text"], name=OBJECTOR, contact=CONTACT
    )


def _answer(row: Row, item: Row) -> None:
    actions.answer(
        objection=Objection.objects.get(notice=_of(row), text=item["text"]), by=officer(),
        step_code=item["step"], reason_code=item.get("reason", ""), reply=item["reply"],
        is_public=item["public"],
    )  # fmt: skip


def _decide(row: Row) -> None:
    actions.decide(notice=_of(row), by=officer(), outcome=row["outcome"], decision=row["decision"])


def _close(row: Row) -> None:
    actions.close_notice(notice=_of(row), by=officer())


def _announce(scenario: Scenario, row: Row) -> None:
    made = plan_event(
        by=officer(), kind=row["kind"], title=row["title"], held_on=day(row["on"]),
        territory=Territory.objects.get(pk=scenario.year["territory"]),
        domain=Domain.objects.get(pk=scenario.year["domain"]),
        time=time.fromisoformat(row["time"]), place=row["place"], host=HOSTS[row["host"]],
        topics=row["topics"], synthetic=True,
    )  # fmt: skip
    announce(event=made, by=officer())


def _claim(row: Row) -> None:
    shown = Achievement.objects.filter(state="published").order_by("number")[0]
    claims.raise_claim(
        subject=shown, ground=row["ground"], text=row["text"], name=OBJECTOR, contact=CONTACT
    )


def _take_up() -> None:
    claims.take_up(claim=Claim.objects.get(), by=officer())
