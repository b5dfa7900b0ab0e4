"""Notices and the outbox."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Q

from cigu.core.audit.models import AuditedModel
from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, before, never

from .models import Delivery, Event, Mailbox, Notice


def _kinds() -> list[str]:
    return [m._meta.label_lower for m in apps.get_models() if issubclass(m, AuditedModel)]


never(
    "notices.one_addressee",
    "a notice goes to one user or one party",
    Notice,
    Q(user__isnull=True, party__isnull=True) | Q(user__isnull=False, party__isnull=False),
    "subject_uid",
)
never("notices.says_something", "a notice has a text", Notice, Q(text=""), "subject_uid")
never(
    "notices.subject_known",
    "a notice is about a kind of record that exists",
    Notice,
    lambda: ~Q(subject_type__in=_kinds()),
    "subject_type",
)
never(
    "notices.not_ahead",
    "no notice was sent on a day to come",
    Notice,
    after_day(today, "sent_on"),
    "sent_on",
)
never(
    "notices.invented_to_invented",
    "an invented notice goes to no real party",
    Notice,
    Q(synthetic=True, party__synthetic=False),
    "party_id",
)
never(
    "notices.confirmed_has_address",
    "a confirmed mailbox has an address",
    Mailbox,
    Q(confirmed_at__isnull=False, address=""),
)
never(
    "notices.confirmed_after_code",
    "an address is confirmed after its code was sent",
    Mailbox,
    before("confirmed_at", "code_sent_at"),
)
never("notices.event_topic", "an event of the outbox has a topic", Event, Q(topic=""))
never(
    "notices.delivery_state_known",
    "a delivery is in a known state",
    Delivery,
    ~Q(state__in=Delivery.State.values),
    "state",
)
never(
    "notices.delivery_ended_has_time",
    "a delivery that ended says when, one that waits has not ended",
    Delivery,
    Q(state="waiting", ended_at__isnull=False) | ~Q(state="waiting") & Q(ended_at__isnull=True),
    "state",
)
never(
    "notices.delivery_after_event",
    "nothing is delivered before it happened",
    Delivery,
    before("ended_at", "event__created_at"),
    "consumer",
)
never(
    "notices.given_up_says_why",
    "a delivery that was given up keeps what went wrong",
    Delivery,
    Q(state__in=["dead", "discarded"], error=""),
    "consumer",
    "attempts",
)
never(
    "notices.delivered_was_tried",
    "a delivery was tried before it was done",
    Delivery,
    Q(state="done", attempts=0),
    "consumer",
)
