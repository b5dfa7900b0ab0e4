"""An event exists exactly if its cause does, and takes effect exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import Party
from cigu.core.audit.recording import change
from cigu.core.notices import actions
from cigu.core.notices.actions import deliver, deliver_waiting, emit, mark_read, notify, on_event
from cigu.core.notices.models import Event, Notice

ON = date(2024, 6, 14)
concurrent = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(actions, "_handlers", {})
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def found_party(payload: dict[str, Any]) -> None:
    make_party(name=payload["name"])


def parties() -> list[str]:
    return sorted(Party.objects.values_list("name", flat=True))


@concurrent
def test_an_event_is_delivered_after_its_cause_is_committed() -> None:
    on_event("test.topic")(found_party)
    with change("test.cause", by=None, on=ON):
        emit("test.topic", name="甲")
        assert parties() == []
    assert parties() == ["甲"] and Event.objects.get().delivered_at is not None
    assert deliver_waiting() == 0


@concurrent
def test_what_was_undone_was_never_said() -> None:
    on_event("test.topic")(found_party)
    with pytest.raises(ZeroDivisionError), change("test.cause", by=None, on=ON):
        emit("test.topic", name="甲")
        notify("甲", make_party(), on=ON, user=make_user())
        raise ZeroDivisionError
    assert not Event.objects.exists() and not Notice.objects.exists() and parties() == []


@concurrent
def test_a_failing_handler_undoes_the_others_and_is_tried_again() -> None:
    broken = [True]

    def fails(_payload: dict[str, Any]) -> None:
        if broken[0]:
            raise RuntimeError("gateway down")

    on_event("test.topic")(found_party)
    on_event("test.topic")(fails)
    emit("test.topic", name="甲")
    event = Event.objects.get()
    assert (parties(), event.attempts, event.delivered_at) == ([], 1, None)
    assert "gateway down" in event.error
    broken[0] = False
    assert deliver_waiting() == 1 and parties() == ["甲"]


@concurrent
def test_a_poisoned_event_is_left_alone_after_some_attempts_and_others_go_on() -> None:
    def fails(_payload: dict[str, Any]) -> None:
        raise RuntimeError

    on_event("test.poison")(fails)
    on_event("test.topic")(found_party)
    emit("test.poison")
    with transaction.atomic():
        Event.objects.create(topic="test.topic", payload={"name": "甲"})
    for _turn in range(10):
        deliver_waiting()
    assert Event.objects.get(topic="test.poison").attempts == actions.MAX_ATTEMPTS
    assert parties() == ["甲"]


@concurrent
def test_a_failure_that_comes_late_does_not_take_a_delivery_back() -> None:
    event = Event.objects.create(topic="test.topic", payload={})
    assert deliver(event.pk) and not deliver(event.pk)
    actions._failed(event.pk, RuntimeError("late"))
    event.refresh_from_db()
    assert event.delivered_at is not None and event.attempts == 0


@concurrent
def test_many_workers_deliver_each_event_once(together: Callable[..., list[Any]]) -> None:
    on_event("test.topic")(found_party)
    for number in range(10):
        Event.objects.create(topic="test.topic", payload={"name": f"甲{number}"})
    ready = Barrier(4)

    def work(_number: int) -> int:
        ready.wait(10)
        return deliver_waiting()

    assert sum(together(work, 4, threads=4)) == 10
    assert parties() == [f"甲{n}" for n in range(10)]


@pytest.mark.django_db
def test_a_notice_reaches_its_addressee_only(day: date) -> None:
    party, about = make_party(), make_party()
    mine, other = make_user("enterprise", party=party), make_user("enterprise", party=about)
    with change("test.tell", by=None, on=ON):
        to_party = notify("甲" * 400, about, on=ON, party=party)
        to_user = notify("乙", about, on=ON, user=other)
    assert list(Notice.objects.for_(mine)) == [to_party] and len(to_party.text) == 300
    assert list(Notice.objects.for_(other)) == [to_user]
    assert not Notice.objects.for_(None).exists() and not Notice.objects.for_(make_user()).exists()
    mark_read(to_party, by=mine, on=ON)
    assert Notice.objects.get(pk=to_party.pk).read_at is not None


@pytest.mark.django_db
def test_a_notice_has_one_addressee(day: date) -> None:
    from django.db import IntegrityError

    party, user = make_party(), make_user()
    for whom in ({}, {"party": party, "user": user}):
        with pytest.raises(IntegrityError), change("test.tell", by=None, on=ON):
            notify("甲", party, on=ON, **whom)
