"""The demo year: the same plan every time, and a build that goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from cigu.core.clock.business import today
from cigu.core.places.models import Domain
from cigu.faces.demo.models import ScenarioStep
from cigu.faces.demo.plan import make_plan
from cigu.faces.demo.scenario import read
from cigu.faces.demo.steps import Step, run


@pytest.fixture(scope="module")
def scenario() -> Any:
    return read("baotou")


@pytest.fixture(scope="module")
def plan(scenario: Any) -> Any:
    return make_plan(scenario)


def test_the_plan_is_the_same_every_time(scenario: Any, plan: Any) -> None:
    assert make_plan(scenario) == plan


def test_the_plan_holds_what_the_report_counts(plan: Any) -> None:
    matched = [need for need in plan.needs.values() if need.proposed]
    assert len(plan.checkups) == 85 and len(plan.needs) == 71
    assert len({team for need in matched for team in need.teams}) == 45
    assert len({expert for need in matched for expert in need.experts}) == 65
    assert Counter(need.outcome for need in matched)["signed"] == 32


def test_nobody_is_asked_who_is_bound_to_the_enterprise(scenario: Any, plan: Any) -> None:
    for key, need in plan.needs.items():
        owner = scenario.needs[key]["enterprise"]
        for expert in need.experts:
            ties = scenario.experts[expert]["relations"]
            assert owner not in {tie["enterprise"] for tie in ties}, (key, expert)
            assert scenario.experts[expert]["member_of"] not in need.teams, (key, expert)


def test_days_follow_each_other(plan: Any) -> None:
    for item in plan.checkups.values():
        days = [item.selected, item.invited, item.consented, item.collected, item.visited]
        days += [item.diagnosed, item.replied, item.issued]
        assert days == sorted(days), item.key
    for need in plan.needs.values():
        days = [need.raised, need.submitted, need.accepted, need.published, need.proposed]
        known = [day for day in (*days, need.signed) if day is not None]
        assert known == sorted(known), need.key


@pytest.mark.django_db
def test_a_build_that_broke_off_goes_on_and_repeats_nothing() -> None:
    seen: list[tuple[str, date]] = []

    def keep(name: str) -> None:
        seen.append((name, today()))
        Domain.objects.create(code=name, name_zh=name)

    def breaks() -> None:
        keep("half")
        raise ConnectionError("the machine stopped")

    days = [date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4)]
    first = Step(days[0], "a", lambda: keep("a"))
    with pytest.raises(ConnectionError):
        run([first, Step(days[1], "b", breaks)], lambda *_: None)
    assert not Domain.objects.filter(code="half").exists(), "a step is whole or not at all"
    left = run(
        [first, Step(days[1], "b", lambda: keep("b")), Step(days[2], "c", lambda: keep("c"))],
        lambda *_: None,
    )
    assert left == 2
    assert [entry for entry in seen if entry[0] != "half"] == list(zip("abc", days, strict=True))
    assert ScenarioStep.objects.count() == 3
