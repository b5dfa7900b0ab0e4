"""When everything of the demo year happens: worked out from the files alone, always the same."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from .calendar_slots import slots, step
from .pairing import Pairing, pair
from .scenario import Row, Scenario, day

FIRST_ISSUE = date(2023, 7, 10)


@dataclass(frozen=True)
class CheckupPlan:
    key: str
    enterprise: str
    campaign: str
    commissioner: str
    selected: date
    invited: date
    consented: date
    collected: date
    visited: date
    diagnosed: date
    replied: date
    issued: date


@dataclass
class NeedPlan:
    key: str
    raised: date
    submitted: date
    accepted: date
    published: date
    proposed: date | None = None
    outcome: str = "unmatched"  # signed, negotiating, interested, declined, lapsed, open
    signed: date | None = None
    teams: list[str] = field(default_factory=list)
    experts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class YearPlan:
    checkups: dict[str, CheckupPlan]
    needs: dict[str, NeedPlan]


def make_plan(scenario: Scenario) -> YearPlan:
    rng = random.Random(scenario.year["seed"])
    checkups = _checkups(scenario, rng)
    needs = _needs(scenario, checkups, rng)
    _match(scenario, needs, rng)
    return YearPlan(checkups, needs)


def _last(scenario: Scenario) -> date:
    return step(day(scenario.year["period"].split("/")[1]), -1)


def _checkups(scenario: Scenario, rng: random.Random) -> dict[str, CheckupPlan]:
    monthly = scenario.year["monthly"]
    dates = list(slots(monthly["months"], monthly["checkups"], rng, FIRST_ISSUE, _last(scenario)))
    order = _enterprise_order(scenario, rng)
    plans, taken = {}, 0
    for campaign in scenario.year["campaigns"]:
        for _n in range(campaign["checkups"]):
            plans[order[taken]] = _checkup(order[taken], campaign, dates[taken], taken)
            taken += 1
    return plans


def _checkup(enterprise: str, campaign: Row, issued: date, index: int) -> CheckupPlan:
    since = step(day(campaign["since"]), 0)

    def back(days: int) -> date:
        return max(step(issued, -days), since)

    helpers = ("commissioner", "commissioner2", "commissioner3")
    return CheckupPlan(
        f"T:{enterprise}", enterprise, campaign["key"], helpers[index % 3], since, back(18),
        back(16), back(11), back(8), back(5), back(2), issued,
    )  # fmt: skip


def _enterprise_order(scenario: Scenario, rng: random.Random) -> list[str]:
    """Firms with needs come somewhat earlier, so that their needs fit into the year."""
    having = list(dict.fromkeys(n["enterprise"] for n in scenario.needs.values()))
    others = [key for key in scenario.enterprises if key not in set(having)]
    rng.shuffle(having)
    rng.shuffle(others)
    order: list[str] = []
    while having or others:
        order += having[:3] + others[:1]
        having, others = having[3:], others[1:]
    return order


def _needs(
    scenario: Scenario, checkups: dict[str, CheckupPlan], rng: random.Random
) -> dict[str, NeedPlan]:
    monthly = scenario.year["monthly"]
    dates = slots(monthly["months"], monthly["needs"], rng, FIRST_ISSUE, step(_last(scenario), -1))
    waiting = sorted(scenario.needs, key=lambda k: (checkups[_owner(scenario, k)].issued, k))
    plans: dict[str, NeedPlan] = {}
    for accepted in dates:
        key = next(k for k in waiting if _ready(scenario, k, checkups) <= accepted)
        waiting.remove(key)
        plans[key] = _need(scenario, key, checkups, accepted)
    return plans


def _owner(scenario: Scenario, key: str) -> str:
    return str(scenario.needs[key]["enterprise"])


def _ready(scenario: Scenario, key: str, checkups: dict[str, CheckupPlan]) -> date:
    if scenario.needs[key]["origin"] != "checkup":
        return FIRST_ISSUE
    return step(checkups[_owner(scenario, key)].issued, 2)


def _need(
    scenario: Scenario, key: str, checkups: dict[str, CheckupPlan], accepted: date
) -> NeedPlan:
    raised = step(accepted, -4)
    if scenario.needs[key]["origin"] == "checkup":
        raised = max(raised, checkups[_owner(scenario, key)].issued)
    submitted = min(max(step(accepted, -2), raised), accepted)
    return NeedPlan(key, raised, submitted, accepted, step(accepted, 1))


def _match(scenario: Scenario, needs: dict[str, NeedPlan], rng: random.Random) -> None:
    chosen = _matched_needs(scenario, needs, rng)
    pairing: Pairing = pair(scenario, [plan.key for plan in chosen])
    for plan in chosen:
        plan.teams, plan.experts = pairing.teams[plan.key], pairing.experts[plan.key]
        plan.proposed = step(plan.published, rng.randint(2, 4))
    _sign(scenario, chosen, rng)
    _rest(scenario, [p for p in chosen if p.signed is None], rng)


def _matched_needs(
    scenario: Scenario, needs: dict[str, NeedPlan], rng: random.Random
) -> list[NeedPlan]:
    """All but the last few accepted and some that no candidate fits yet."""
    count = scenario.year["matching"]["teams_first"]
    last = step(_last(scenario), -5)
    fit = sorted((p for p in needs.values() if p.accepted <= last), key=lambda p: p.accepted)
    dropped = set(rng.sample([p.key for p in fit[8:]], len(fit) - count))
    return [p for p in fit if p.key not in dropped]


def _sign(scenario: Scenario, chosen: list[NeedPlan], rng: random.Random) -> None:
    monthly = scenario.year["monthly"]
    dates = slots(monthly["months"], monthly["cooperations"], rng, FIRST_ISSUE, _last(scenario))
    waiting = sorted(chosen, key=lambda p: (p.proposed or p.accepted, p.key))
    for signed in dates:
        ready = [p for p in waiting if p.proposed and step(p.proposed, 12) <= signed]
        plan = ready[min(len(ready) - 1, rng.randint(0, 2))]
        waiting.remove(plan)
        plan.signed, plan.outcome = signed, "signed"


def _rest(scenario: Scenario, left: list[NeedPlan], rng: random.Random) -> None:
    """What became of the needs without a contract: newest still open, oldest long in talks."""
    left.sort(key=lambda p: p.proposed or p.accepted)
    for index, plan in enumerate(left):
        recent = plan.proposed is not None and step(plan.proposed, 11) > scenario.today
        if recent:
            plan.outcome = "open"
        elif index < 7:
            plan.outcome = "negotiating"
        else:
            plan.outcome = ("interested", "negotiating", "declined", "lapsed")[index % 4]
