"""Lists of public notices and of objections, for the office."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.models import open_due
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View

from .models import OPEN_STATES, Objection, PublicNotice
from .states import FLOW, OBJECTION_FLOW


class NoticeTable(Table):
    title, name = _("Public notices"), "public-notices"
    unit = pgettext_lazy("unit", "public notices")
    order = ("-displayed_on", "-id")
    empty_text = _("No public notice yet.")
    filtered_empty_text = _("No notice is in this state.")
    columns = [
        Column("number", _("Number"), sort=True, css="nw mono", hide=True),
        Column("title", _("Title"), header=True, sort=True,
               link=lambda row: row.get_absolute_url()),
        Column("state", _("State"), kind="state", sort="state"),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind", hide=True),
        Column("displayed_on", _("Displayed from"), kind="date", sort=True, hide=True),
        Column("ends_on", _("Last day for objections"), kind="date", sort=True),
        Column("received", _("Objections"), kind="number", sort="received", hide=True),
        Column("office", _("Issuing office"), sort=True, hide=True),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Title or number"), ("title", "number")),
        ChoiceFilter("kind", _("Kind"), choices=PublicNotice.Kind.choices),
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        DateFilter("displayed", _("Displayed from"), ("displayed_on",)),
    ]
    views = [
        View("open", _("Displayed now"), Q(state__in=OPEN_STATES)),
        View("draft", _("Drafts"), Q(state="draft")),
        View("decided", _("Decided"), Q(state__in=["decided", "closed"])),
        View("all", _("All")),
    ]

    def rows(self) -> Any:
        mine = scope_of(self.request).limit(PublicNotice.objects.for_(self.user), domain="")
        return mine.annotate(received=Count("objections", distinct=True))

    def row_css(self, row: Any) -> str:
        return "off" if row.state == "withdrawn" else ""


class ObjectionTable(Table):
    title, name = _("Objections"), "objections"
    unit = pgettext_lazy("unit", "objections")
    order = ("-received_on", "-id")
    empty_text = _("No objection yet.")
    columns = [
        Column("number", _("Number"), header=True, sort=True, css="nw mono",
               link=lambda row: row.get_absolute_url()),
        Column("notice", _("Public notice"), sort="notice__number"),
        Column("ground", _("Ground"), value="get_ground_display", sort="ground", hide=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("received_on", _("Received"), kind="date", sort=True, hide=True),
        Column("due", _("Working days"), kind="clock", sort="due"),
    ]  # fmt: skip
    filters = [
        ChoiceFilter("state", _("State"), choices=OBJECTION_FLOW.choices),
        ChoiceFilter("ground", _("Ground"), choices=Objection.Ground.choices),
    ]
    views = [View("open", _("To answer"), Q(state="received")), View("all", _("All"))]

    def rows(self) -> Any:
        mine = scope_of(self.request).limit(Objection.objects.of_place(self.user), domain="")
        return mine.select_related("notice").annotate(due=open_due(Objection))
