"""A-15, B-17, B-18: researchers, enterprises and lead enterprises of a domain."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.figures.expressions import Count, Definition, DistinctCount, Figure, LatestSum
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source
from cigu.core.imports.holding import standing

from .models import Headcount, Organisation, SegmentLead

PLACE: dict[str, Any] = {"territory": "organisation__territory", "domain": "organisation__domain"}
ENTERPRISES = Count(
    Source(
        Organisation, territory="territory", domain="domain", since_ever=True,
        valid=("active_since", "active_until"),
        only=Q(kind=Organisation.Kind.ENTERPRISE, merged_into__isnull=True) & standing(),
    )
)  # fmt: skip
LEADS = Source(SegmentLead, valid=("since", "until"), since_ever=True, **PLACE)
STATED = Source(Headcount, valid=("as_of",), **PLACE)
THERE = _("there on the last day; who is not known to have begun later counts as there")

register(
    Figure(
        "A-15", _("Researchers"), _("researchers"), "stock",
        LatestSum(STATED, key="organisation_id", field="researchers", bound="comparator"),
        Definition(
            _("researchers, as each body states them"),
            _("the newest statement of each body; “more than” makes the sum a lower bound"),
            _("stated as of the last day or earlier"),
        ),
        registers=("researchers",),
    ),
    Figure(
        "B-17", _("Enterprises of the domain"), _("enterprises"), "stock", ENTERPRISES,
        Definition(_("enterprises of the register"), _("of the place and the domain"), THERE),
        registers=("organisations",),
    ),
    Figure(
        "B-18", _("Lead enterprises by segment"), _("enterprises"), "stock",
        DistinctCount(LEADS, "organisation_id"),
        Definition(
            _("enterprises, each once"), _("lead or backbone of a segment of the chain"), THERE
        ),
        registers=("organisations",),
    ),
)  # fmt: skip
