"""An alarm is open once, however often and by how many it is raised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from cigu.core.access.factories import make_user
from cigu.core.audit.models import AuditLeaf
from cigu.core.notices.alarms import clear_alarm, open_alarms, raise_alarm
from cigu.core.notices.models import Alarm


@pytest.mark.django_db
def test_an_alarm_is_raised_once_and_cleared_once_and_can_come_back(day: date) -> None:
    assert raise_alarm("test.late", "甲") and not raise_alarm("test.late", "乙")
    assert [a.text for a in open_alarms()] == ["甲"]
    assert clear_alarm("test.late") and not clear_alarm("test.late")
    assert open_alarms() == [] and raise_alarm("test.late", "丙")
    verbs = AuditLeaf.objects.filter(object_type="core_notices.alarm").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "alarms.raise", "alarms.clear", "alarms.raise",
    ]  # fmt: skip


@pytest.mark.django_db
def test_alarms_are_for_the_system_administrator(day: date) -> None:
    raise_alarm("test.late", "甲")
    assert Alarm.objects.for_(make_user("sysadmin")).count() == 1
    for user in (make_user("officer"), make_user("secadmin"), None):
        assert not Alarm.objects.for_(user).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_raise_at_once_one_does(together: Callable[..., list[Any]], day: date) -> None:
    ready = Barrier(4)

    def at_once(_number: int) -> bool:
        ready.wait(10)
        return raise_alarm("test.late", "甲")

    assert sorted(together(at_once, 4, threads=4)) == [False, False, False, True]
    assert sorted(together(lambda _n: clear_alarm("test.late"), 4, threads=4))[-1] is True
    assert Alarm.objects.count() == 1 and open_alarms() == []
