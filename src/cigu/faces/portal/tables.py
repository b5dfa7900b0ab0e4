"""Lists of the portal: what a visitor may read, whoever looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.places.models import Segment
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.tables import Table, View
from cigu.records.needs.models import PUBLIC_STATES, Need
from cigu.records.needs.states import FLOW as NEED_FLOW
from cigu.records.publicnotices.models import OPEN_STATES, PublicNotice
from cigu.work.roadshows.models import Event
from cigu.work.roadshows.tables import COMING, HELD

from .public import KINDS, PUBLIC


class PublicTable(Table):
    kind = ""
    per_page = 30

    def __init__(self, request: Any, source: Any = None, *, prefix: str = "") -> None:
        super().__init__(request, source, prefix=prefix)
        self.user = PUBLIC

    def rows(self) -> Any:
        return KINDS[self.kind].shown()


def number() -> Column:
    return Column("number", _("Number"), sort=True, css="nw mono", hide=True)


def heading(kind: str) -> Column:
    return Column("title", _("Title"), header=True, sort=True,
                  link=lambda row: KINDS[kind].address(row))  # fmt: skip


def published() -> Column:
    return Column("published_on", _("Published"), kind="date", sort=True)


def last_day(row: Any) -> Any:
    """Periods are kept as [from, before)."""
    return row.until - timedelta(days=1)


def segments() -> list[tuple[str, str]]:
    return [(s.pk, str(s)) for s in Segment.objects.all()]


class NeedTable(PublicTable):
    kind = "needs"
    title, name, unit = _("Needs"), "needs", pgettext_lazy("unit", "needs")
    order = ("-published_on", "-id")
    empty_text = _("No need is published now.")
    columns = [
        number(),
        heading("needs"),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind", hide=True),
        Column("segment", _("Segment"), hide=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("deadline", _("Deadline"), kind="date", sort=True, hide=True),
        published(),
    ]
    filters = [
        TextFilter("q", _("Number, title or keyword"), ("number", "title", "keywords")),
        ChoiceFilter("segment", _("Segment"), choices=segments),
        ChoiceFilter("kind", _("Kind"), choices=Need.Kind.choices),
        ChoiceFilter("state", _("State"), choices=[
            pair for pair in NEED_FLOW.choices() if pair[0] in PUBLIC_STATES]),
        DateFilter("published", _("Published"), ("published_on",)),
    ]  # fmt: skip
    views = [
        View("open", _("Looking for solutions"), Q(state__in=["published", "matched"])),
        View("all", _("All")),
    ]


class AchievementTable(PublicTable):
    kind = "achievements"
    title, name = _("Achievements"), "achievements"
    unit = pgettext_lazy("unit", "achievements")
    order = ("-published_on", "-id")
    empty_text = _("No achievement is published now.")
    columns = [
        number(),
        heading("achievements"),
        Column("owner", _("Owner"), sort="owner__name_zh", hide=True),
        Column("segment", _("Segment"), hide=True),
        Column("maturity", _("Maturity level"), kind="number", sort=True, hide=True),
        Column("transfer_modes", _("Ways of transfer"), hide=True),
        published(),
    ]
    filters = [
        TextFilter("q", _("Title or abstract"), ("number", "title", "abstract")),
        ChoiceFilter("segment", _("Segment"), choices=segments),
        ChoiceFilter("ready", _("Maturity at least"), ("maturity",),
                     q=lambda value: Q(maturity__gte=int(value)),
                     choices=[(str(n), str(n)) for n in range(1, 10)]),
        DateFilter("published", _("Published"), ("published_on",)),
    ]  # fmt: skip


class EventTable(PublicTable):
    kind = "events"
    title, name = _("Events"), "events"
    unit = pgettext_lazy("unit", "events")
    order = ("-held_on", "-id")
    empty_text = _("No event ahead.")
    empty_url: Any = "?view=held"
    empty_label: Any = _("See those held")
    columns = [
        Column("held_on", _("Day"), kind="date", sort=True),
        heading("events"),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind", hide=True),
        Column("place", _("Venue"), sort=True, hide=True),
        Column("host", _("Host"), sort=True, hide=True),
        Column("state", _("State"), kind="state", sort="state"),
    ]
    filters = [
        TextFilter("q", _("Title or topic"), ("title", "topics", "number")),
        ChoiceFilter("kind", _("Kind"), choices=Event.Kind.choices),
        DateFilter("held", _("Day"), ("held_on",)),
    ]
    views = [
        View("coming", _("Coming"), COMING),
        View("held", _("Held"), HELD),
        View("all", _("All")),
    ]

    def row_css(self, row: Any) -> str:
        return "off" if row.state == "cancelled" else ""


class NoticeTable(PublicTable):
    kind = "notices"
    title, name = _("Public notices"), "notices"
    unit = pgettext_lazy("unit", "public notices")
    order = ("-displayed_on", "-id")
    empty_text = _("No notice is displayed now.")
    columns = [
        number(),
        heading("notices"),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind", hide=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("displayed_on", _("Displayed from"), kind="date", sort=True, hide=True),
        Column("ends_on", _("Last day for objections"), kind="date", sort=True),
    ]
    filters = [
        TextFilter("q", _("Title or number"), ("title", "number")),
        ChoiceFilter("kind", _("Kind"), choices=PublicNotice.Kind.choices),
        DateFilter("displayed", _("Displayed from"), ("displayed_on",)),
    ]
    views = [
        View("open", _("Displayed now"), Q(state__in=OPEN_STATES)),
        View("decided", _("Decided"), Q(state__in=["decided", "closed"])),
        View("all", _("All")),
    ]


class ReportTable(PublicTable):
    kind = "reports"
    title, name = _("Annual reports"), "reports"
    unit = pgettext_lazy("unit", "reports")
    order = ("-published_on", "-id")
    empty_text = _("No report is published yet.")
    columns = [
        heading("reports"),
        Column("office", _("Issuing office"), sort=True, hide=True),
        Column("since", _("First day"), kind="date", sort=True, hide=True),
        Column("until", _("Last day"), last_day, kind="date", sort="until", hide=True),
        published(),
    ]
    filters = [
        TextFilter("q", _("Title or number"), ("title", "number", "office")),
        DateFilter("published", _("Published"), ("published_on",)),
    ]


class PublicationTable(PublicTable):
    kind = "figures"
    title, name = _("Published figures"), "figures"
    unit = pgettext_lazy("unit", "versions")
    order = ("-published_on", "-id")
    empty_text = _("No figure is published yet.")
    columns = [
        heading("figures"),
        Column("territory", _("Territory"), hide=True),
        Column("domain", _("Domain"), hide=True),
        Column("since", _("First day"), kind="date", sort=True, hide=True),
        Column("until", _("Last day"), last_day, kind="date", sort="until", hide=True),
        Column("version", _("Version"), kind="number", sort=True),
        published(),
        Column("number", _("Number"), sort=True, css="nw mono", hide=True),
    ]
    filters = [DateFilter("published", _("Published"), ("published_on",))]


TABLES: dict[str, type[PublicTable]] = {
    table.kind: table
    for table in (
        NeedTable,
        AchievementTable,
        EventTable,
        NoticeTable,
        ReportTable,
        PublicationTable,
    )
}
