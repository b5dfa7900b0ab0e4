"""A-11 to A-13 and A-17: people recruited, engaged, appointed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.figures.expressions import Definition, DistinctCount, Figure
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Engagement

PLACE: dict[str, Any] = {"territory": "organisation__territory", "domain": "organisation__domain"}
KIND = Engagement.Kind
GRADUATES = [Engagement.Degree.MASTER, Engagement.Degree.DOCTOR]


def figure(ident: str, label: Any, condition: Any, **only: Any) -> Figure:
    begun = Source(Engagement, dated="since", only=Q(**only), **PLACE)
    return Figure(
        ident, label, pgettext_lazy("unit", "persons"), "flow", DistinctCount(begun, "person_id"),
        Definition(_("persons, each once"), condition, _("first day of the engagement")),
        registers=("engagements",),
    )  # fmt: skip


register(
    figure("A-11", _("Specialists with a master's degree or above recruited"),
           _("recruited; highest degree master or doctor"),
           kind=KIND.RECRUITED, degree__in=GRADUATES),
    figure("A-12", _("Senior experts engaged"), _("engaged as an expert"), kind=KIND.ENGAGED),
    figure("A-13", _("Chief scientists engaged"), _("appointed chief scientist"),
           kind=KIND.CHIEF_SCIENTIST),
    figure("A-17", _("Leading researchers recruited full time"), _("recruited full time to lead"),
           kind=KIND.FULL_TIME),
)  # fmt: skip
