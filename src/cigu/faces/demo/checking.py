"""Steps of the checkups, from campaign to follow-up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from cigu.core.places.models import Domain, Territory
from cigu.records.facts.actions import accept_facts
from cigu.records.facts.models import Fact
from cigu.rulebook.loader import instrument
from cigu.work.checkups import actions as act
from cigu.work.checkups.models import Checkup, Consent, FollowUp

from .answers import answers_of
from .calendar_slots import step
from .plan import CheckupPlan, YearPlan
from .registers import officer, organisation, user
from .scenario import Row, Scenario, day
from .steps import Step

INSTRUMENT = "sme-digital-2024"
ORDER = ("planned", "invited", "collecting", "collected", "visited", "diagnosed", "replied")
CALM = "无意见"


def steps(scenario: Scenario, plan: YearPlan) -> Iterator[Step]:
    for row in scenario.year["campaigns"]:
        yield Step(day(row["since"]), f"campaign:{row['key']}", partial(_open, scenario, plan, row))
    for item in plan.checkups.values():
        yield from _checkup(scenario, item)
    yield from _rechecks(scenario)


def checkup(enterprise: str, campaign: str) -> Checkup:
    return Checkup.objects.get(enterprise__pack_key=enterprise, campaign__note=campaign)


def _open(scenario: Scenario, plan: YearPlan, row: Row) -> None:
    """The pack's key of the campaign is kept in its note."""
    campaign = act.create_campaign(
        name=row["name"], territory=Territory.objects.get(pk=scenario.year["territory"]),
        domain=Domain.objects.get(pk=scenario.year["domain"]), instrument=INSTRUMENT,
        since=day(row["since"]), until=day(row["until"]), by=officer(), note=row["key"],
        synthetic=True,
    )  # fmt: skip
    for helper, keys in _by_commissioner(scenario, plan, row).items():
        act.select_enterprises(
            campaign=campaign, organisations=[organisation(key) for key in keys], by=officer(),
            commissioner=user(helper),
        )  # fmt: skip
    act.start_campaign(campaign=campaign, by=officer())


def _by_commissioner(scenario: Scenario, plan: YearPlan, row: Row) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for item in plan.checkups.values():
        if item.campaign == row["key"]:
            out.setdefault(item.commissioner, []).append(item.enterprise)
    return out or {"commissioner": _rechecked(scenario)}


def _rechecked(scenario: Scenario) -> list[str]:
    return list(scenario.year["rechecks"])


def _checkup(scenario: Scenario, item: CheckupPlan) -> Iterator[Step]:
    row = scenario.enterprises[item.enterprise]
    days = (
        item.invited,
        item.consented,
        item.collected,
        item.visited,
        item.diagnosed,
        item.replied,
    )
    for on, state in zip(days, ORDER[1:], strict=True):
        yield Step(
            on, f"{item.key}:{item.campaign}:{state}",
            partial(_advance, row, item.campaign, state),
        )  # fmt: skip
    yield Step(item.issued, f"{item.key}:issue", partial(_issue, item))
    yield from _follow_ups(scenario, item)


def _rechecks(scenario: Scenario) -> Iterator[Step]:
    """What is under way on the demo's last days: one of each state, some of them late."""
    start = day("2024-06-03")
    for key, reached in scenario.year["rechecks"].items():
        states = (
            ("invited", "declined")
            if reached == "declined"
            else ORDER[1 : ORDER.index(reached) + 1]
        )
        for number, state in enumerate(states):
            yield Step(
                step(start, number + 1), f"T:{key}:K4:{state}",
                partial(_advance, scenario.enterprises[key], "K4", state),
            )  # fmt: skip


def _advance(row: Row, campaign: str, state: str) -> None:
    found = checkup(row["key"], campaign)
    actor = user(row["key"].lower())
    helper = found.commissioner
    if state == "invited":
        act.invite(checkup=found, by=officer())
    elif state == "declined":
        act.decline(checkup=found, reason_code="recently_examined", by=actor)
    elif state == "collecting":
        act.consent(checkup=found, purposes=list(Consent.Purpose.values), by=actor)
    elif state == "collected":
        _answer(row, found, actor)
    elif state == "visited":
        _check_facts(found)
        _visit(row, found, helper)
    elif state == "diagnosed":
        _diagnose(row, found, helper)
    else:
        act.reply(checkup=found, agrees=True, by=actor, comment=CALM)


def _answer(row: Row, found: Checkup, actor: Any) -> None:
    for section, answers in answers_of(instrument(INSTRUMENT), row).items():
        act.save_answers(checkup=found, section=section, answers=answers, by=actor)
    act.hand_in(checkup=found, by=actor)


def _check_facts(found: Checkup) -> None:
    """What the questionnaire brought in was checked before the visit."""
    facts = list(Fact.objects.filter(filing__subject_uid=found.uid, state="proposed"))
    if facts:
        accept_facts(facts=facts, by=officer())


def _visit(row: Row, found: Checkup, helper: Any) -> None:
    rng = random.Random(f"visit:{row['key']}")
    act.record_visit(
        checkup=found, lines=rng.randint(1, 6), scrap_rate=Decimal(rng.randint(4, 62)) / 10,
        note=row["visit"], place=row["short"], by=helper,
    )  # fmt: skip


def _diagnose(row: Row, found: Checkup, helper: Any) -> None:
    findings = [
        {**item, "need": item["item"] == "bottlenecks" and item["light"] != "green"}
        for item in row["findings"]
    ]
    act.diagnose(
        checkup=found, findings=findings, plan=row["plan"], comment=_comment(row), by=helper
    )


def _comment(row: Row) -> str:
    return (
        f"{row['findings'][0]['text'].rstrip('。')}。先做“{row['plan'][0]}”，其余按一企一策推进。"
    )


def _issue(item: CheckupPlan) -> None:
    found = checkup(item.enterprise, item.campaign)
    act.issue(checkup=found, by=officer())
    act.start_follow_up(checkup=found, by=officer())


def _follow_ups(scenario: Scenario, item: CheckupPlan) -> Iterator[Step]:
    for days in (30, 90, 180):
        due = step(item.issued, days * 5 // 7)
        if due < step(scenario.today, -1):
            yield Step(due, f"{item.key}:follow:{days}", partial(_follow, item, days))


def _follow(item: CheckupPlan, days: int) -> None:
    row = FollowUp.objects.get(checkup=checkup(item.enterprise, item.campaign), days=days)
    talks = days > 30 and sum(map(ord, item.enterprise)) % 2
    act.record_follow_up(
        follow_up=row, outcome="talks" if talks else "none", by=officer(),
        note="电话回访：正与团队洽谈。" if talks else "电话回访：措施在准备，尚无进展。",
    )  # fmt: skip
