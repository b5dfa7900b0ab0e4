"""Claims and records off the portal, for the office."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.flow.models import open_due
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter
from cigu.core.ui.scope import scope_of
from cigu.core.ui.tables import Table, View

from .models import Claim, Withdrawal
from .states import FLOW


class ClaimTable(Table):
    title, name = _("Rights claims"), "claims"
    unit = pgettext_lazy("unit", "claims")
    order = ("-received_on", "-id")
    empty_text = _("Nobody has claimed anything.")
    filtered_empty_text = _("No claim is in this state.")
    columns = [
        Column("number", _("Number"), header=True, sort=True, css="nw mono",
               link=lambda row: row.get_absolute_url()),
        Column("subject_label", _("Record"), sort=True),
        Column("ground", _("Ground"), value="get_ground_display", sort="ground", hide=True),
        Column("state", _("State"), kind="state", sort="state"),
        Column("received_on", _("Received"), kind="date", sort=True, hide=True),
        Column("due", _("Working days"), kind="clock", sort="due"),
    ]  # fmt: skip
    filters = [
        ChoiceFilter("state", _("State"), choices=FLOW.choices),
        ChoiceFilter("ground", _("Ground"), choices=Claim.Ground.choices),
    ]
    views = [
        View("open", _("Open"), Q(state__in=["received", "examined"])),
        View("all", _("All")),
    ]

    def rows(self) -> Any:
        mine = scope_of(self.request).limit(Claim.objects.readable(self.user), domain="")
        return mine.annotate(due=open_due(Claim))


class WithdrawalTable(Table):
    title, name = _("Off the portal"), "withdrawals"
    unit = pgettext_lazy("unit", "records")
    order = ("-since", "-id")
    empty_text = _("Nothing was taken off the portal.")
    columns = [
        Column("subject_label", _("Record"), header=True, sort=True),
        Column("reason", _("Reason"), value="get_reason_code_display", sort="reason_code"),
        Column("note", _("Explanation"), hide=True),
        Column("since", _("From"), kind="date", sort=True),
        Column("until", _("Shown again"), kind="date", sort=True, hide=True),
        Column("act", _("Action"), kind="action", value=lambda row: _again(row)),
    ]
    views = [View("now", _("Now"), Q(until__isnull=True)), View("all", _("All"))]

    def rows(self) -> Any:
        return scope_of(self.request).limit(Withdrawal.objects.for_(self.user), domain="")


def _again(row: Withdrawal) -> Any:
    from django.urls import reverse

    if row.until is not None:
        return None
    return _("Show again"), reverse("portal:show_again", args=[row.uid])
