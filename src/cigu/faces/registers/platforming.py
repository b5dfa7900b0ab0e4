"""Platforms as pages show them: the list, the matrix of stages, and what became of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, TextFilter
from cigu.core.ui.tables import Table, View
from cigu.core.ui.words import chip
from cigu.records.platforms.models import (
    Grade,
    Kind,
    Platform,
    PlatformGrade,
    PlatformStage,
    Stage,
    holds,
)

from .qualifying import DayFilter
from .tables import REAL, by_basis, in_territory, own, territory_choices
from .words import GRADE, GROUP, STATUS, basis, basis_text, source_links, source_urls


def grade_today(row: Platform) -> str:
    """Of rows that brought their grades along."""
    now = today()
    found = [g for g in row.grades.all() if _holds(g, now)]
    return str(found[0].get_grade_display()) if found else ""


def _holds(part: Any, day: date) -> bool:
    begun = part.since is None or part.since <= day
    return begun and (part.until is None or part.until > day)


def graded(code: str) -> Q:
    rows = PlatformGrade.objects.filter(holds(today()), grade=code, platform=OuterRef("pk"))
    return Q(Exists(rows))


def covering(code: str) -> Q:
    rows = PlatformStage.objects.filter(holds(today()), stage=code, platform=OuterRef("pk"))
    return Q(Exists(rows))


def state(row: Platform) -> Any:
    """There, not known since when, or over."""
    if row.until is not None and row.until <= today():
        return chip("end", gettext("ended"))
    if row.since is None and row.decided_on is not None:
        return chip("go", gettext("set-up decided"))
    return chip("ok", gettext("there"))


def body(row: Platform) -> Any:
    """An institute is its own body: that need not be said twice."""
    own = row.organisation is not None and row.organisation.name_zh == row.name
    return None if own else row.organisation


class PlatformTable(Table):
    title, name = _("Platforms"), "platforms"
    unit = pgettext_lazy("unit", "platforms")
    order = ("kind", "name")
    columns = [
        Column("name", _("Name"), header=True, sort=True, link=own),
        Column("kind", _("Kind"), value="get_kind_display", sort=("kind", "name"), hide=True,
               css="nw"),
        Column("grade_today", _("Grade"), value=grade_today, css="nw"),
        Column("since", _("Since"), kind="date", sort=True, hide=True),
        Column("state", _("State"), value=state, export=lambda row: "", css="nw"),
        Column("organisation", _("Body"), sort="organisation__name_zh", hide=True, value=body,
               export=lambda row: str(row.organisation or "")),
        Column("group", _("Group"), value=lambda row: GROUP.get(row.group, row.group),
               file_only=True),
        Column("grade", _("Grade as printed"), value=lambda row: GRADE.get(row.grade, row.grade),
               file_only=True),
        Column("note", _("Remarks"), file_only=True),
        Column("basis", _("Status of the source"), value=basis, export=basis_text, sort="status",
               hide=True),
        Column("source", _("Source"), value=lambda row: source_links(row.source), hide=True,
               export=lambda row: "; ".join(source_urls(row.source)) or row.source),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Name"), ("name", "note")),
        ChoiceFilter("kind", _("Kind"), choices=Kind.choices),
        ChoiceFilter("graded", _("Grade"), q=graded, choices=Grade.choices),
        ChoiceFilter("stage", _("Stage covered"), q=covering, choices=Stage.choices),
        ChoiceFilter("territory", _("Territory"), q=in_territory, choices=territory_choices),
        DayFilter("on", _("There on"), ("since", "until"), q=holds),
        ChoiceFilter("basis", _("Basis"), q=by_basis, choices=REAL),
        ChoiceFilter("status", _("Status of the source"), choices=list(STATUS.items())),
    ]
    views = [
        View("all", _("All")),
        View("core", _("The designed system"), Q(core=True)),
        View("nation", _("National"), lambda table: graded(Grade.NATION)),
        View("stations", _("Workstations"),
             Q(kind__in=[Kind.ACADEMICIAN_STATION, Kind.POSTDOC_STATION])),
        View("over", _("Closed"), lambda table: Q(until__lte=table.today)),
    ]  # fmt: skip
    footnote = _("A beginning that is not known stays empty; such a platform counts as there.")

    def rows(self) -> Any:
        rows = Platform.objects.for_(self.user).select_related("organisation")
        return rows.prefetch_related(Prefetch("grades", PlatformGrade.objects.order_by("pk")))


@dataclass(frozen=True)
class Happening:
    """One line of a platform's life. ``day`` None: it is not known when."""

    day: date | None
    what: Any
    note: Any
    part: Any
    end_url: str = ""


def life(row: Platform) -> list[Happening]:
    """Newest first; what has no known day comes last."""
    found = [*_own(row), *_grades(row), *_accepted(row), *_merged(row)]
    return sorted(found, key=lambda it: it.day or date.min, reverse=True)


def _own(row: Platform) -> list[Happening]:
    days = ((row.decided_on, _("Set-up decided")), (row.since, _("Begun")), (row.until, _("Ended")))
    return [Happening(day, what, "", row) for day, what in days if day]


def _grades(row: Platform) -> list[Happening]:
    out = []
    for grade in row.grades.all():
        words = {"grade": grade.get_grade_display()}
        out.append(Happening(grade.since, gettext("Grade: %(grade)s") % words, "", grade))
        if grade.until:
            out.append(Happening(grade.until, gettext("No longer: %(grade)s") % words, "", grade))
    return out


def _accepted(row: Platform) -> list[Happening]:
    passed = gettext("Acceptance: %(result)s")
    return [
        Happening(it.held_on, passed % {"result": it.get_result_display()}, it.body, it)
        for it in row.acceptances.all()
    ]  # fmt: skip


def _merged(row: Platform) -> list[Happening]:
    into = [
        Happening(it.merged_on, gettext("Took in: %(name)s") % {"name": it.predecessor}, "", it)
        for it in row.predecessors.select_related("platform", "organisation")
    ]
    gone = [
        Happening(it.merged_on, gettext("Went into: %(name)s") % {"name": it.successor}, "", it)
        for it in row.merged_into.select_related("successor")
    ]
    return into + gone


@dataclass(frozen=True)
class StageRow:
    platform: Platform
    covered: list[bool]


def matrix(user: Any, day: date) -> tuple[list[StageRow], list[int]]:
    """Platforms that cover a stage on the day, and how many cover each."""
    stages = PlatformStage.objects.filter(holds(day), holds(day, "platform__"))
    rows = Platform.objects.for_(user).filter(pk__in=stages.values("platform"))
    found: dict[int, set[str]] = {}
    for pk, stage in stages.values_list("platform", "stage"):
        found.setdefault(pk, set()).add(stage)
    lines = [
        StageRow(row, [code in found[row.pk] for code in Stage.values])
        for row in rows.order_by("name")[:200]
    ]
    return lines, [sum(code in codes for codes in found.values()) for code in Stage.values]
