"""Declarative lists: views, filters, order, paging, bulk acts, export (design.md §5).

A room writes a subclass with ``columns``, ``filters``, ``views`` and ``rows()``. The address holds
the whole state; a column that the viewer may not read is never sorted, filtered or exported.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import EXPORT
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.personal.levels import DataClass

from . import saved
from .classes import class_of_columns
from .columns import Column, Text, cell
from .filters import Filter
from .pages import Pages
from .table_parts import BulkAct, Row, Tab, View

__all__ = ["BulkAct", "Table", "View"]

FORMATS = (("xlsx", gettext_lazy("Export Excel")), ("csv", gettext_lazy("Export CSV")))


class Table(Pages):
    title: Text = ""
    note: Text = ""
    footnote: Text = ""
    name = "list"  # of files and of the element on the page
    columns: list[Column] = []
    filters: list[Filter] = []
    views: list[View] = []
    order: tuple[Any, ...] = ("pk",)
    density = ""
    unit: Text = gettext_lazy("records")
    empty_text: Text = gettext_lazy("Nothing here yet.")
    empty_url, empty_label = "", ""
    filtered_empty_text: Text = gettext_lazy("No record matches.")
    clear_label: Text = gettext_lazy("Clear filters")

    def __init__(self, request: Any, source: Any = None, *, prefix: str = "") -> None:
        self.request, self.user = request, request.user
        self.source, self.prefix = source, prefix
        self.path = request.path
        self.today = today()

    # ---- what a room overrides ----
    def rows(self) -> QuerySet[Any]:
        """All rows the user may see; ``Model.objects.for_(self.user)`` with select_related."""
        if self.source is None:
            raise NotImplementedError(f"{type(self).__name__}.rows")
        return self.source

    def bulk_acts(self) -> list[BulkAct]:
        return []

    def row_css(self, row: Any) -> str:
        """ "off" for a row that no longer counts; its reason belongs into the last column."""
        return ""

    def row_group(self, row: Any) -> Text:
        """Equal in a row as in the one before: same group; order the rows by it."""
        return ""

    def selectable(self, row: Any) -> bool:
        return self.row_css(row) != "off"

    def key(self, row: Any) -> str:
        return str(getattr(row, "uid", None) or getattr(row, "pk", ""))

    # ---- rows ----
    @cached_property
    def rows_on_page(self) -> list[Row]:
        return list(self._draw(self.found.rows))

    def _draw(self, rows: Any) -> Iterator[Row]:
        before: Any = None
        for row in rows:
            group = self.row_group(row)
            yield self._row(row, group if group != before else "")
            before = group

    def _row(self, row: Any, group: Text) -> Row:
        cells = [cell(c, row, self.value(c, row), self.today) for c in self.shown_columns]
        key = self.key(row)
        return Row(
            key, f"r-{self.dom_id}-{key}", str(row), self.row_css(row), self.is_open(row), group,
            self.selectable(row), cells,
        )  # fmt: skip

    def is_open(self, row: Any) -> bool:
        """Whether the panel beside the list shows this row."""
        return self.request.GET.get("fig", "") == self.key(row)

    @cached_property
    def bulk(self) -> list[BulkAct]:
        return self.bulk_acts()

    @property
    def width(self) -> int:
        return len(self.shown_columns) + bool(self.bulk)

    # ---- what stands around the rows ----
    @cached_property
    def saved_tabs(self) -> list[Tab]:
        return saved.tabs_of(self)

    @property
    def save_url(self) -> str:
        return saved.offer(self)

    @property
    def has_filters(self) -> bool:
        """A list that holds nothing at all offers nothing to filter."""
        return bool(self.filters) and (bool(self.rows_on_page) or self.is_filtered)

    @property
    def has_tools(self) -> bool:
        return self.has_filters or bool(self.export_links or self.pills)

    @property
    def is_still(self) -> bool:
        """Nothing in the list takes the focus, so the list itself must, to be scrolled by keys."""
        return not self.bulk and not any(
            c.link or c.sort_key or c.kind in {"figure", "action"} for c in self.shown_columns
        )

    # ---- export ----
    @property
    def exported_columns(self) -> list[Column]:
        return [c for c in self.readable_columns if c.kind != "action"]

    @cached_property
    def data_class(self) -> DataClass:
        return class_of_columns(self.model, self.exported_columns)

    @cached_property
    def may_export(self) -> bool:
        return Access.of(self.user).right(EXPORT)

    @property
    def export_links(self) -> list[dict[str, Any]]:
        if not self.may_export or not self.rows_on_page:
            return []
        return [{"url": self.url(format=code), "label": label} for code, label in FORMATS]
