"""Whom an event concerns: enterprises of the place that stand in the programme's segments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from cigu.core.clock.business import today
from cigu.core.notices.actions import notify
from cigu.records.organisations.models import Organisation

from .models import Event


def segments_of(event: Event) -> set[str]:
    """Segments named by the programme; the whole domain while it names none."""
    items = event.items.filter(removed_on__isnull=True)
    pairs = items.values_list("achievement__segment", "need__segment")
    named = {code for pair in pairs for code in pair if code}
    return named or set(event.domain.segments.values_list("pk", flat=True))


def fitting_enterprises(event: Event) -> Any:
    """Only those somebody acts for (a notice to nobody helps nobody), and of the event's kind:
    an invented event is never sent to a real enterprise."""
    acted = Q(party__grants__valid_to__isnull=True) | Q(party__grants__valid_to__gt=today())
    return (
        Organisation.objects.enterprises()
        .filter(
            acted, party__grants__isnull=False, synthetic=event.synthetic,
            territory__path__startswith=event.territory.path,
            segment_links__segment__in=segments_of(event),
        )
        .select_related("party")
        .order_by("pk")
        .distinct()
    )  # fmt: skip


def tell_fitting_enterprises(event: Event, on: date) -> int:
    """Inside an action. Returns how many were told."""
    text = f"{event.title}：{event.held_on} {event.place}（{event.state_info.label}）"
    told = list(fitting_enterprises(event))
    for enterprise in told:
        notify(text, event, on=on, party=enterprise.party)
    return len(told)
