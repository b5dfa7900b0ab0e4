"""The list of cooperations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.models import Task
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View

from .models import Cooperation
from .states import FLOW


def a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def open_due(model: Any) -> Subquery:
    """The nearest date by which somebody has to act on the row."""
    open_tasks = Task.objects.filter(
        subject_type=model._meta.label_lower, subject_uid=OuterRef("uid"), closed_on__isnull=True
    )
    return Subquery(open_tasks.order_by("due_on").values("due_on")[:1])


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
