"""The list of cooperations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.models import open_due
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View

from .models import MONTHS, Cooperation, Outcome
from .states import FLOW, OUTCOME_FLOW


def a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


class CooperationTable(Table):
    title, name = _("Cooperations"), "cooperations"
    unit = pgettext_lazy("unit", "cooperations")
    order = ("-began_on",)
    empty_text = _("No cooperation yet. It begins with a match or with a meeting.")
    columns = [
        Column("number", _("Number"), header=True, sort=True, css="nw",
               link=lambda row: row.get_absolute_url()),
        Column("title", _("Title"), sort=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("origin", _("Origin"), value="get_origin_display", sort="origin", hide=True),
        Column("enterprise", _("Enterprise"), sort="enterprise__name_zh", hide=True),
        Column("provider", _("Provider"), sort="provider__name", hide=True),
        Column("amount", _("Amount, CNY 10⁴"), kind="money", sort=True, hide=True),
        Column("signed_on", _("Signed on"), kind="date", sort=True, hide=True),
        Column("due", _("Working days"), kind="clock", sort="due", hide=True),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Number or title"), ("number", "title")),
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        ChoiceFilter("origin", _("Origin"), choices=Cooperation.Origin.choices),
        TextFilter("firm", _("Enterprise"), ("enterprise__name_zh", "enterprise__short_name")),
        DateFilter("signed", _("Signed on"), ("signed_on",)),
    ]
    views = [
        View("all", _("All")),
        View("negotiating", _("Negotiating"), Q(state="negotiating")),
        View("signed", _("Signed in 12 months"),
             lambda table: Q(signed_on__gt=a_year_before(table.today))),
        View("need", _("Need side"), Q(origin="need")),
        View("supply", _("Supply side"), Q(origin="achievement")),
    ]  # fmt: skip

    def rows(self) -> Any:
        mine = Cooperation.objects.for_(self.user).annotate(due=open_due(Cooperation))
        return scope_of(self.request).limit(mine).select_related(
            "enterprise", "provider", "territory"
        )  # fmt: skip

    def row_css(self, row: Any) -> str:
        return "off" if row.state in ("failed", "terminated") else ""


class OutcomeTable(Table):
    title, name = _("Outcomes of cooperations"), "outcomes"
    unit = pgettext_lazy("unit", "outcomes")
    order = ("due_on",)
    empty_text = _("No outcome is asked for yet. It is asked 3, 6 and 12 months after signing.")
    columns = [
        Column("number", _("Cooperation"), header=True, sort="cooperation__number", css="nw",
               value=lambda row: row.cooperation.number, link=lambda row: row.get_absolute_url()),
        Column("title", _("Title"), value=lambda row: row.cooperation.title),
        Column("enterprise", _("Enterprise"), value=lambda row: row.cooperation.enterprise,
               sort="cooperation__enterprise__name_zh", hide=True),
        Column("months", _("Months"), kind="number", sort=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("progress", _("How it stands"), value="get_progress_display", sort="progress"),
        Column("sales", _("Additional sales, CNY 10⁴"), kind="money", sort=True, hide=True),
        Column("saved", _("Costs saved, CNY 10⁴"), kind="money", sort=True, hide=True),
        Column("due", _("Working days"), kind="clock", sort="due", hide=True),
    ]  # fmt: skip
    filters = [
        TextFilter("q", _("Number or title"), ("cooperation__number", "cooperation__title")),
        ChoiceFilter("state", _("State"), choices=OUTCOME_FLOW.choices),
        ChoiceFilter("progress", _("How it stands"), choices=Outcome.Progress.choices),
        ChoiceFilter("months", _("Months"), choices=[(str(n), str(n)) for n in MONTHS]),
        DateFilter("due", _("Due"), ("due_on",)),
    ]
    views = [
        View("all", _("All")),
        View("late", _("Overdue"), lambda table: Q(state="awaited", due_on__lt=table.today)),
        View("told", _("To confirm"), Q(state="reported")),
        View("in_use", _("In use"), Q(progress="in_use")),
        View("stopped", _("Stopped"), Q(progress="stopped")),
    ]  # fmt: skip

    def rows(self) -> Any:
        mine = Outcome.objects.for_(self.user).annotate(due=open_due(Outcome))
        here = scope_of(self.request).limit(mine, "cooperation__territory", "cooperation__domain")
        return here.select_related("cooperation__enterprise", "cooperation__territory")

    def row_css(self, row: Any) -> str:
        return "off" if row.state == "dropped" else ""
