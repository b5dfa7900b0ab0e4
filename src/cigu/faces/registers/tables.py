"""The lists of the registers."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import Access
from cigu.core.places.models import Segment, Territory
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View
from cigu.records.achievements.models import Achievement
from cigu.records.achievements.states import FLOW
from cigu.records.organisations.models import Organisation, OrganisationSegment
from cigu.records.people.models import PartySegment, Person
from cigu.records.teams.models import Team

from .words import (
    NAME_FORM,
    STATUS,
    basis,
    basis_text,
    mark,
    status_word,
)

REAL = [("real", _("real")), ("synthetic", _("synthetic"))]


def by_basis(value: str) -> Q:
    return Q(synthetic=value == "synthetic")


def segment_choices() -> list[tuple[str, str]]:
    return [(s.pk, str(s)) for s in Segment.objects.all()]


def territory_choices() -> list[tuple[str, str]]:
    rows = Territory.objects.exclude(level__in=[Territory.Level.TOWN, Territory.Level.NATION])
    return [(t.pk, str(t)) for t in rows]


def in_territory(code: str) -> Q:
    chosen = Territory.objects.filter(pk=code).first()
    return chosen.holding("territory") if chosen else Q(pk__isnull=True)


def own(row: Any) -> str:
    return str(row.get_absolute_url())


def joined(links: Any) -> str:
    return "、".join(str(link.segment) for link in links)


class OrganisationTable(Table):
    title, name = _("Organisations"), "organisations"
    unit = pgettext_lazy("unit", "organisations")
    order = ("name_zh",)
    columns = [
        Column("name_zh", _("Name"), header=True, sort=True, link=own),
        Column("kind", _("Kind"), value="get_kind_display",
               sort=("kind", "name_zh"), hide=True, css="nw"),
        Column("territory", _("Territory"), sort=("territory__path", "name_zh"), hide=True,
               css="nw"),
        Column("segments", _("Segments"), value=lambda row: joined(row.segment_links.all()),
               hide=True, reads=()),
        Column("credit_code", _("Credit code"), hide=True, css="mono nw"),
        Column("employees", _("Employees"), kind="number", hide=True),
        Column("revenue", _("Turnover, CNY 10⁴"), kind="money", hide=True),
        Column("basis", _("Basis"), value=basis, export=basis_text,
               sort=("status", "name_zh"), css="nw", reads=()),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Name"), ("name_zh", "name_en", "short_name")),
        ChoiceFilter("kind", _("Kind"), choices=Organisation.Kind.choices),
        ChoiceFilter("segment", _("Segment"), ("segment_links__segment",), choices=segment_choices),
        ChoiceFilter("territory", _("Territory"), q=in_territory, choices=territory_choices),
        ChoiceFilter("basis", _("Basis"), q=by_basis, choices=REAL),
        ChoiceFilter("status", _("Status of the source"), choices=list(STATUS.items())),
        ChoiceFilter("form", _("Form of the name"), ("name_form",),
                     choices=list(NAME_FORM.items())),
    ]  # fmt: skip
    views = [
        View("all", _("All")),
        View("enterprises", _("Enterprises"), Q(kind="enterprise")),
        View("research", _("Research"), Q(kind__in=["university", "institute", "laboratory"])),
        View("real", _("From public sources"), Q(synthetic=False)),
    ]

    def rows(self) -> Any:
        links = Prefetch("segment_links", OrganisationSegment.objects.select_related("segment"))
        mine = Organisation.objects.for_(self.user).select_related("territory")
        return mine.prefetch_related(links)


class PersonTable(Table):
    title, name = _("Experts"), "people"
    unit = pgettext_lazy("unit", "people")
    order = ("name",)
    columns = [
        Column("name", _("Name"), header=True, sort=True, link=own),
        Column("title", _("Professional title"), sort=True, hide=True),
        Column("employer", _("Employer"), sort="employer__name_zh"),
        Column("speciality", _("Speciality"), sort=True, hide=True),
        Column("location", _("Place"), hide=True),
        Column("capacity", _("Tasks at once"), kind="number", hide=True),
        Column("available", _("Available"), kind="bool", sort=True),
        Column("basis", _("Basis"), value=basis, export=basis_text, reads=()),
    ]
    filters = [
        TextFilter("q", _("Name"), ("name", "name_en")),
        TextFilter("speciality", _("Speciality"), ("speciality", "profile")),
        TextFilter("employer", _("Employer"), ("employer__name_zh", "employer__short_name")),
        ChoiceFilter("segment", _("Segment"), ("party__segment_links__segment",),
                     choices=segment_choices),
        ChoiceFilter("basis", _("Basis"), q=by_basis, choices=REAL),
    ]  # fmt: skip
    views = [
        View("experts", _("Experts"), Q(is_expert=True)),
        View("available", _("Available"), Q(is_expert=True, available=True)),
        View("all", _("All")),
    ]

    def rows(self) -> Any:
        return Person.objects.for_(self.user).select_related("employer")


class TeamTable(Table):
    title, name = _("Teams"), "teams"
    unit = pgettext_lazy("unit", "teams")
    order = ("organisation__name_zh", "name")
    columns = [
        Column("name", _("Name"), header=True, sort=True, link=own),
        Column("organisation", _("Institution"), sort="organisation__name_zh"),
        Column("leader", _("Team leader"), sort="leader__name", hide=True),
        Column("segments", _("Segments"), value=lambda row: joined(row.party.segment_links.all()),
               hide=True),
        Column("maturity", _("Maturity level"), kind="number", sort=True, hide=True),
        Column("capacity", _("Tasks at once"), kind="number", sort=True, hide=True),
        Column("location", _("Place"), sort=True, hide=True),
        Column("basis", _("Basis"), value=basis, export=basis_text),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Name or profile"), ("name", "name_en", "profile")),
        TextFilter("home", _("Institution"), ("organisation__name_zh", "organisation__short_name")),
        ChoiceFilter("segment", _("Segment"), ("party__segment_links__segment",),
                     choices=segment_choices),
        ChoiceFilter("basis", _("Basis"), q=by_basis, choices=REAL),
    ]  # fmt: skip

    def rows(self) -> Any:
        links = Prefetch("party__segment_links", PartySegment.objects.select_related("segment"))
        mine = Team.objects.for_(self.user).select_related("organisation", "leader", "party")
        return mine.prefetch_related(links)


class AchievementTable(Table):
    title, name = _("Achievements"), "achievements"
    unit = pgettext_lazy("unit", "achievements")
    order = ("-published_on", "-number")
    columns = [
        Column("number", _("Number"), sort=True, css="nw", hide=True),
        Column("title", _("Title"), header=True, sort=True, link=own),
        Column("state", _("State"), kind="state", sort="state"),
        Column("owner", _("Owner"), sort="owner__name_zh", hide=True),
        Column("team", _("Team"), value="team__name", sort="team__name", hide=True),
        Column("segment", _("Segment"), sort="segment__tier", hide=True),
        Column("maturity", _("Maturity level"), kind="number", sort=True, hide=True),
        Column("transfer_modes", _("Ways of transfer"), hide=True),
        Column("price", _("Price, CNY 10⁴"), kind="money", sort=True, hide=True),
        Column("published_on", _("Published on"), kind="date", sort=True),
    ]
    filters = [
        TextFilter("q", _("Title or abstract"), ("number", "title", "abstract")),
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        ChoiceFilter("segment", _("Segment"), choices=segment_choices),
        ChoiceFilter("ready", _("Maturity at least"), ("maturity",),
                     q=lambda value: Q(maturity__gte=int(value)),
                     choices=[(str(n), str(n)) for n in range(1, 10)]),
        TextFilter("owner", _("Owner or team"), ("owner__name_zh", "team__name")),
        DateFilter("published", _("Published on"), ("published_on",)),
    ]  # fmt: skip
    views = [
        View("all", _("All")),
        View("published", _("Published"), Q(state="published")),
        View("submitted", _("To be checked"), Q(state="submitted")),
        View("mine", _("Mine"), lambda table: table.mine),
    ]
    footnote = _("No price means: by negotiation.")

    @property
    def mine(self) -> Q:
        ours = Access.of(self.user).parties
        return Q(team__party__in=ours) | Q(owner__party__in=ours)

    def rows(self) -> Any:
        rows = scope_of(self.request).limit(Achievement.objects.for_(self.user))
        return rows.select_related("owner", "team", "segment")


class TerritoryTable(Table):
    title, name = _("Territories"), "territories"
    unit = pgettext_lazy("unit", "territories")
    order = ("path",)
    per_page = 200
    columns = [
        Column("name_zh", _("Name"), header=True, value=lambda row: str(row)),
        Column("code", _("Code"), css="mono"),
        Column("level", _("Level"), value="get_level_display"),
        Column("parent", _("Inside"), hide=True),
        Column("status", _("Status of the source"), hide=True,
               value=lambda row: row.status and mark(row.status),
               export=lambda row: str(status_word(row.status))),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Name or code"), ("name_zh", "name_en", "code")),
        ChoiceFilter("level", _("Level"), choices=Territory.Level.choices),
    ]

    def rows(self) -> Any:
        return Territory.objects.select_related("parent")


def is_staff(user: Any) -> bool:
    return Access.of(user).has(*STAFF_ROLES)
