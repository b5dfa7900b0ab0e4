"""The worker's round: each receiver has a queue of its own, so that none waits for another."""

from __future__ import annotations

import json
import logging
import ssl
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, timedelta
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from cigu.core.notices import delivering
from cigu.core.notices.models import Delivery

from . import robots, sender, signing, topics
from .actions import CHANNEL, pause_by_itself
from .addresses import AddressRefused, Resolve, system_resolver
from .models import Receiver, Subscription

log = logging.getLogger(__name__)
PAUSE_AFTER = 10  # failures in a row, over about a day
TRIES = 12  # of one message; more, so that a receiver that was away loses none
REFUSED = 5  # of a message that the receiver itself refuses: it is there and does not want it
ANSWERED = "HTTP "
LATER = (408, 425, 429)  # refusals that mean: not now
AT_ONCE = 16  # receivers
EACH = 50  # messages of one receiver in one round


class Sending:
    """Rounds that do not wait for slow receivers: a busy one is left out until it is free."""

    def __init__(
        self, *, resolve: Resolve = system_resolver, trust: ssl.SSLContext | None = None,
        whole: float = sender.WHOLE,
    ) -> None:  # fmt: skip
        self.resolve, self.trust, self.whole = resolve, trust, whole
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhooks")
        self.busy: dict[str, Future[None]] = {}

    def round(self) -> None:
        """Begin what is due; returns at once."""
        self.busy = {name: line for name, line in self.busy.items() if not line.done()}
        for name, waiting in _lines().items():
            if name not in self.busy:
                self.busy[name] = self.pool.submit(self._line, name, waiting[:EACH])

    def finish(self) -> None:
        """Wait for what was begun."""
        wait(list(self.busy.values()))

    def close(self) -> None:
        self.pool.shutdown()

    def _line(self, name: str, waiting: list[int]) -> None:
        """One receiver's messages, up to the first that fails: then it rests."""
        try:
            for pk in waiting:
                if not self._send(name, pk):
                    return
        except Exception:
            log.exception("webhooks of %s were not sent; trying again", name)
        finally:
            connection.close()

    def _send(self, name: str, pk: int) -> bool:
        subscription = Subscription.objects.select_related("owner").get(uid=name)
        if subscription.state != Subscription.State.ACTIVE:
            return False
        if subscription.is_robot and _room(name) <= 0:
            return False
        delivery = delivering.claim(pk, TRIES)
        if delivery is None:
            return True
        row = _subject(delivery, subscription)
        if row is None and delivery.event.topic != topics.PING:
            delivering.dropped(pk, "its owner may not see the record any more")
            return True
        if subscription.is_robot:
            fault = self._tell_robot(subscription, delivery, row)
        else:
            fault = self._ask(subscription, delivery, _body(delivery, row))
        _told(subscription, delivery, fault)
        return not fault

    def _ask(self, subscription: Subscription, delivery: Delivery, body: bytes) -> str:
        """What went wrong; empty if nothing did. No transaction is open meanwhile."""
        secret, now = signing.unlock(subscription.secret), int(time.time())
        headers = signing.headers(secret, str(delivery.uid), now, body)
        try:
            status = sender.post(
                subscription.url, headers, body, resolve=self.resolve, trust=self.trust,
                whole=self.whole,
            )  # fmt: skip
        except (AddressRefused, sender.NotReached) as error:
            return str(error)
        return "" if 200 <= status < 300 else f"{ANSWERED}{status}"

    def _tell_robot(self, subscription: Subscription, delivery: Delivery, row: Any) -> str:
        made = robots.message(subscription, delivery.event.topic, row, int(time.time()))
        try:
            status, answer = sender.ask(
                made.url, {}, made.body, resolve=self.resolve, trust=self.trust, whole=self.whole
            )
        except (AddressRefused, sender.NotReached) as error:
            return str(error)
        return robots.fault_of(answer) if 200 <= status < 300 else f"{ANSWERED}{status}"


def _room(name: str) -> int:
    """Messages that the robot may still be sent within this minute. One that failed rests for
    longer than that."""
    since = timezone.now() - timedelta(minutes=1)
    lately = Delivery.objects.filter(channel=CHANNEL, consumer=name, ended_at__gt=since)
    return robots.A_MINUTE - lately.filter(state=Delivery.State.DONE).count()


def send_once() -> None:
    """One round, waited for: for ``cigu work --once``."""
    sending = Sending()
    sending.round()
    sending.finish()
    sending.close()
    close_old_connections()


def _lines() -> dict[str, list[int]]:
    """What is due, by receiver; those that rest are left out."""
    resting = Receiver.objects.filter(quiet_until__gt=timezone.now())
    active = Subscription.objects.filter(state=Subscription.State.ACTIVE)
    names = {str(uid) for uid in active.exclude(receiver__in=resting).values_list("uid", flat=True)}
    found: dict[str, list[int]] = {}
    for pk, name in delivering.due_lines(CHANNEL):
        if name in names:
            found.setdefault(name, []).append(pk)
    return found


def _subject(delivery: Delivery, subscription: Subscription) -> Any:
    """The record that is spoken of, if the owner may see it still."""
    if delivery.event.topic == topics.PING:
        return None
    return topics.subject(delivery.event, subscription.owner)


def _body(delivery: Delivery, row: Any) -> bytes:
    """Equal at every attempt, and equal for whoever computes the signature."""
    event, told = delivery.event, {}
    if row is not None:
        told = {"data": event.payload, "synthetic": row.synthetic}
    at = event.created_at.astimezone(UTC).isoformat(timespec="seconds")
    whole: dict[str, Any] = {"id": str(delivery.uid), "topic": event.topic, "time": at, **told}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()


def _told(subscription: Subscription, delivery: Delivery, fault: str) -> None:
    """Write down how it went; too many failures in a row pause the subscription."""
    now = timezone.now()
    mine = Receiver.objects.filter(subscription=subscription)
    with transaction.atomic():
        if not fault:
            delivering.arrived(delivery.pk)
            mine.update(failures=0, quiet_until=None, tried_at=now, reached_at=now)
            return
        delivering.failed(delivery.pk, fault, _tries(fault))
        mine.update(failures=F("failures") + 1, tried_at=now)
        failures = mine.get().failures
        mine.update(quiet_until=now + delivering.pause(failures))
    if failures >= PAUSE_AFTER:
        pause_by_itself(subscription)


def _tries(fault: str) -> int:
    status = int(fault.removeprefix(ANSWERED)) if fault.startswith(ANSWERED) else 0
    return REFUSED if 400 <= status < 500 and status not in LATER else TRIES
