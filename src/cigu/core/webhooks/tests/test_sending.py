"""From an event to the receiver: signed, once, and nobody waits for anybody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cigu.core.access.actions import disable_account
from cigu.core.access.factories import make_user
from cigu.core.access.models import User
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.notices.actions import emit, notify
from cigu.core.notices.models import Delivery, Notice
from cigu.core.webhooks import actions, topics
from cigu.core.webhooks.models import Receiver as Line
from cigu.core.webhooks.models import Subscription
from cigu.core.webhooks.sending import PAUSE_AFTER, REFUSED, Sending

from .servers import Got, Receiver, example, mute, receiver

EXAMPLE = example()
Verifier, Refused, Seen = EXAMPLE.Verifier, EXAMPLE.Refused, EXAMPLE.Seen

pytestmark = pytest.mark.django_db(transaction=True)
TOPIC = "test.noticed"
State = Delivery.State
ON = date(2024, 6, 14)


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch, day: date) -> Iterator[None]:
    monkeypatch.setattr(topics, "_topics", dict(topics._topics))
    topics.offer(TOPIC, "noticed", "core_notices.notice")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    with receiver() as found:
        settings.OUTBOUND_ALLOW = {f"http://127.0.0.1:{found.port}"}
        yield found


@pytest.fixture
def owner(day: date) -> User:
    return make_user("officer")


@pytest.fixture
def sending() -> Iterator[Callable[[], None]]:
    made = Sending(whole=0.5)

    def run() -> None:
        made.round()
        made.finish()

    yield run
    made.close()


def subscribed(by: User, url: str) -> tuple[Subscription, str]:
    return actions.subscribe(by=by, name="示例", url=url, wanted=[TOPIC])


def happens(whom: User) -> Notice:
    """An event whose record only ``whom`` may see."""
    with change("test.notice", by=None, on=ON):
        seen = notify("甲", whom, on=ON, user=whom)
        emit(TOPIC, uid=str(seen.uid))
    return seen


def later() -> None:
    """As if all pauses were over."""
    past = timezone.now() - timedelta(days=1)
    Delivery.objects.filter(state=State.WAITING).update(next_at=past)
    Line.objects.filter(quiet_until__isnull=False).update(quiet_until=past)


def checked(got: Got, secret: str) -> Any:
    return Verifier(secret).check(got.headers, got.body)


def test_an_event_arrives_once_and_signed(there: Receiver, owner: User, sending: Any) -> None:
    _made, secret = subscribed(owner, there.url())
    seen = happens(owner)
    sending()
    later()
    sending()
    (got,) = there.got
    message, delivery = checked(got, secret), Delivery.objects.get()
    assert message["id"] == str(delivery.uid) == got.headers["webhook-id"]
    assert (message["topic"], message["data"]) == (TOPIC, {"uid": str(seen.uid)})
    assert message["synthetic"] is True
    assert (delivery.state, delivery.attempts) == (State.DONE, 1)
    assert Line.objects.get().reached_at is not None


@pytest.mark.fault(35)
def test_what_is_altered_or_sent_again_is_refused(
    there: Receiver, owner: User, sending: Any
) -> None:
    _made, secret = subscribed(owner, there.url())
    happens(owner)
    sending()
    (got,) = there.got
    now = int(got.headers["webhook-timestamp"])
    verifier = Verifier(secret, clock=lambda: now)
    with pytest.raises(Refused):
        verifier.check(got.headers, got.body + b" ")
    for name, value in [
        ("webhook-id", "another"), ("webhook-timestamp", str(now + 1)),
        ("webhook-signature", "v1,AAAA"), ("webhook-signature", ""), ("webhook-timestamp", "x"),
    ]:  # fmt: skip
        with pytest.raises(Refused):
            verifier.check({**got.headers, name: value}, got.body)
    assert verifier.check(got.headers, got.body)["topic"] == TOPIC
    with pytest.raises(Seen):
        verifier.check(got.headers, got.body)
    for ago in (-301, 301):
        with pytest.raises(Refused):
            Verifier(secret, clock=lambda ago=ago: now + ago).check(got.headers, got.body)
    with pytest.raises(Refused):
        checked(got, actions.renew_secret(subscription=_made, by=owner)[1])


@pytest.mark.fault(35)
def test_an_attempt_made_again_is_signed_anew_under_the_same_id(
    there: Receiver, owner: User, sending: Any
) -> None:
    """Lost answers: the receiver has it, the sender does not know."""
    _made, secret = subscribed(owner, there.url())
    happens(owner)
    there.status = 500
    sending()
    there.status = 200
    later()
    sending()
    first, second = there.got
    assert first.body == second.body
    verifier = Verifier(secret)
    verifier.check(first.headers, first.body)
    with pytest.raises(Seen):
        verifier.check(second.headers, second.body)
    assert Delivery.objects.get().state == State.DONE


def test_only_what_the_owner_may_see_is_sent(there: Receiver, owner: User, sending: Any) -> None:
    subscribed(owner, there.url())
    happens(make_user("officer"))
    assert not Delivery.objects.exists()
    happens(owner)
    disable_account(user=owner, by=None, reason="x")
    sending()
    assert there.got == [] and Delivery.objects.get().state == State.DISCARDED


@pytest.mark.fault(36)
def test_a_receiver_that_hangs_holds_up_no_other(
    there: Receiver, owner: User, settings: Any
) -> None:
    """While the one hangs the other gets what happens, round after round."""
    with mute() as port:
        settings.OUTBOUND_ALLOW |= {f"http://127.0.0.1:{port}"}
        subscribed(owner, f"http://127.0.0.1:{port}/")
        good, _secret = subscribed(owner, there.url())
        sending = Sending(whole=30)
        for turn in range(1, 4):
            happens(owner)
            sending.round()
            sending.busy[str(good.uid)].result(20)
            assert len(there.got) == turn
            assert sum(not line.done() for line in sending.busy.values()) == 1
    assert Delivery.objects.filter(consumer=str(good.uid), state=State.DONE).count() == 3
    sending.finish()
    sending.close()
    slow = Delivery.objects.exclude(consumer=str(good.uid)).order_by("id")
    assert [d.attempts for d in slow] == [1, 0, 0], "after the first failure it rests"
    assert Line.objects.filter(quiet_until__gt=timezone.now()).count() == 1


@pytest.mark.fault(36)
def test_a_receiver_that_fails_and_fails_is_paused_and_its_owner_told(
    there: Receiver, owner: User, sending: Any
) -> None:
    made, _secret = subscribed(owner, there.url())
    there.status = 503
    for _event in range(3):
        happens(owner)
    for _turn in range(PAUSE_AFTER + 3):
        later()
        sending()
    assert len(there.got) == PAUSE_AFTER, "then nothing more is asked of it"
    made.refresh_from_db()
    assert made.state == Subscription.State.PAUSED
    told = Notice.objects.filter(subject_uid=made.uid)
    assert [n.user for n in told] == [owner] and "示例" in told[0].text
    assert AuditLeaf.objects.filter(verb="webhooks.pause_by_itself").count() == 2, "and the notice"
    waiting = Delivery.objects.filter(state=State.WAITING)
    assert waiting.count() == 3 and "HTTP 503" in waiting.values_list("error", flat=True)
    there.status = 200
    actions.activate(subscription=made, by=owner)
    later()
    sending()
    assert len(there.got) == PAUSE_AFTER + 3
    assert not Delivery.objects.exclude(state=State.DONE).exists()


def test_one_message_that_is_never_taken_is_given_up_and_the_others_arrive(
    owner: User, there: Receiver, sending: Any
) -> None:
    subscribed(owner, there.url())
    poison = happens(owner)
    bad = Delivery.objects.get()
    happens(owner)
    there.distasteful = str(poison.uid).encode()
    for _turn in range(REFUSED + 2):
        later()
        sending()
    bad.refresh_from_db()
    assert (bad.state, bad.attempts, bad.error) == (State.DEAD, REFUSED, "HTTP 422")
    assert sum(there.distasteful not in got.body for got in there.got) == 1
    assert not Delivery.objects.filter(state=State.WAITING).exists()


@pytest.mark.fault(37)
def test_an_address_that_leads_inside_gets_nothing(owner: User, settings: Any) -> None:
    """Public when it was written down, inside when it is sent to."""
    made, _secret = subscribed(owner, "https://hooks.example.org/")
    happens(owner)
    sending = Sending(resolve=lambda _host, _port: ["127.0.0.1"])
    sending.round()
    sending.finish()
    sending.close()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 1)
    assert delivery.error and Line.objects.get(subscription=made).failures == 1


def test_a_ping_and_an_end(there: Receiver, owner: User, sending: Any) -> None:
    made, secret = subscribed(owner, there.url())
    subscribed(owner, there.url())
    actions.ping(subscription=made, by=owner)
    sending()
    assert [checked(got, secret)["topic"] for got in there.got] == [topics.PING]
    happens(owner)
    actions.end(subscription=made, by=owner)
    sending()
    assert len(there.got) == 2
    ended = Delivery.objects.get(consumer=str(made.uid), event__topic=TOPIC)
    assert ended.state == State.DISCARDED


def test_what_was_undone_is_not_sent(there: Receiver, owner: User, sending: Any) -> None:
    subscribed(owner, there.url())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        happens(owner)
        raise ZeroDivisionError
    sending()
    assert there.got == []
