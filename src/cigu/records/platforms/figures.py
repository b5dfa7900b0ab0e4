"""A-01 to A-07, A-14, A-59, A-63, A-64 and B-34 to B-39: platforms and what became of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.figures.expressions import (
    AllDomains,
    Compound,
    Count,
    Definition,
    DistinctCount,
    Expression,
    Figure,
    Share,
)
from cigu.core.figures.registry import register
from cigu.core.figures.sources import Source

from .models import Acceptance, Grade, Kind, Merger, Platform, PlatformGrade, PlatformStage

OWN: dict[str, Any] = {"territory": "territory", "domain": "domain"}
PART: dict[str, Any] = {"territory": "platform__territory", "domain": "platform__domain"}
HEIR: dict[str, Any] = {"territory": "successor__territory", "domain": "successor__domain"}
THERE: dict[str, Any] = {"valid": ("since", "until"), "since_ever": True}
HELD: dict[str, Any] = {"valid": ("since", "until", "platform__until"), "since_ever": True}
UNIT = pgettext_lazy("unit", "platforms")
ON_THE_DAY = _("there on the last day; what is not known to have begun later counts as there")


def there(*kinds: str, **only: Any) -> Count:
    return Count(Source(Platform, only=Q(kind__in=kinds, **only), **OWN, **THERE))


def set_up(kind: str, dated: str = "since") -> Source:
    return Source(Platform, dated=dated, only=Q(kind=kind), **OWN)


def graded(**when: Any) -> DistinctCount:
    national = Source(PlatformGrade, only=Q(grade=Grade.NATION), **when, **PART)
    return DistinctCount(national, "platform_id")


CENTRES = (Kind.INNOVATION_CENTRE, Kind.RESEARCH_CENTRE, Kind.RD_CENTRE)
CORE = Compound((
    (_("institutes"), there(Kind.INSTITUTE, core=True)),
    (_("universities"), there(Kind.UNIVERSITY, core=True)),
    (_("key laboratories"), there(Kind.KEY_LAB, core=True)),
    (_("laboratories"), there(Kind.LABORATORY, core=True)),
    (_("centres"), there(*CENTRES, core=True)),
))  # fmt: skip
STAGES = DistinctCount(Source(PlatformStage, **PART, **HELD), "stage")
PASSED = DistinctCount(
    Source(Acceptance, dated="held_on", only=Q(result=Acceptance.Result.PASSED), **PART),
    "platform_id",
)
MERGED = Count(Source(Merger, dated="merged_on", **HEIR))


def figure(
    ident: str, kind: str, label: Any, unit: Any, expression: Expression, counted: Any,
    condition: Any, dated: Any,
) -> Figure:  # fmt: skip
    return Figure(
        ident, label, unit, kind, expression, Definition(counted, condition, dated),
        registers=("platforms",), decimals=1 if kind == "share" else 0,
    )  # fmt: skip


def stock(ident: str, label: Any, condition: Any, *kinds: str) -> Figure:
    return figure(ident, "stock", label, UNIT, there(*kinds), _("platforms"), condition, ON_THE_DAY)


def share(ident: str, label: Any, named: Any, *kinds: str) -> Figure:
    """What the domain has, of what all domains have."""
    own = there(*kinds)
    return figure(
        ident, "share", label, "%", Share(own, AllDomains(own), named=named), _("platforms"),
        _("those of the domain, of those of all domains"), ON_THE_DAY,
    )  # fmt: skip


register(
    figure("A-01", "stock", _("Core platforms of the designed system"), UNIT, CORE, _("platforms"),
           _("part of the designed system: institute, university, laboratory or centre"),
           ON_THE_DAY),
    figure("A-02", "stock", _("Stages of R&D that platforms cover"), _("stages"), STAGES,
           _("stages, each once"), _("a platform covers the stage"), ON_THE_DAY),
    figure("A-03", "flow", _("National platforms added"), UNIT, graded(dated="since"),
           _("platforms, each once"), _("the national grade was given"), _("day of the grade")),
    figure("A-04", "stock", _("National platforms in total"), UNIT, graded(**HELD),
           _("platforms, each once"), _("national grade, not ended"), ON_THE_DAY),
    figure("A-05", "flow", _("Platforms that passed acceptance"), UNIT, PASSED,
           _("platforms, each once"), _("passed; without a known day it counts in no period"),
           _("day of acceptance")),
    figure("A-06", "flow", _("Bodies merged into a platform"), _("bodies"), MERGED,
           _("predecessors"), _("a platform, a body, or a name as printed"), _("day of merger")),
    figure("A-07", "flow", _("Research centres decided"), _("centres"),
           Count(set_up(Kind.RESEARCH_CENTRE, "decided_on")), _("research centres"),
           _("the decision has been taken"), _("day of the decision")),
    figure("A-14", "flow", _("Academician workstations set up"), _("stations"),
           Count(set_up(Kind.ACADEMICIAN_STATION)), _("academician workstations"),
           _("set up in the period"), _("day of its beginning")),
    figure("A-59", "flow", _("Enterprises with R&D centres outside"), _("enterprises"),
           DistinctCount(set_up(Kind.OUTSIDE_RD_CENTRE), "organisation_id"),
           _("enterprises, each once"), _("set up a centre outside the region"),
           _("day of its beginning")),
    stock("A-63", _("Joint laboratories"), _("joint laboratory"), Kind.JOINT_LAB),
    stock("A-64", _("Post-doctoral stations"), _("post-doctoral station"), Kind.POSTDOC_STATION),
    stock("B-34", _("Enterprise R&D centres of the domain"), _("enterprise R&D centre"),
          Kind.RD_CENTRE),
    share("B-35", _("Their share of all R&D centres"), _("R&D centres of all domains"),
          Kind.RD_CENTRE),
    stock("B-36", _("Academician workstations of the domain"), _("academician workstation"),
          Kind.ACADEMICIAN_STATION),
    share("B-37", _("Their share of all academician workstations"),
          _("academician workstations of all domains"), Kind.ACADEMICIAN_STATION),
    stock("B-38", _("Key laboratories of the domain"), _("key laboratory"), Kind.KEY_LAB),
    share("B-39", _("Their share of all key laboratories"), _("key laboratories of all domains"),
          Kind.KEY_LAB),
)  # fmt: skip
