"""Lists: facts to check and to look up, and who used what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import BulkAct, Table, View
from cigu.records.organisations.models import Organisation

from .asking import source_of
from .definitions import definitions, listed, purposes, with_period
from .guards import is_office
from .models import Fact, FactUse
from .states import FACT

READER = ("core_access.user.name", "core_access.user.office")


def facts_for(user: Any) -> Any:
    """What the user may see, with what is accepted for the same period where that is disclosed."""
    same = Fact.objects.readable(user).filter(
        organisation=OuterRef("organisation"), code=OuterRef("code"), day=OuterRef("day"),
        state="accepted",
    )  # fmt: skip
    rows = Fact.objects.for_(user).annotate(in_force=Subquery(same.values("number")[:1]))
    return rows.select_related("organisation__party", "organisation__territory", "filing")


def fact_choices() -> list[tuple[str, str]]:
    return [(code, str(row)) for code, row in definitions().items()]


def _in_force(row: Any) -> str | None:
    """Beside a number that waits: the one it would take the place of."""
    waits = row.state == "proposed" and row.in_force is not None
    return row.definition.said(row.in_force) if waits else None


class FactTable(Table):
    title, name, unit = _("Facts of enterprises"), "facts", _("facts")
    order: tuple[str, ...] = ("-stated_on", "organisation__name_zh", "code", "-day")
    empty_text = _("No fact yet.")
    columns = [
        Column("organisation", _("Enterprise"), "organisation__name_zh", header=True,
               sort="organisation__name_zh", link=lambda row: row.get_absolute_url()),
        Column("code", _("Fact"), lambda row: str(row.definition), sort="code", reads=()),
        Column("day", _("Period"), lambda row: row.period, sort="day", css="nw", reads=()),
        Column("number", _("Value"), lambda row: row.told, css="n nw", reads=()),
        Column("in_force", _("In force"), _in_force, css="n nw", hide=True, reads=()),
        Column("state", _("State"), kind="state", sort="state"),
        Column("source", _("Source"), source_of, hide=True, reads=()),
        Column("stated_on", _("Stated"), kind="date", sort=True, hide=True),
        Column("valid_to", _("Valid before"), kind="date", sort=True, hide=True),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Enterprise"), ("organisation__name_zh", "organisation__short_name")),
        ChoiceFilter("code", _("Fact"), choices=fact_choices),
        ChoiceFilter("state", _("State"), choices=FACT.choices),
        DateFilter("day", _("Period")),
    ]
    views = [
        View("waiting", _("To be checked"), Q(state="proposed")),
        View("accepted", _("In force"), Q(state="accepted")),
        View("returned", _("Returned"), Q(state="returned")),
        View("all", _("All")),
    ]

    def rows(self) -> Any:
        return scope_of(self.request).limit(
            facts_for(self.user), "organisation__territory", "organisation__domain"
        )

    @property
    def decides(self) -> bool:
        return Access.of(self.user).has(Role.OFFICER)

    def bulk_acts(self) -> list[BulkAct]:
        if not self.decides:
            return []
        return [
            BulkAct(_("Accept…"), reverse("facts:accept")),
            BulkAct(_("Return for correction…"), reverse("facts:return")),
        ]

    def selectable(self, row: Any) -> bool:
        return row.state == "proposed" and is_office(row.organisation, self.user)

    def row_css(self, row: Any) -> str:
        return "off" if row.state == "superseded" else ""


class FilingTable(FactTable):
    """The facts of one filing."""

    title, name = _("Facts filed"), "filed"
    views, filters = [], []
    order = ("code", "-day")
    columns = [
        Column("code", _("Fact"), lambda row: str(row.definition), header=True, reads=(),
               link=lambda row: row.get_absolute_url()),
        *FactTable.columns[2:6],
        Column("note", _("Note"), lambda row: row.comment or row.note, reads=()),
    ]  # fmt: skip

    def rows(self) -> Any:
        return facts_for(self.user).filter(filing=self.source)


def _facts_told(row: FactUse) -> str:
    told = (_fact_told(code, date.fromisoformat(day)) for code, day in row.facts)
    return listed(told)


def _fact_told(code: str, day: date) -> str:
    known = definitions().get(code)
    return with_period(known, day) if known else code


def _reader(row: FactUse) -> tuple[str, str]:
    return str(row.reader), row.reader.office


class UseTable(Table):
    title, name, unit = _("Who used the data"), "uses", _("uses")
    order = ("-used_on", "-pk")
    empty_text = _("Nobody has read any fact yet.")
    columns = [
        Column("used_on", _("Day"), kind="date", sort=True),
        Column(
            "reader",
            _("Reader"),
            _reader,
            kind="two",
            header=True,
            reads=READER,
            export=lambda row: " ".join(_reader(row)),
        ),
        Column("way", _("How"), "get_way_display", sort="way", css="nw"),
        Column("form", _("In which form"), "form_label", css="nw", sort="form", reads=()),
        Column("subject_number", _("Record"), css="nw", hide=True),
        Column("purpose", _("Purpose"), "purpose_label", css="nw", sort="purpose", reads=()),
        Column("facts", _("What was read"), _facts_told, reads=()),
    ]
    filters = [
        ChoiceFilter("way", _("How"), choices=FactUse.Way.choices),
        ChoiceFilter("purpose", _("Purpose"),
                     choices=lambda: [(c, str(p)) for c, p in purposes().items()]),
        DateFilter("used_on", _("Day")),
    ]  # fmt: skip

    def rows(self) -> Any:
        rows = FactUse.objects.for_(self.user).filter(organisation=self.source)
        return rows.select_related("reader")


def enterprises_for(user: Any) -> Any:
    rows = Organisation.objects.for_(user).filter(kind=Organisation.Kind.ENTERPRISE)
    return rows.select_related("party", "territory", "domain")
