"""Qualifications as pages show them: the list, its filters, and how one stands today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.core.places.models import Territory
from cigu.core.ui.columns import Column
from cigu.core.ui.fields import DateField
from cigu.core.ui.filters import ChoiceFilter, DateFilter, Filter, TextFilter
from cigu.core.ui.tables import Table, View
from cigu.core.ui.words import chip
from cigu.records.qualifications.models import (
    SOON,
    Kind,
    Level,
    Qualification,
    ending_soon,
    over_on,
    valid_on,
)

from .tables import REAL, by_basis, own, territory_choices
from .words import basis, basis_text


@dataclass(frozen=True)
class DayFilter(Filter):
    """What held on a day."""

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: DateField(label=self.label, required=False)}


def standing(row: Qualification, day: date) -> tuple[str, Any]:
    """Look and words: valid, ending soon, over and why, not begun."""
    if row.ended_on is not None and row.ended_on <= day:
        return "end", row.get_end_reason_display()
    if row.valid_from > day:
        return "", _("not yet valid")
    if row.valid_to is not None and row.valid_to <= day:
        return "end", _("run out")
    if row.valid_to is not None and (row.valid_to - day).days <= SOON:
        left = (row.valid_to - day).days
        return "warn", gettext("valid, %(n)s days left") % {"n": left}
    return "ok", pgettext_lazy("qualification", "valid")


def standing_of(rows: Iterable[Qualification]) -> list[tuple[Qualification, str, Any]]:
    """For the page of an enterprise: those that hold first, the newest first."""
    now = today()
    found = [(row, *standing(row, now)) for row in rows]
    return sorted(found, key=lambda it: (it[1] != "end", it[0].valid_from), reverse=True)


def in_place(code: str) -> Q:
    chosen = Territory.objects.filter(pk=code).first()
    return chosen.holding("organisation__territory") if chosen else Q(pk__isnull=True)


class QualificationTable(Table):
    title, name = _("Qualifications"), "qualifications"
    unit = pgettext_lazy("unit", "qualifications")
    order = ("organisation__name_zh", "kind", "-valid_from")
    columns = [
        Column("organisation", _("Enterprise"), header=True, sort="organisation__name_zh",
               link=own),
        Column("kind", _("Qualification"), value="get_kind_display", sort="kind", css="nw"),
        Column("level", _("Level"), value="get_level_display", sort="level", hide=True, css="nw"),
        Column("certificate", _("Certificate number"), sort=True, hide=True, css="mono nw"),
        Column("issuer", _("Issuer"), hide=True),
        Column("issued_on", _("Day of issue"), kind="date", sort=True, hide=True),
        Column("valid_from", _("Valid from"), kind="date", sort=True, hide=True),
        Column("last_day", _("Last day"), kind="date", sort="valid_to", hide=True),
        Column("standing", _("State"), value=lambda row: chip(*standing(row, today())),
               export=lambda row: str(standing(row, today())[1]), css="nw"),
        Column("basis", _("Basis"), value=basis, export=basis_text, hide=True, css="nw"),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Enterprise or certificate"),
                   ("organisation__name_zh", "organisation__short_name", "certificate")),
        ChoiceFilter("kind", _("Qualification"), choices=Kind.choices),
        ChoiceFilter("level", _("Level"), choices=Level.choices),
        ChoiceFilter("territory", _("Territory"), q=in_place, choices=territory_choices),
        DayFilter("on", _("Valid on"), ("valid_from", "valid_to", "ended_on"), q=valid_on),
        DateFilter("issued", _("Day of issue"), ("issued_on",)),
        ChoiceFilter("basis", _("Basis"), q=by_basis, choices=REAL),
    ]  # fmt: skip
    views = [
        View("valid", _("Valid today"), lambda table: valid_on(table.today)),
        View("soon", _("Ending within 90 days"), lambda table: ending_soon(table.today)),
        View("over", _("No longer valid"), lambda table: over_on(table.today)),
        View("all", _("All")),
    ]
    footnote = _("No last day means: without end. A revoked one counts up to the day before.")

    def rows(self) -> Any:
        return Qualification.objects.for_(self.user).select_related("organisation")
