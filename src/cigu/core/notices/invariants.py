"""Notices and the outbox."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Q

from cigu.core.audit.models import AuditedModel
from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, before, never

from .actions import MAX_ATTEMPTS
from .models import Event, Notice


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
never("notices.event_topic", "an event of the outbox has a topic", Event, Q(topic=""))
never(
    "notices.event_delivered_once_made",
    "an event is not delivered before it was made",
    Event,
    before("delivered_at", "created_at"),
    "topic",
)
never(
    "notices.event_failure_told",
    "an event that failed keeps what went wrong",
    Event,
    Q(attempts__gt=0, error="", delivered_at__isnull=True),
    "topic",
    "attempts",
)
never(
    "notices.event_attempts_capped",
    "an event is not tried without end",
    Event,
    Q(attempts__gt=MAX_ATTEMPTS),
    "topic",
    "attempts",
)
