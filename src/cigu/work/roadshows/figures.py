"""A-24."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.figures.expressions import Count, Definition, Figure
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Event

HELD = Source(
    Event, territory="territory", domain="domain", dated="held_on",
    only=Q(state__in=["held", "closed"]),
)  # fmt: skip

register(
    Figure(
        id="A-24",
        label=_("Roadshows and need releases held"),
        unit=pgettext_lazy("unit", "events"),
        kind="flow",
        expression=Count(HELD),
        definition=Definition(
            counted=_("events, by number"),
            condition=_("the event has been held; cancelled ones do not count"),
            dated=_("day of the event"),
        ),
        registers=("events",),
    )
)
