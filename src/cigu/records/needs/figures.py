"""A-20."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.figures.expressions import Count, Definition, Figure
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Need

ACCEPTED = Source(
    Need, territory="territory", domain="domain", dated="accepted_on",
    only=Q(merged_into__isnull=True) & ~Q(state__in=["draft", "submitted", "rejected"]),
)  # fmt: skip

register(
    Figure(
        id="A-20",
        label=_("Innovation needs accepted"),
        unit=_("needs"),
        kind="flow",
        expression=Count(ACCEPTED),
        definition=Definition(
            counted=_("needs, duplicates merged"),
            condition=_("the bureau has accepted the need"),
            dated=_("day of acceptance"),
        ),
        registers=("needs",),
    )
)
