"""Lists of events and of meetings."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View

from .models import Event, Meeting
from .states import FLOW

COMING = Q(state__in=["planned", "announced"])
HELD = Q(state__in=["held", "closed"])


class EventTable(Table):
    title, name = _("Roadshows and need releases"), "events"
    unit = pgettext_lazy("unit", "events")
    order = ("-held_on", "time")
    empty_text = _("No event ahead.")
    empty_url: Any = "?view=held"
    empty_label: Any = _("See those held")
    columns = [
        Column("held_on", _("Day"), kind="date", sort=True),
        Column("title", _("Title"), header=True, sort=True,
               link=lambda row: row.get_absolute_url()),
        Column("state", _("State"), kind="state", sort="state"),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind", hide=True),
        Column("place", _("Venue"), sort=True, hide=True),
        Column("host", _("Host"), sort=True, hide=True),
        Column("attendance", _("People attending"), kind="number", sort=True, hide=True),
        Column("firms", _("Organisations noted"), value=lambda row: row.firms or None,
               kind="number", sort="firms", hide=True),
        Column("number", _("Number"), sort=True, hide=True, css="nw"),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Title or topic"), ("title", "topics", "number")),
        ChoiceFilter("kind", _("Kind"), choices=Event.Kind.choices),
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        DateFilter("held", _("Day"), ("held_on",)),
    ]
    views = [
        View("coming", _("Coming"), COMING),
        View("held", _("Held"), HELD),
        View("all", _("All")),
    ]

    def rows(self) -> Any:
        mine = scope_of(self.request).limit(Event.objects.for_(self.user))
        return mine.annotate(firms=Count("guests", distinct=True))

    def row_css(self, row: Any) -> str:
        return "off" if row.state == "cancelled" else ""


class MonthTable(EventTable):
    """The same rows as a calendar: month by month, day by day."""

    title, name = _("Events by month"), "months"
    order = ("held_on", "time")
    empty_text, empty_url, empty_label = _("No event yet."), "", ""
    columns = [
        Column("held_on", _("Day"), kind="date"),
        Column("time", _("Begins"), value=lambda row: row.time and f"{row.time:%H:%M}"),
        Column("title", _("Title"), header=True, link=lambda row: row.get_absolute_url()),
        Column("kind", _("Kind"), value="get_kind_display", hide=True),
        Column("place", _("Venue"), hide=True),
        Column("state", _("State"), kind="state"),
    ]
    views = [
        View("all", _("All")),
        View("coming", _("Coming"), COMING),
        View("held", _("Held"), HELD),
    ]

    def row_group(self, row: Any) -> str:
        return f"{row.held_on:%Y-%m}"


class MeetingTable(Table):
    title, name = _("Meetings"), "meetings"
    unit = pgettext_lazy("unit", "meetings")
    order = ("-met_on",)
    empty_text = _("No meeting recorded yet.")
    columns = [
        Column("met_on", _("Met on"), kind="date", sort=True),
        Column("achievement", _("Achievement"), header=True, sort="achievement__number",
               link=lambda row: row.get_absolute_url()),
        Column("enterprise", _("Enterprise"), sort="enterprise__name_zh"),
        Column("outcome", _("Outcome"), value="get_outcome_display", sort="outcome"),
        Column("event", _("Event"), sort="event__held_on", hide=True),
        Column("cooperation", _("Cooperation"), value="cooperation__number", hide=True,
               sort="cooperation__number"),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Achievement or enterprise"),
                   ("achievement__title", "achievement__number", "enterprise__name_zh")),
        ChoiceFilter("outcome", _("Outcome"), choices=Meeting.Outcome.choices),
        DateFilter("met", _("Met on"), ("met_on",)),
    ]  # fmt: skip
    views = [
        View("all", _("All")),
        View("talks", _("In talks"), Q(outcome="talks")),
        View("cooperation", _("Became cooperations"), Q(outcome="cooperation")),
    ]

    def rows(self) -> Any:
        mine = scope_of(self.request).limit(Meeting.objects.for_(self.user))
        return mine.select_related("achievement", "enterprise", "event", "cooperation")
