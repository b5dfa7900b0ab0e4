"""How one delivery is tried: claimed, done or failed, later again, at last given up.

Used by every way out: handlers of rooms, webhooks, mail. An attempt is counted before it is made,
so that a message which kills its worker is given up like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from .models import Delivery, Event

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=6)
MAX_ATTEMPTS = 8  # over about half a day
LOST = "the worker ended before it said how the attempt went"
Consumers = Callable[[Event], Iterable[str]]
State = Delivery.State
_ways: dict[str, Consumers] = {}
labels: dict[str, Any] = {}


def way(channel: str, label: Any, consumers: Consumers) -> None:
    """A way out: ``consumers(event)`` names who gets an event, inside the transaction of its
    cause."""
    _ways[channel], labels[channel] = consumers, label


def address(event: Event) -> None:
    """Write down who gets the event; together with the event, or not at all."""
    Delivery.objects.bulk_create(
        [
            Delivery(event=event, channel=channel, consumer=consumer)
            for channel, consumers in _ways.items()
            for consumer in consumers(event)
        ]
    )


def pause(attempts: int) -> timedelta:
    """Half a minute, two, eight … six hours."""
    return min(FIRST * 4 ** min(attempts - 1, 10), LONGEST)


def due(channel: str) -> list[int]:
    """What waits and may be tried, what was tried least first."""
    return [pk for pk, _consumer in due_lines(channel)]


def due_lines(channel: str) -> list[tuple[int, str]]:
    """The same with who gets it; what failed before comes after what did not."""
    waiting = Delivery.objects.filter(
        channel=channel, state=State.WAITING, next_at__lte=timezone.now()
    )
    return list(waiting.order_by("attempts", "next_at", "id").values_list("pk", "consumer"))


def claim(pk: int, most: int = MAX_ATTEMPTS) -> Delivery | None:
    """The delivery, if this call may try it now; nobody else may before the pause is over."""
    with transaction.atomic():
        found = _locked(pk)
        if found is None or found.next_at > timezone.now():
            return None
        if found.attempts >= most:
            _give_up(found, found.error or LOST)
            return None
        found.attempts += 1
        found.next_at = timezone.now() + pause(found.attempts)
        found.save(update_fields=["attempts", "next_at"])
    return found


def hold(pk: int) -> Delivery | None:
    """Inside the transaction of the effect: the row, locked, unless it took effect before."""
    return _locked(pk)


def done(delivery: Delivery) -> None:
    delivery.state, delivery.ended_at = State.DONE, timezone.now()
    delivery.save(update_fields=["state", "ended_at"])


def arrived(pk: int) -> None:
    """Done, said by somebody who held no transaction meanwhile."""
    with transaction.atomic():
        found = _locked(pk)
        if found is not None:
            done(found)


def failed(pk: int, error: str, most: int = MAX_ATTEMPTS) -> None:
    """Not if another worker delivered it meanwhile."""
    with transaction.atomic():
        found = _locked(pk)
        if found is None:
            return
        if found.attempts >= most:
            _give_up(found, error)
            return
        found.error = error[:2000]
        found.save(update_fields=["error"])


def refused(pk: int, error: str) -> None:
    """No later attempt would go better: given up at once."""
    with transaction.atomic():
        found = _locked(pk)
        if found is not None:
            _give_up(found, error)


def dropped(pk: int, why: str) -> None:
    """Not needed or not allowed any more: nobody has to look at it."""
    with transaction.atomic():
        found = _locked(pk)
        if found is not None:
            _give_up(found, why, State.DISCARDED)


def _give_up(found: Delivery, error: str, state: str = State.DEAD) -> None:
    found.state, found.ended_at, found.error = state, timezone.now(), error[:2000]
    found.save(update_fields=["state", "ended_at", "error"])


def _locked(pk: int) -> Delivery | None:
    waiting = Delivery.objects.select_for_update(of=("self",)).select_related("event")
    return waiting.filter(pk=pk, state=State.WAITING).first()
