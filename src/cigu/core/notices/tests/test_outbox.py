"""An event exists exactly if its cause does, and takes effect exactly once at each consumer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import Party
from cigu.core.audit.recording import change
from cigu.core.notices import actions
from cigu.core.notices.actions import deliver, deliver_waiting, emit, mark_read, notify, on_event
from cigu.core.notices.delivering import LONGEST, LOST, MAX_ATTEMPTS, address, failed, pause
from cigu.core.notices.models import Delivery, Event, Notice

State = Delivery.State
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


def later(days: int = 1) -> None:
    """As if the pauses were over."""
    past = timezone.now() - timedelta(days=days)
    Delivery.objects.filter(state=State.WAITING).update(next_at=past)


@concurrent
def test_an_event_is_delivered_after_its_cause_is_committed() -> None:
    on_event("test.topic")(found_party)
    with change("test.cause", by=None, on=ON):
        emit("test.topic", name="甲")
        assert parties() == []
    assert parties() == ["甲"] and Delivery.objects.get().state == State.DONE
    later()
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
@pytest.mark.fault(33)
def test_a_failing_handler_holds_up_no_other_and_is_tried_again() -> None:
    broken = [True]

    def fails(payload: dict[str, Any]) -> None:
        make_party(name=f"{payload['name']}乙")
        if broken[0]:
            raise RuntimeError("gateway down")

    on_event("test.topic")(fails)
    on_event("test.topic")(found_party)
    emit("test.topic", name="甲")
    assert parties() == ["甲"], "what the failing handler wrote is undone"
    waits = Delivery.objects.get(state=State.WAITING)
    assert waits.attempts == 1 and "gateway down" in waits.error
    broken[0] = False
    assert deliver_waiting() == 0, "the pause is not over"
    later()
    assert deliver_waiting() == 1 and parties() == ["甲", "甲乙"]


@concurrent
@pytest.mark.fault(33)
def test_a_poisoned_event_is_given_up_after_some_attempts_and_others_go_on() -> None:
    calls = []

    def fails(_payload: dict[str, Any]) -> None:
        calls.append(1)
        raise RuntimeError("poison")

    on_event("test.poison")(fails)
    on_event("test.topic")(found_party)
    emit("test.poison")
    emit("test.topic", name="甲")
    for _turn in range(MAX_ATTEMPTS + 3):
        later()
        deliver_waiting()
    poison = Delivery.objects.get(event__topic="test.poison")
    assert (poison.state, poison.attempts, len(calls)) == (State.DEAD, MAX_ATTEMPTS, MAX_ATTEMPTS)
    assert "poison" in poison.error and poison.ended_at is not None
    assert parties() == ["甲"]


class Killed(BaseException):
    """What ``kill -9`` looks like from inside: nothing is caught, nothing is written."""


@concurrent
@pytest.mark.fault(33)
def test_an_event_that_kills_its_worker_is_given_up_too() -> None:
    def kills(_payload: dict[str, Any]) -> None:
        raise Killed

    on_event("test.poison")(kills)
    with suppress(Killed):
        emit("test.poison")
    for _turn in range(MAX_ATTEMPTS + 3):
        later()
        with suppress(Killed):
            deliver_waiting()
    poison = Delivery.objects.get()
    assert (poison.state, poison.attempts, poison.error) == (State.DEAD, MAX_ATTEMPTS, LOST)


def test_pauses_grow_up_to_a_bound() -> None:
    pauses = [pause(n).total_seconds() for n in range(1, 9)]
    assert pauses == [30, 120, 480, 1920, 7680, 21600, 21600, 21600] and pause(200) == LONGEST


@concurrent
def test_a_delivery_that_took_effect_takes_none_again() -> None:
    on_event("test.topic")(found_party)
    event = emit("test.topic", name="甲")
    first = Delivery.objects.get()
    Delivery.objects.update(next_at=timezone.now() - timedelta(days=1))
    assert deliver(event.pk) == 0 and not actions._try(first.pk) and parties() == ["甲"]
    failed(first.pk, "late")
    first.refresh_from_db()
    assert (first.state, first.error) == (State.DONE, "")


@concurrent
def test_an_event_has_one_line_for_each_consumer() -> None:
    on_event("test.topic")(found_party)
    event = emit("test.topic", name="甲")
    with pytest.raises(IntegrityError):
        address(event)


@concurrent
def test_a_handler_that_is_gone_is_a_letter_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    on_event("test.topic")(found_party)
    with transaction.atomic():
        emit("test.topic", name="甲")
        monkeypatch.setattr(actions, "_handlers", {})
    for _turn in range(MAX_ATTEMPTS + 1):
        later()
        deliver_waiting()
    assert Delivery.objects.get().state == State.DEAD


@concurrent
def test_many_workers_deliver_each_event_once(together: Callable[..., list[Any]]) -> None:
    with transaction.atomic():
        for number in range(10):
            emit("test.topic", name=f"甲{number}")
        on_event("test.topic")(found_party)  # so late that only the workers deliver
        for event in Event.objects.all():
            address(event)
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
    party, user = make_party(), make_user()
    for whom in ({}, {"party": party, "user": user}):
        with pytest.raises(IntegrityError), change("test.tell", by=None, on=ON):
            notify("甲", party, on=ON, **whom)
