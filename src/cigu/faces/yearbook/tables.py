"""The list of indicators, and the list of the records behind one of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.figures.registry import Result
from cigu.core.personal.levels import DataClass
from cigu.core.ui.classes import class_of_fields
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import ChoiceFilter
from cigu.core.ui.tables import Table, View

from . import verdicts
from .entries import Entry, plain, words_of
from .indicators import KINDS, SECTIONS, SOURCES
from .listed import ListTable
from .records import address, drill_of, drilled, kind_word, name, owner

ALL = "all"
NAMING = frozenset({"records_people.person", "work_matchmaking.match"})
TODO = frozenset({verdicts.DIFFERS, verdicts.INCOMPLETE})  # what an officer still has to settle


class YearbookTable(ListTable):
    title = _("Indicators")
    name = "yearbook"
    unit = _("figures")
    per_page = 60
    density = "compact"
    footnote = _("“>” means that only a lower bound was published; above it, the bound is met.")
    views = [
        View(ALL, _("All")),
        View("computed", _("Computed")),
        View(verdicts.DIFFERS, _("Differs")),
        View(verdicts.INCOMPLETE, _("Incomplete")),
        View(verdicts.PUBLISHED_ONLY, _("Published only")),
        View(verdicts.NO_ROOM, _("No room yet")),
    ]
    filters = [
        ChoiceFilter("section", _("Chapter"), choices=SECTIONS.items),
        ChoiceFilter("verdict", _("State"), choices=lambda: _verdict_choices()),
        ChoiceFilter("seed", _("Source"), choices=SOURCES.items),
        ChoiceFilter("kind", _("Nature"), choices=KINDS.items),
    ]

    def __init__(self, request: Any, source: Any, *, prefix: str = "") -> None:
        super().__init__(request, [Entry(line, self) for line in source], prefix=prefix)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        return COLUMNS

    def lines(self) -> list[Any]:
        order = list(SECTIONS)
        return sorted(self.source, key=lambda e: order.index(e.section))

    def in_view(self, code: str, row: Any) -> bool:
        if code == "computed":
            return row.line.result is not None
        return code == ALL or row.verdict == code

    def key(self, row: Any) -> str:
        return str(row.id)

    def row_group(self, row: Any) -> Any:
        return row.line.indicator.section_label if self.sorting is None else ""

    def panel_url(self, row: Any) -> str:
        return self.url(fig=row.id, page=str(self.page) if self.page > 1 else "")


def _verdict_choices() -> list[tuple[str, Any]]:
    return [(code, label) for code, (_look, label) in verdicts.VERDICTS.items()]


COLUMNS = [
    Column("id", _("No."), sort=True, hide=True, css="mono nw"),
    Column("label", _("Indicator"), lambda e: e.heading, header=True, export=lambda e: e.label),
    Column("kind_label", _("Nature"), hide=True, css="t2 nw"),
    Column("published", _("Published"), lambda e: e.published_cell, sort=True, css="n",
           export=lambda e: plain(e.line.published, e.line.published_text)
           or str(words_of(e.line.comparator)) or None),
    Column("unit", pgettext_lazy("figure", "Unit"), hide=True, css="u"),
    Column("computed", _("Computed"), lambda e: e.computed_cell, sort=True, css="n",
           export=lambda e: plain(e.computed, e.line.computed_text) or None),
    Column("difference", _("Difference"), lambda e: e.difference_cell, css="n lg",
           export=lambda e: e.difference),
    Column("verdict", _("State"), lambda e: e.state_cell, export=lambda e: e.verdict_text),
]  # fmt: skip


class RecordsTable(ListTable):
    """The records behind one figure that the viewer may see."""

    title = _("Records counted")
    name = "figure-records"
    unit = _("records")
    density = "compact"
    columns = [
        Column("label", _("Record"), header=True, link=lambda r: r.url),
        Column("owner", _("Concerns"), hide=True),
        Column("kind", _("Kind"), hide=True, css="t2"),
        Column("dated", _("Date"), kind="date", sort=True),
        Column("contribution", _("Counts as"), kind="number", sort=True),
        Column("synthetic", _("Synthetic"), kind="bool", hide=True),
    ]
    empty_text = _("No record counts towards this figure.")

    @cached_property
    def data_class(self) -> DataClass:
        """A person, and a match, which is called by its provider, name people."""
        kinds = {row.object_type for row in self.base_rows}
        return class_of_fields(["core_access.party.name"] if kinds & NAMING else [])

    def key(self, row: Any) -> str:
        return str(row.uid)


class ManyRecordsTable(Table):
    """The same list for a figure that counts more records than a page could read."""

    title, name, unit = RecordsTable.title, RecordsTable.name, RecordsTable.unit
    density, empty_text = RecordsTable.density, RecordsTable.empty_text

    def __init__(self, request: Any, result: Result) -> None:
        super().__init__(request)
        self.result_shown, self.day_field = result, drill_of(result).source.day_field
        self.order = (f"-{self.day_field}",)

    def rows(self) -> Any:
        return drilled(self.result_shown, self.user)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        return [
            Column("label", _("Record"), name, header=True, link=address),
            Column("owner", _("Concerns"), owner, hide=True),
            Column("kind", _("Kind"), lambda row: kind_word(row.object_type), hide=True, css="t2"),
            Column("dated", _("Date"), self.day_field, kind="date", sort=True),
            Column("contribution", _("Counts as"), lambda _row: 1, kind="number"),
            Column("synthetic", _("Synthetic"), kind="bool", hide=True),
        ]

    @cached_property
    def data_class(self) -> DataClass:
        label = self.model._meta.label_lower
        return class_of_fields(["core_access.party.name"] if label in NAMING else [])
