"""A-25."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.figures.expressions import Count, Definition, Figure
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Achievement

register(
    Figure(
        id="A-25",
        label=_("Achievements published"),
        unit=_("achievements"),
        kind="flow",
        expression=Count(
            Source(Achievement, territory="territory", domain="domain", dated="published_on")
        ),
        definition=Definition(
            counted=_("achievements"),
            condition=_("the achievement has been published"),
            dated=_("day of publication"),
        ),
        registers=("achievements",),
    )
)
