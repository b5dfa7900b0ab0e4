"""The list of requests, for those who answer them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.models import open_due
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter
from cigu.core.ui.tables import Table, View

from .models import DataRequest
from .states import FLOW


class RequestTable(Table):
    title, name = _("Data requests"), "data-requests"
    unit = pgettext_lazy("unit", "data requests")
    order = ("-asked_on", "-pk")
    columns = [
        Column("number", _("Number"), header=True, sort=True, css="nw mono",
               link=lambda row: row.get_absolute_url()),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind"),
        Column("user", _("Account"), sort="user__name", hide=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("asked_on", _("Asked on"), kind="date", sort=True, hide=True),
        Column("due", _("Working days"), kind="clock", sort="due"),
    ]  # fmt: skip
    filters = [
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        ChoiceFilter("kind", _("Kind"), choices=DataRequest.Kind.choices),
    ]
    views = [
        View("open", _("Open"), Q(state__in=["asked", "accepted"])),
        View("all", _("All")),
    ]
    empty_text = _("Nobody has asked yet.")
    filtered_empty_text = _("No request is open.")

    def rows(self) -> Any:
        return (
            DataRequest.objects.for_(self.user)
            .select_related("user")
            .annotate(due=open_due(DataRequest))
        )
