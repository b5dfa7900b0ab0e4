"""A-31 to A-37 and B-30 to B-33: qualified enterprises and their shares."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.figures.expressions import (
    AllDomains,
    Before,
    Definition,
    DistinctCount,
    Figure,
    Share,
)
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source
from cigu.records.organisations.figures import ENTERPRISES

from .models import Kind, Level, Qualification

PLACE: dict[str, Any] = {"territory": "organisation__territory", "domain": "organisation__domain"}
VALID = ("valid_from", "valid_to", "ended_on")
OWNER = "organisation_id"
UNIT = _("enterprises")
EACH_ONCE = _("enterprises, each once")


def holding(**only: Any) -> DistinctCount:
    """Enterprises with such a qualification on the last day."""
    return DistinctCount(Source(Qualification, valid=VALID, only=Q(**only), **PLACE), OWNER)


def awarded(**only: Any) -> DistinctCount:
    """Enterprises that were awarded one in the period and had none of that kind before."""
    first = Q(follows__isnull=True, **only)
    return DistinctCount(Source(Qualification, dated="issued_on", only=first, **PLACE), OWNER)


HIGH_TECH = holding(kind=Kind.HIGH_TECH, level=Level.NATION)
EMERGING = holding(kind=Kind.EMERGING)
TECH = holding(kind__in=[Kind.HIGH_TECH, Kind.TECH_SME])
TECH_SHARE = Share(TECH, ENTERPRISES, named=_("enterprises of the domain in the register"))


def new(ident: str, label: Any, condition: Any, **only: Any) -> Figure:
    return Figure(
        ident, label, UNIT, "flow", awarded(**only),
        Definition(EACH_ONCE, condition, _("day of issue")), registers=("qualifications",),
    )  # fmt: skip


def stock(ident: str, label: Any, condition: Any, expression: Any) -> Figure:
    return Figure(
        ident, label, UNIT, "stock", expression,
        Definition(EACH_ONCE, condition, _("valid on the last day")),
        registers=("qualifications",),
    )  # fmt: skip


def share(ident: str, label: Any, condition: Any, expression: Any, *registers: str) -> Figure:
    day = _("the day before the period") if isinstance(expression, Before) else _("the last day")
    return Figure(
        ident, label, "%", "share", expression, Definition(EACH_ONCE, condition, day),
        registers=("qualifications", *registers), decimals=1,
    )  # fmt: skip


register(
    new("A-31", _("New high-tech enterprises"),
        _("a national certificate was issued, and none before it"),
        kind=Kind.HIGH_TECH, level=Level.NATION),
    stock("A-32", _("High-tech enterprises in total"),
          _("a national certificate is valid and not revoked"), HIGH_TECH),
    new("A-33", _("New technology-based SMEs"),
        _("an entry number was given, and none before it"), kind=Kind.TECH_SME),
    new("A-34", _("Leading technology enterprises approved"),
        _("approved by the region, and not before"), kind=Kind.LEADING, level=Level.REGION),
    new("A-35", _("Specialised and new enterprises approved"),
        _("approved by the region, and not before"), kind=Kind.SPECIALISED, level=Level.REGION),
    share("A-36", _("Share of technology enterprises, before"),
          _("high-tech enterprise or technology-based SME, of all enterprises of the domain"),
          Before(TECH_SHARE), "organisations"),
    share("A-37", _("Share of technology enterprises, after"),
          _("high-tech enterprise or technology-based SME, of all enterprises of the domain"),
          TECH_SHARE, "organisations"),
    stock("B-30", _("High-tech enterprises of the domain"),
          _("a national certificate is valid and not revoked"), HIGH_TECH),
    share("B-31", _("Their share of all high-tech enterprises"),
          _("high-tech enterprises of the domain, of those of all domains"),
          Share(HIGH_TECH, AllDomains(HIGH_TECH), named=_("high-tech enterprises of all domains"))),
    stock("B-32", _("Strategic emerging enterprises of the domain"),
          _("recognised and not ended, at any level"), EMERGING),
    share("B-33", _("Their share of all strategic emerging enterprises"),
          _("strategic emerging enterprises of the domain, of those of all domains"),
          Share(EMERGING, AllDomains(EMERGING),
                named=_("strategic emerging enterprises of all domains"))),
)  # fmt: skip
