"""A list over tasks, which every room below has."""

from __future__ import annotations

from django.db.models import Q

from cigu.core.flow.models import Task
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter, DateFilter, TextFilter
from cigu.core.ui.tables import BulkAct, Table, View


class TaskTable(Table):
    title, name, unit, per_page = "Tasks", "tasks", "items", 3
    columns = [
        Column("section", "Section", header=True, sort=True, link=lambda row: f"/t/{row.pk}"),
        Column("due_on", "Due", kind="clock", sort=True),
        Column("role", "Role", sort=True, sensitive=True),
        Column("state", "State", sort=True),
        Column("open", "", value=lambda row: ("Open", "/t"), kind="action"),
    ]
    filters = [
        TextFilter("find", "Section", ("section",)),
        DateFilter("due", "Due", ("due_on",)),
        ChoiceFilter("who", "Role", ("role",), choices=[("officer", "officer")], sensitive=True),
    ]
    views = [
        View("all", "All"),
        View("late", "Overdue", lambda table: Q(due_on__lt=table.today)),
    ]
    order = ("due_on",)

    def rows(self):
        return Task.objects.for_(self.user)

    def bulk_acts(self):
        return [BulkAct("Remind", "/remind/")]
