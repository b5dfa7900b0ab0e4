"""Send a notice; emit an event; deliver what waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cigu.core.audit.models import AuditedModel

from .models import Event, Notice

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, list[Handler]] = {}


def notify(
    text: str, about: AuditedModel, *, on: date, user: Any = None, party: Any = None
) -> Notice:
    """Inside an action: the notice exists exactly if the change does."""
    notice = Notice(
        text=text[:300], subject_type=about.object_type, subject_uid=about.uid, sent_on=on,
        user=user, party=party, synthetic=about.synthetic,
    )  # fmt: skip
    notice.save()
    return notice


def on_event(topic: str) -> Callable[[Handler], Handler]:
    """Subscribe a room to a topic; handlers must bear being called twice."""

    def keep(handler: Handler) -> Handler:
        _handlers.setdefault(topic, []).append(handler)
        return handler

    return keep


def emit(topic: str, **payload: Any) -> Event:
    """Inside an action; delivered after commit, and again by the worker if that fails."""
    event = Event.objects.create(topic=topic, payload=payload)
    transaction.on_commit(lambda: deliver(event.pk), robust=True)
    return event


def deliver(pk: int) -> bool:
    """One event to all its handlers, in one transaction with the mark that it was delivered.
    True if this call delivered it; another worker may have been first."""
    try:
        with transaction.atomic():
            return _deliver(Event.objects.select_for_update().get(pk=pk))
    except Exception as error:
        log.exception("event %s failed", pk)
        _failed(pk, error)
        return False


def _deliver(event: Event) -> bool:
    if event.delivered_at is not None:
        return False
    for handler in _handlers.get(event.topic, []):
        handler(event.payload)
    event.delivered_at = timezone.now()
    event.save()
    return True


def deliver_waiting() -> int:
    """What waits, oldest first; returns how many this call delivered."""
    waiting = Event.objects.filter(delivered_at__isnull=True, attempts__lt=MAX_ATTEMPTS)
    return sum(deliver(pk) for pk in waiting.order_by("id").values_list("pk", flat=True))


def _failed(pk: int, error: Exception) -> None:
    """Only these two columns: another worker may deliver the event meanwhile."""
    waiting = Event.objects.filter(pk=pk, delivered_at__isnull=True)
    waiting.update(attempts=F("attempts") + 1, error=repr(error)[:2000])


def mark_read(notice: Notice, *, by: Any, on: date) -> None:
    from cigu.core.audit.recording import change

    with change("notices.read", by=by, on=on):
        notice.read_at = timezone.now()
        notice.save()
