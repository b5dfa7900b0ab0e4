"""A-23 and A-26: the two sides are counted apart."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.figures.expressions import Count, Definition, Figure
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Cooperation


def signed(origin: str) -> Source:
    return Source(
        Cooperation, territory="territory", domain="domain", dated="signed_on",
        only=Q(origin=origin),
    )  # fmt: skip


def figure(ident: str, label: Any, origin: str, condition: Any) -> Figure:
    return Figure(
        id=ident, label=label, unit=pgettext_lazy("unit", "cooperations"), kind="flow",
        expression=Count(signed(origin)),
        definition=Definition(
            counted=_("cooperations, by number"), condition=condition, dated=_("day of signing")
        ),
        registers=("cooperations",),
    )  # fmt: skip


register(
    figure("A-23", _("Technical cooperations reached"), Cooperation.Origin.NEED,
           _("origin is a need; the contract has been signed")),
    figure("A-26", _("Cooperations from published achievements"), Cooperation.Origin.ACHIEVEMENT,
           _("origin is a published achievement; the contract has been signed")),
)  # fmt: skip
