"""Send a notice; emit an event; deliver what waits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cigu.core.audit.models import AuditedModel
from cigu.core.database.points import reach

from . import delivering
from .models import Delivery, Event, Notice

log = logging.getLogger(__name__)
ROOM = "room"  # the way to handlers of our own rooms
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, dict[str, Handler]] = {}  # topic → consumer → handler


def notify(
    text: str, about: AuditedModel, *, on: date, user: Any = None, party: Any = None
) -> Notice:
    """Inside an action: the notice exists exactly if the change does."""
    notice = Notice(
        text=text[:300], subject_type=about.object_type, subject_uid=about.uid, sent_on=on,
        user=user, party=party, synthetic=about.synthetic,
    )  # fmt: skip
    notice.save()
    if settings.MAIL_ON:
        emit("notices.sent", uid=str(notice.uid))
    return notice


def on_event(topic: str) -> Callable[[Handler], Handler]:
    """Subscribe a room to a topic. A handler runs in one transaction with the mark that it ran,
    so its rows change once; it waits for nobody else's handler."""

    def keep(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"[-150:]
        _handlers.setdefault(topic, {})[name] = handler
        return handler

    return keep


def _handlers_of(event: Event) -> Iterable[str]:
    return _handlers.get(event.topic, {})


delivering.way(ROOM, _("Rooms of the system"), _handlers_of)


def emit(topic: str, **payload: Any) -> Event:
    """Inside an action; delivered after commit, and again by the worker if that fails."""
    event = Event.objects.create(topic=topic, payload=payload)
    delivering.address(event)
    if topic in _handlers:
        transaction.on_commit(lambda: deliver(event.pk), robust=True)
    return event


def deliver(event: int) -> int:
    """One event to its handlers in our rooms; returns to how many this call delivered it."""
    waiting = Delivery.objects.filter(event=event, channel=ROOM, state=Delivery.State.WAITING)
    return sum(map(_try, waiting.order_by("id").values_list("pk", flat=True)))


def deliver_waiting() -> int:
    """What is due, what was tried least first; returns how many this call delivered."""
    return sum(map(_try, delivering.due(ROOM)))


def _try(pk: int) -> bool:
    """True if this call delivered it; another worker may have been first."""
    claimed = delivering.claim(pk)
    if claimed is None:
        return False
    reach("outbox.claimed")
    try:
        with transaction.atomic():
            took = _take_effect(pk)
            reach("outbox.before_commit")
    except Exception as error:
        log.exception("event %s failed at %s", claimed.event_id, claimed.consumer)
        delivering.failed(pk, repr(error))
        return False
    reach("outbox.delivered")
    return took


def _take_effect(pk: int) -> bool:
    delivery = delivering.hold(pk)
    if delivery is None:
        return False
    _handlers[delivery.event.topic][delivery.consumer](delivery.event.payload)
    delivering.done(delivery)
    return True


def mark_read(notice: Notice, *, by: Any, on: date) -> None:
    from cigu.core.audit.recording import change

    with change("notices.read", by=by, on=on):
        notice.read_at = timezone.now()
        notice.save()
