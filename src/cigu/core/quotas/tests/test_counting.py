"""A person takes away so many rows a day and no more, however many hands they have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cigu.core.access.factories import make_user
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import today, travel
from cigu.core.notices.alarms import is_open
from cigu.core.notices.models import Alarm
from cigu.core.quotas.counting import NOTED, OverQuota, alarm_code, left_of, limit_of, take, watch
from cigu.core.quotas.models import ExportDay

QUOTA = {"officer": 100, "enterprise": 10, "expert": 20}


@pytest.fixture(autouse=True)
def quota(settings: Any) -> None:
    settings.EXPORT_QUOTA = dict(QUOTA)


def used(user: Any) -> int:
    return sum(ExportDay.objects.filter(user=user).values_list("rows", flat=True))


@pytest.mark.django_db
def test_rows_count_until_the_limit_and_then_nothing_more(officer: Any) -> None:
    take(officer, 60, what="list.needs")
    take(officer, 40, what="list.needs")
    with pytest.raises(OverQuota) as refusal:
        take(officer, 1, what="list.needs")
    assert used(officer) == 100 and left_of(officer) == 0
    assert "100" in refusal.value.message and refusal.value.remedy


@pytest.mark.django_db
def test_what_does_not_fit_takes_nothing(officer: Any) -> None:
    with pytest.raises(OverQuota):
        take(officer, 101, what="list.needs")
    assert used(officer) == 0 and left_of(officer) == 100


@pytest.mark.django_db
def test_the_best_role_counts_and_no_role_has_the_least(officer: Any) -> None:
    assert limit_of(officer) == 100
    assert limit_of(make_user()) == 10


@pytest.mark.django_db
def test_a_refusal_leaves_a_leaf_and_an_alarm_for_the_security_administrator(officer: Any) -> None:
    with pytest.raises(OverQuota):
        take(officer, 101, what="list.people")
    leaf = AuditLeaf.objects.get(verb="quota.refused", object_uid=officer.uid)
    assert (leaf.after["rows"], leaf.after["limit"]) == (101, 100)
    assert leaf.after["what"] == "list.people"
    secadmin, sysadmin = make_user("secadmin"), make_user("sysadmin")
    assert [a.code for a in Alarm.objects.for_(secadmin)] == [alarm_code(officer)]
    assert not Alarm.objects.for_(sysadmin).filter(code=alarm_code(officer)).exists()
    assert not Alarm.objects.for_(officer).exists()


@pytest.mark.django_db
def test_a_loop_of_refusals_fills_no_audit(officer: Any) -> None:
    for _time in range(NOTED + 5):
        with pytest.raises(OverQuota):
            take(officer, 101, what="list.people")
    assert AuditLeaf.objects.filter(verb="quota.refused").count() == NOTED
    assert ExportDay.objects.get(user=officer).refused == NOTED + 5


@pytest.mark.django_db
def test_a_business_day_set_back_gives_no_new_quota(officer: Any) -> None:
    take(officer, 100, what="list.needs")
    with travel(today() - timedelta(days=1)), pytest.raises(OverQuota):
        take(officer, 1, what="list.needs")


@pytest.mark.django_db
def test_the_next_real_day_begins_anew_and_clears_the_alarm(officer: Any) -> None:
    with pytest.raises(OverQuota):
        take(officer, 101, what="list.needs")
    watch()
    assert is_open(alarm_code(officer)), "not before its day is over"
    yesterday = timezone.now() - timedelta(days=1)
    ExportDay.objects.update(day=yesterday.date(), rows=100)

    _age(yesterday)
    watch()
    assert not is_open(alarm_code(officer))
    assert left_of(officer) == 100


def _age(moment: Any) -> None:
    from django.db.models import QuerySet

    QuerySet(Alarm).update(since=moment)


def test_exports_beside_each_other_do_not_overrun_it(
    together: Callable[..., list[Any]], officer: Any
) -> None:
    done = together(lambda _n: take(officer, 7, what="list.needs"), 30)
    assert used(officer) == 98
    assert sum(answer is None for answer in done) == 14
    assert {type(answer) for answer in done if answer is not None} == {OverQuota}
