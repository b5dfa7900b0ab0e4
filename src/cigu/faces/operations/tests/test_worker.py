"""The rounds of ``cigu work``: a part that fails holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cigu.core.notices import actions, delivering
from cigu.core.notices.actions import emit, on_event
from cigu.core.notices.alarms import open_alarms
from cigu.core.notices.letters import ALARM
from cigu.core.notices.models import Delivery
from cigu.faces.cli import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, day: date) -> Iterator[None]:
    monkeypatch.setattr(actions, "_handlers", {})
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)  # the test's own
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.fault(33)
def test_a_round_that_meets_a_broken_line_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of the outbox that cannot even be claimed: the alarm of another still comes."""
    on_event("test.topic")(print)
    emit("test.topic")
    emit("test.topic")
    broken, dead = Delivery.objects.order_by("id")
    delivering.refused(dead.pk, "no door")
    past = timezone.now() - timedelta(days=1)
    Delivery.objects.filter(pk=broken.pk).update(next_at=past)
    claim = delivering.claim

    def breaks(pk: int, *more: Any) -> Any:
        if pk == broken.pk:
            raise RuntimeError("the row cannot be read")
        return claim(pk, *more)

    monkeypatch.setattr(delivering, "claim", breaks)
    work.deliver()
    assert [alarm.code for alarm in open_alarms()] == [ALARM]
