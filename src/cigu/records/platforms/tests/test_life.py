"""Grades, stages, acceptances and mergers of a platform."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.records.platforms import actions
from cigu.records.platforms.factories import make_platform
from cigu.records.platforms.guards import PlatformRefused
from cigu.records.platforms.models import Platform, PlatformGrade

pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 1)


@pytest.fixture
def one(officer: Any) -> Platform:
    return make_platform(by=officer, since=date(2020, 1, 1), grade_now="region", stages=["pilot"])


def code(refusal: Any) -> str:
    return str(refusal.value.code)


def test_a_new_grade_ends_the_one_before(officer: Any, one: Platform) -> None:
    actions.give_grade(platform=one, grade="nation", since=MAY, by=officer)
    found = one.grades.order_by("since").values_list("grade", "since", "until")
    assert list(found) == [("region", date(2020, 1, 1), MAY), ("nation", MAY, None)]
    for grade, since, expected in (
        ("nation", date(2024, 6, 1), "same_grade"), ("city", None, "since"),
        ("city", MAY, "since"), ("city", date(2024, 6, 15), "since"),
        ("moon", date(2024, 6, 1), "grade"),
    ):  # fmt: skip
        with pytest.raises(PlatformRefused) as refusal:
            actions.give_grade(platform=one, grade=grade, since=since, by=officer)
        assert code(refusal) == expected
    assert one.grades.filter(until__isnull=True).get().grade == "nation"


def test_a_stage_is_covered_once_and_may_begin_again(officer: Any, one: Platform) -> None:
    with pytest.raises(PlatformRefused) as refusal:
        actions.cover_stage(platform=one, stage="pilot", by=officer)
    assert code(refusal) == "covered"
    part = actions.end_part(part=one.stages.get(), until=MAY, by=officer)
    with pytest.raises(PlatformRefused) as refusal:
        actions.end_part(part=part, by=officer)
    assert code(refusal) == "ended"
    actions.cover_stage(platform=one, stage="pilot", since=MAY, by=officer)
    assert one.stages.count() == 2


def test_an_acceptance_without_a_known_day_is_kept_once(officer: Any, one: Platform) -> None:
    for held in (None, MAY):
        actions.record_acceptance(platform=one, result="passed", held_on=held, by=officer)
        with pytest.raises(PlatformRefused) as refusal:
            actions.record_acceptance(platform=one, result="failed", held_on=held, by=officer)
        assert code(refusal) == "accepted"


def test_a_merger_has_one_predecessor_of_its_own_basis(officer: Any, one: Platform) -> None:
    other = make_platform(by=officer)
    real = make_platform(by=officer, synthetic=False, source="公开报道")
    for given, expected in (
        ({}, "predecessor"), ({"platform": other, "printed": "甲室"}, "predecessor"),
        ({"platform": one}, "itself"), ({"platform": real}, "basis"),
    ):  # fmt: skip
        with pytest.raises(PlatformRefused) as refusal:
            actions.record_merger(successor=one, merged_on=MAY, by=officer, **given)
        assert code(refusal) == expected
    for given in ({"platform": other}, {"printed": "甲室"}):
        made = actions.record_merger(successor=one, merged_on=None, by=officer, **given)
        assert made.predecessor in (other.name, "甲室")
        with pytest.raises(PlatformRefused) as refusal:
            actions.record_merger(successor=one, merged_on=MAY, by=officer, **given)
        assert code(refusal) == "merged"


def test_what_cannot_stand_is_refused(officer: Any, one: Platform) -> None:
    for fields, expected in (
        ({"since": date(2024, 6, 15)}, "since"), ({"until": date(2019, 1, 1)}, "until"),
        ({"kind": "castle"}, "kind"), ({"parent": one}, "parent"),
        ({"kind": "outside_rd_centre"}, "organisation"),
    ):  # fmt: skip
        with pytest.raises(PlatformRefused) as refusal:
            actions.edit_platform(platform=Platform.objects.get(pk=one.pk), by=officer, **fields)
        assert code(refusal) == expected
    with pytest.raises(PlatformRefused) as refusal:
        make_platform(by=officer, synthetic=False)
    assert code(refusal) == "source"


def test_only_an_officer_of_the_place_records(one: Platform) -> None:
    for user in (make_user(Role.OFFICER, territory=make_territory("150102")), None):
        with pytest.raises(NotAllowed):
            actions.give_grade(platform=one, grade="nation", since=MAY, by=user)
        with pytest.raises(NotAllowed):
            actions.record_acceptance(platform=one, result="passed", held_on=MAY, by=user)
        with pytest.raises(NotAllowed):
            actions.record_merger(successor=one, printed="甲", merged_on=MAY, by=user)
        with pytest.raises(NotAllowed):
            actions.end_part(part=PlatformGrade.objects.get(platform=one), by=user)
