"""Lists of subscriptions and of what was sent to one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.notices.models import Delivery
from cigu.core.ui.columns import Column
from cigu.core.ui.tables import Table, View
from cigu.core.webhooks.actions import CHANNEL
from cigu.core.webhooks.models import Subscription
from cigu.core.webhooks.topics import label

from .outbox import state_of

State = Subscription.State
LOOK = {State.ACTIVE: "ok", State.PAUSED: "warn", State.ENDED: "end"}


def look_of(row: Subscription) -> tuple[str, Any]:
    return LOOK[State(row.state)], State(row.state).label


class HookTable(Table):
    title, name, unit = _("Webhooks"), "webhooks", _("webhooks")
    views = [
        View("open", _("In use"), ~Q(state=State.ENDED)),
        View("paused", _("Paused"), Q(state=State.PAUSED)),
        View("all", _("All")),
    ]
    columns = [
        Column("name", _("Name"), header=True, sort=True,
               link=lambda row: reverse("operations:hook", args=[row.uid])),
        Column("kind", _("Receiver"), "get_kind_display", hide=True),
        Column("url", _("Address"), css="mono t2"),
        Column("party", _("On behalf of"), lambda row: row.party or row.owner, hide=True),
        Column("state", _("State"), look_of, kind="chip"),
        Column("reached", _("Last reached"), "receiver__reached_at", kind="stamp", sort=True,
               hide=True),
        Column("failures", _("Failures in a row"), "receiver__failures", kind="number", places=0,
               sort=True, hide=True),
    ]  # fmt: skip
    order = ("-pk",)
    empty_text = _("Nobody is told anything yet.")
    filtered_empty_text = _("Nothing of that kind.")

    def rows(self) -> Any:
        rows = Subscription.objects.for_(self.user)
        return rows.select_related("owner", "party", "receiver")

    def row_css(self, row: Any) -> str:
        return "off" if row.state == State.ENDED else ""


class SentTable(Table):
    """What one subscription was sent; ``source`` is the subscription."""

    title, name, unit = _("Messages sent"), "sent", _("messages")
    views = [
        View("all", _("All")),
        View("waiting", _("Waiting"), Q(state=Delivery.State.WAITING)),
        View("dead", _("Given up"), Q(state=Delivery.State.DEAD)),
    ]
    columns = [
        Column("topic", _("Topic"), lambda d: label(d.event.topic), header=True),
        Column("uid", _("Message"), lambda d: str(d.uid), css="mono t2", hide=True),
        Column("created", _("Happened"), "event__created_at", kind="stamp", sort=True),
        Column("state", _("State"), state_of, kind="chip"),
        Column("attempts", _("Attempts"), kind="number", places=0),
        Column("error", _("What went wrong"), lambda d: d.error[:120], css="t2"),
    ]
    order = ("-pk",)
    per_page = 20
    empty_text = _("Nothing was sent yet.")
    filtered_empty_text = _("Nothing of that kind.")

    def rows(self) -> Any:
        sent = Delivery.objects.filter(channel=CHANNEL, consumer=str(self.source.uid))
        return sent.select_related("event")
