"""Messages: what rooms told this user, or whoever acts for the same party."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cigu.core.notices.models import Notice
from cigu.core.ui.columns import Column
from cigu.core.ui.tables import Table, View

READ, NEW = ("end", _("read")), ("go", _("new"))


class NoticeTable(Table):
    title = _("Messages")
    name = "messages"
    unit = _("messages")
    order = ("-sent_on",)
    per_page = 30
    views = [
        View("all", _("All")),
        View("unread", _("Unread"), Q(read_at__isnull=True)),
    ]
    columns = [
        Column("read_at", _("State"), lambda n: READ if n.read_at else NEW, kind="chip"),
        Column("text", _("Message"), header=True),
        Column("party", _("Addressee"), hide=True, css="t2"),
        Column("sent_on", _("Sent"), kind="date", sort=True),
        Column("open", _("Act"), lambda n: button(n), kind="text", css="n"),
    ]  # fmt: skip
    empty_text = _("No message yet.")
    filtered_empty_text = _("No unread message.")

    def rows(self) -> Any:
        return Notice.objects.for_(self.user).select_related("party")


def button(notice: Notice) -> Any:
    """A button of the form around the list: opening marks the message as read."""
    url = reverse("desk:open_message", args=[notice.uid])
    return format_html(
        '<button class="btn btn-sm" form="open-message" formaction="{}">{}</button>', url, _("Open")
    )
