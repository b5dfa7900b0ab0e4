"""A-21 and A-22: the teams and experts that accepted needs were put to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.figures.expressions import Definition, DistinctCount, Figure
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Kind, Match


def asked(kind: str) -> Source:
    return Source(
        Match, territory="need__territory", domain="need__domain", dated="proposed_on",
        only=Q(kind=kind, need__accepted_on__isnull=False, need__merged_into__isnull=True),
    )  # fmt: skip


def figure(ident: str, label: Any, unit: Any, kind: str, counted: Any) -> Figure:
    return Figure(
        id=ident, label=label, unit=unit, kind="flow",
        expression=DistinctCount(asked(kind), key="provider_id"),
        definition=Definition(
            counted=counted,
            condition=_("an accepted need was put to them; each counts once"),
            dated=_("day of the invitation"),
        ),
        registers=("matches",),
    )  # fmt: skip


register(
    figure("A-21", _("Research teams matched"), _("teams"), Kind.TEAM, _("different teams")),
    figure("A-22", _("Experts matched"), _("experts"), Kind.PERSON, _("different experts")),
)
