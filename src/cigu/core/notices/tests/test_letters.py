"""What was given up waits for a person, who retries or discards it on record."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_party, make_user
from cigu.core.access.models import Party, User
from cigu.core.audit.models import AuditLeaf
from cigu.core.notices import actions, letters
from cigu.core.notices.actions import deliver_waiting, emit, on_event
from cigu.core.notices.alarms import open_alarms
from cigu.core.notices.delivering import refused
from cigu.core.notices.models import Delivery
from cigu.engines.basis.errors import CiguError

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2024, 6, 14)
State = Delivery.State


@pytest.fixture(autouse=True)
def no_handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(actions, "_handlers", {})
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def keeper(day: date) -> User:
    return make_user("sysadmin")


@pytest.fixture
def dead(day: date) -> Delivery:
    def picky(payload: dict[str, Any]) -> None:
        if not Party.objects.filter(name="门").exists():
            raise RuntimeError("no door")
        make_party(name=payload["name"])

    on_event("test.topic")(picky)
    emit("test.topic", name="甲")
    refused(Delivery.objects.get().pk, "no door")
    letters.watch()
    return Delivery.objects.get()


def codes() -> list[str]:
    return [alarm.code for alarm in open_alarms()]


def test_a_letter_is_an_alarm_until_it_is_dealt_with(dead: Delivery, keeper: User) -> None:
    assert dead.state == State.DEAD and codes() == [letters.ALARM]
    letters.watch()
    assert codes() == [letters.ALARM] and deliver_waiting() == 0
    make_party(name="门")
    letters.retry(dead, by=keeper, on=ON)
    assert codes() == [] and deliver_waiting() == 1
    assert Party.objects.filter(name="甲").count() == 1
    leaf = AuditLeaf.objects.get(verb="outbox.retry")
    assert (leaf.actor_id, leaf.object_uid) == (keeper.pk, dead.uid)
    assert leaf.after["topic"] == "test.topic"


def test_a_letter_is_discarded_with_a_reason(dead: Delivery, keeper: User) -> None:
    with pytest.raises(CiguError) as told:
        letters.discard(dead, by=keeper, on=ON, reason=" ")
    assert told.value.data["field"] == "reason" and codes() == [letters.ALARM]
    letters.discard(dead, by=keeper, on=ON, reason="已当面办理")
    dead.refresh_from_db()
    assert (dead.state, dead.error, codes()) == (State.DISCARDED, "no door", [])
    assert AuditLeaf.objects.get(verb="outbox.discard").after["reason"] == "已当面办理"
    with pytest.raises(CiguError):
        letters.retry(dead, by=keeper, on=ON)


def test_only_the_system_administrator_deals_with_letters(dead: Delivery) -> None:
    for user in (make_user("officer"), make_user("secadmin"), make_user("auditor")):
        with pytest.raises(NotAllowed):
            letters.retry(dead, by=user, on=ON)
        with pytest.raises(NotAllowed):
            letters.discard(dead, by=user, on=ON, reason="x")
    dead.refresh_from_db()
    assert dead.state == State.DEAD and codes() == [letters.ALARM]


def test_what_waits_is_no_letter(keeper: User) -> None:
    on_event("test.later")(print)
    emit("test.later")
    Delivery.objects.update(state=State.WAITING, ended_at=None)
    with pytest.raises(CiguError):
        letters.discard(Delivery.objects.get(), by=keeper, on=ON, reason="x")
