"""A-19."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.figures.expressions import Definition, DistinctCount, Figure
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Checkup

ISSUED = Source(
    Checkup, territory="territory", domain="domain", dated="issued_on", only=Q(above_scale=True)
)

register(
    Figure(
        id="A-19",
        label=_("Above-scale enterprises examined"),
        unit=_("enterprises"),
        kind="flow",
        expression=DistinctCount(ISSUED, "enterprise_id"),
        definition=Definition(
            counted=_("enterprises, each once"),
            condition=_("above scale when selected; the report has been issued"),
            dated=_("day of issue"),
        ),
        registers=("checkups",),
    )
)
