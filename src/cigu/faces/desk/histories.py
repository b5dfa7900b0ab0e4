"""A history as a list for export: one line per changed value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.audit.history import Entry
from cigu.core.ui.columns import Column
from cigu.faces.yearbook.listed import ListTable


@dataclass(frozen=True)
class Change:
    at: datetime
    on: date
    actor: str
    verb: str
    field: str
    before: Any
    after: Any
    reason: str
    revision: int
    request_id: str


class HistoryTable(ListTable):
    title = gettext_lazy("History")
    name = "history"
    unit = gettext_lazy("changes")
    columns = [
        Column("at", gettext_lazy("Recorded"), kind="stamp"),
        Column("on", gettext_lazy("Business date"), kind="date"),
        Column("actor", gettext_lazy("Who"), reads=("core_audit.auditleaf.actor",)),
        Column("verb", gettext_lazy("Act")),
        Column("field", gettext_lazy("Field")),
        Column("before", gettext_lazy("Before")),
        Column("after", gettext_lazy("After")),
        Column("reason", gettext_lazy("Reason")),
        Column("revision", gettext_lazy("Revision"), kind="number"),
        Column("request_id", gettext_lazy("Request")),
    ]

    def lines(self) -> list[Any]:
        return [change for entry in self.source for change in changes(entry)]

    def key(self, row: Change) -> str:
        return f"{row.revision}-{row.field}"


def changes(entry: Entry) -> list[Change]:
    shared = (entry.reason, entry.revision, entry.request_id)
    who = entry.actor if entry.actor not in ("", "None") else _("System")
    begin = (entry.at, entry.on, who, entry.verb)
    rows = [Change(*begin, c.label, c.before, c.after, *shared) for c in entry.changes]
    return rows or [Change(*begin, "", None, None, *shared)]
