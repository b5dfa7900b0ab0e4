"""The list of tasks on the desk."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.clock.business import due
from cigu.core.ui import nav
from cigu.core.ui.columns import Column
from cigu.core.ui.counting import SLOW, capped, number_text
from cigu.core.ui.filters import DateFilter
from cigu.core.ui.tables import Table, View
from cigu.core.ui.words import clock, day
from cigu.faces.yearbook.records import address, name, owner

from .board import Board, key, subjects, waits_of

SOON, WEEK = 2, 5  # working days


class TaskTable(Table):
    title = gettext_lazy("Waiting for me")
    name = "tasks"
    unit = gettext_lazy("tasks")
    per_page = 12
    count_cap = SLOW  # for each task counted, its record is asked for: less than lists count
    order = ("due_on",)
    views = [
        View("all", gettext_lazy("All"), lambda t: t.my_q),
        View("late", gettext_lazy("Overdue"), lambda t: t.my_q & Q(due_on__lt=t.today)),
        View("week", gettext_lazy("Within five days"), lambda t: t.my_q & t.until(WEEK)),
        View("others", gettext_lazy("Waiting for others"), lambda t: t.board.others),
    ]
    filters = [DateFilter("due_on", gettext_lazy("Due"))]
    empty_text = gettext_lazy("Nothing waits for you.")
    filtered_empty_text = gettext_lazy("No task matches.")
    footnote = gettext_lazy("Terms count working days by the official calendar.")

    def __init__(self, request: Any, board: Board) -> None:
        super().__init__(request)
        self.board = board

    def rows(self) -> Any:
        """Every view narrows these to what waits for the user or may be seen waiting."""
        return self.board.tasks

    @property
    def my_q(self) -> Q:
        return self.board.mine

    def until(self, working_days: int) -> Q:
        return Q(due_on__gte=self.today, due_on__lte=due(self.today, working_days).date)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        return COLUMNS

    @cached_property
    def sections(self) -> dict[str, Any]:
        """What the navigation calls the part of the site a task belongs to."""
        return {entry.key: entry.label for entry in nav.entries_of(self.user) if entry.key}

    def _draw(self, rows: Any) -> Any:
        return super()._draw(self.prepared(list(rows)))

    def prepared(self, tasks: list[Any]) -> list[Any]:
        """Tasks with subject, words and owner attached, as the columns read them."""
        known = subjects(self.user, [key(task) for task in tasks])
        listed = self.board.tasks.filter(self.my_q, pk__in=[task.pk for task in tasks])
        mine = set(listed.values_list("pk", flat=True))
        for task in tasks:
            self.prepare(task, known.get(key(task)), task.pk in mine)
        return tasks

    def prepare(self, task: Any, subject: Any, mine: bool) -> None:
        task.subject, task.waits = subject, waits_of(task)
        task.matter = name(subject) if subject is not None else ""
        task.url = address(subject) if subject is not None else ""
        task.owner = owner(subject) if subject is not None else ""
        task.about = "" if task.owner in task.matter else task.owner
        task.verb = str(task.waits.verb) if task.waits else ""
        task.todo = task.verb if mine else f"{who(task)}{_(': ')}{task.verb}"
        task.section_label = self.sections.get(task.section, "")
        task.clock = clock(task.due_on, self.today)
        task.due_text = short_day(task.due_on, self.today)

    @cached_property
    def listed(self) -> list[Any]:
        """The tasks of this page once more, for the phone."""
        return self.prepared(list(self.found.rows))

    def value(self, column: Column, row: Any) -> Any:
        if not hasattr(row, "verb"):  # export reads rows without drawing them
            self.prepared([row])
        return super().value(column, row)

    @cached_property
    def counts(self) -> dict[str, int]:
        found = {tab.code: tab.count for tab in self.tabs}
        soon = self.base_rows.filter(self.my_q & self.until(SOON))
        return {**found, "soon": capped(soon, self.count_cap)}

    @property
    def counted(self) -> dict[str, str]:
        return {code: number_text(n, self.count_cap) for code, n in self.counts.items()}


def who(task: Any) -> str:
    return str(task.party) if task.party else str(Role(task.role).label if task.role else "")


def short_day(value: date | None, today: date) -> str:
    return day(value, today)


COLUMNS = [
    Column("due_on", gettext_lazy("Working days"), kind="clock", sort=True,
           export=lambda t: t.due_on),
    Column("due_text", gettext_lazy("Due"), hide=True, css="t3 nw", export=lambda t: t.due_on),
    Column("section_label", gettext_lazy("Kind"), hide=True, css="t2 nw"),
    Column("matter", gettext_lazy("Matter"), header=True, link=lambda t: t.url),
    Column("owner", gettext_lazy("Concerns"), hide=True, css="t2",
           reads=("core_access.party.name",)),
    Column("todo", gettext_lazy("What to do"), hide=True, css="t2"),
    Column("act", gettext_lazy("Act"), lambda t: (_("Open"), t.url) if t.url else None,
           kind="action"),
]  # fmt: skip
