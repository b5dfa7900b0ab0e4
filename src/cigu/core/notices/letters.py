"""Dead letters: deliveries that were given up wait here for a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.audit.recording import note
from cigu.engines.basis.errors import CiguError

from .alarms import clear_alarm, raise_alarm
from .guards import check_can_handle_letters
from .models import Delivery

ALARM = "outbox.dead"
SUBJECT = "outbox.delivery"
State = Delivery.State


def retry(delivery: Delivery, *, by: Any, on: date) -> None:
    """Try it anew, as often as at first."""
    check_can_handle_letters(by)
    with transaction.atomic():
        letter = _dead(delivery)
        letter.state, letter.attempts = State.WAITING, 0
        letter.next_at, letter.ended_at = timezone.now(), None
        letter.save()
        _leaf("outbox.retry", letter, by, on)
    watch()


def discard(delivery: Delivery, *, by: Any, on: date, reason: str) -> None:
    """It will never be delivered; the row stays and says so."""
    check_can_handle_letters(by)
    if not reason.strip():
        raise CiguError("reason", _("Say why it is not needed any more."), field="reason")
    with transaction.atomic():
        letter = _dead(delivery)
        letter.state = State.DISCARDED
        letter.save()
        _leaf("outbox.discard", letter, by, on, reason=reason.strip())
    watch()


def watch() -> None:
    """Called by the worker: an alarm while letters lie there."""
    if Delivery.objects.filter(state=State.DEAD).exists():
        told = _("Messages could not be delivered and wait for you: Operations, Outbox.")
        raise_alarm(ALARM, told)
    else:
        clear_alarm(ALARM)


def check_dead(letter: Delivery) -> None:
    if letter.state != State.DEAD:
        raise CiguError(
            "not_dead", _("This message is not given up: it waits, or was delivered or discarded.")
        )


def _dead(delivery: Delivery) -> Delivery:
    found = Delivery.objects.select_for_update(of=("self",)).select_related("event")
    letter = found.get(pk=delivery.pk)
    check_dead(letter)
    return letter


def _leaf(verb: str, letter: Delivery, by: Any, on: date, **more: Any) -> None:
    note(
        verb, by=by, on=on, subject=SUBJECT, uid=letter.uid, event=letter.event_id,
        topic=letter.event.topic, way=letter.channel, consumer=letter.consumer, **more,
    )  # fmt: skip
