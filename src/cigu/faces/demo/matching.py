"""Steps of the needs: raised, accepted, published, proposed, negotiated, signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from cigu.core.places.models import Domain, Segment
from cigu.faces.regions.reading import PackError
from cigu.records.cooperations.actions import perform_cooperation, sign_cooperation
from cigu.records.needs.actions import (
    accept_need,
    expire_need,
    publish_need,
    raise_need,
    submit_need,
)
from cigu.records.needs.models import Need
from cigu.work.checkups.actions import raise_need_from
from cigu.work.checkups.models import Finding
from cigu.work.matchmaking import actions as act
from cigu.work.matchmaking.models import Match

from . import outcomes
from .calendar_slots import step
from .plan import NeedPlan, YearPlan
from .registers import officer, organisation, provider, user
from .scenario import Row, Scenario, day
from .steps import Step

TOP = 12
EXPIRES = 60  # working days, the demo's own choice


def steps(scenario: Scenario, plan: YearPlan) -> Iterator[Step]:
    for item in plan.needs.values():
        row = scenario.needs[item.key]
        yield Step(item.raised, f"need:{item.key}", partial(_raise, scenario, row))
        yield Step(item.submitted, f"need:{item.key}:submit", partial(_submit, row))
        yield Step(item.accepted, f"need:{item.key}:accept", partial(_accept, item.key))
        yield Step(item.published, f"need:{item.key}:publish", partial(_publish, item.key))
        if item.proposed is not None:
            yield from _matching(scenario, item, item.proposed)
        yield from _expiry(scenario, item)
    for row in scenario.year["pending"]:
        yield Step(day(row["day"]), f"need:{row['key']}", partial(_hand_in, scenario, row))


def _expiry(scenario: Scenario, item: NeedPlan) -> Iterator[Step]:
    """Needs that found nobody expire after a while; the enterprise may renew them."""
    expires = step(item.accepted, EXPIRES)
    if item.outcome in ("unmatched", "lapsed", "declined") and expires < scenario.today:
        yield Step(expires, f"need:{item.key}:expire", partial(_expire, item.key))


def _expire(key: str) -> None:
    expire_need(need=need(key), by=user("broker"))


def need(key: str) -> Need:
    return Need.objects.get(pack_key=key)


def _fields(scenario: Scenario, row: Row) -> dict[str, Any]:
    return {
        "title": row["title"], "problem": row["problem"], "process_step": row["process_step"],
        "metric": row["metric"], "present": _number(row["present"]),
        "comparator": row["comparator"], "target": _number(row["target"]), "unit": row["unit"],
        "conditions": row["conditions"], "budget": _number(row["budget"]),
        "deadline": day(row["deadline"]), "secrecy": row["secrecy"], "maturity": row["trl_now"],
        "maturity_wanted": row["trl_wanted"], "rights": row["ip_wanted"],
        "keywords": "、".join(row["keywords"]), "pack_key": row["key"],
        "domain": Domain.objects.get(pk=scenario.year["domain"]),
        "segment": Segment.objects.get(pk=row["segment"]),
        "contact": scenario.enterprises[row["enterprise"]]["contact"],
    }  # fmt: skip


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _raiser(row: Row) -> Any:
    if row["origin"] == "commissioner":
        return user("commissioner2")
    return user(row["enterprise"].lower())


def _raise(scenario: Scenario, row: Row) -> None:
    fields = _fields(scenario, row)
    if row["origin"] != "checkup":
        raise_need(
            by=_raiser(row), organisation=organisation(row["enterprise"]),
            origin=row["origin"], **fields,
        )  # fmt: skip
        return
    finding = Finding.objects.filter(
        checkup__enterprise__pack_key=row["enterprise"], checkup__issued_on__isnull=False,
        item="bottlenecks", need__isnull=True, retired_on__isnull=True,
    ).first()  # fmt: skip
    if finding is None:  # a second need out of the same finding
        _again(row, fields)
        return
    raise_need_from(finding=finding, by=officer(), **fields)


def _again(row: Row, fields: dict[str, Any]) -> None:
    finding = Finding.objects.filter(
        checkup__enterprise__pack_key=row["enterprise"], item="bottlenecks", need__isnull=False
    ).first()
    if finding is None:
        raise PackError("finding", f"{row['enterprise']} has no finding for need {row['key']}.")
    origin = finding.checkup
    raise_need(
        by=officer(), organisation=organisation(row["enterprise"]), origin="checkup",
        origin_uid=origin.uid, origin_number=origin.number, **fields,
    )  # fmt: skip


def _hand_in(scenario: Scenario, row: Row) -> None:
    """A need of the last days, still to be accepted."""
    _raise(scenario, row)
    _submit(row)


def _submit(row: Row) -> None:
    submit_need(need=need(row["key"]), by=_raiser(row))


def _accept(key: str) -> None:
    accept_need(need=need(key), by=officer())


def _publish(key: str) -> None:
    publish_need(need=need(key), by=user("broker"))


def _matching(scenario: Scenario, item: NeedPlan, proposed: date) -> Iterator[Step]:
    key = f"need:{item.key}"
    yield Step(step(proposed, -1), f"{key}:rank", partial(_rank, item.key))
    yield Step(proposed, f"{key}:propose", partial(_propose, item))
    answered = step(proposed, 2)
    if item.outcome in ("signed", "negotiating", "interested"):
        yield Step(answered, f"{key}:answer", partial(_answer, scenario, item))
    if item.outcome in ("signed", "negotiating"):
        yield Step(step(answered, 4), f"{key}:meet", partial(_meet, item))
    if item.signed is not None:
        yield Step(item.signed, f"{key}:sign", partial(_sign, item))
        yield from outcomes.steps(scenario, key, item.signed, need__pack_key=item.key)
    if item.outcome == "declined":
        yield Step(answered, f"{key}:decline", partial(_decline_all, scenario, item))
    if item.outcome == "lapsed":
        yield Step(step(proposed, 6), f"{key}:lapse", partial(_lapse, item))


def _rank(key: str) -> None:
    act.rank_need(need=need(key), by=user("broker"), top=TOP)


def _match(item: NeedPlan, who: str) -> Match:
    """The suggestion for this provider, made by hand where the ranking did not reach it."""
    wanted, party = need(item.key), provider(who)
    found = Match.objects.filter(need=wanted, provider=party, achievement=None).first()
    if found is not None:
        return found
    kind = "team" if who.startswith("G") else "person"
    return act.suggest(need=wanted, provider=party, kind=kind, by=user("broker"))


def _propose(item: NeedPlan) -> None:
    matches = [_match(item, who) for who in (*item.teams, *item.experts)]
    act.propose(matches=matches, by=user("broker"), reason="按全区匹配方案邀约")


def _answer(scenario: Scenario, item: NeedPlan) -> None:
    for number, who in enumerate(item.teams):
        if number == 0:
            act.accept(match=_match(item, who), by=user(who.lower()))
        else:
            _decline(scenario, item, who)
    for who in item.experts:
        act.accept(match=_match(item, who), by=user(who.lower()))


def _decline(scenario: Scenario, item: NeedPlan, who: str) -> None:
    codes = scenario.year["decline_codes"]
    code = codes[sum(map(ord, who + item.key)) % len(codes)]
    act.decline(match=_match(item, who), code=code, by=user(who.lower()))


def _decline_all(scenario: Scenario, item: NeedPlan) -> None:
    for who in (*item.teams, *item.experts):
        _decline(scenario, item, who)


def _lapse(item: NeedPlan) -> None:
    for who in (*item.teams, *item.experts):
        act.lapse(match=_match(item, who), by=user("broker"))


def _meet(item: NeedPlan) -> None:
    lead = _match(item, item.teams[0])
    act.meet(match=lead, by=user("broker"))
    act.negotiate(match=lead, adviser=_match(item, item.experts[0]), by=user("broker"))


def _sign(item: NeedPlan) -> None:
    wanted = need(item.key)
    cooperation = wanted.cooperations.get()
    budget = wanted.budget if wanted.budget is not None else Decimal(60)
    sign_cooperation(
        cooperation=cooperation, amount=(budget * Decimal("0.8")).quantize(Decimal(1)),
        by=user("broker"), ends_on=wanted.deadline,
    )  # fmt: skip
    perform_cooperation(cooperation=cooperation, by=user("broker"))
