"""Declarative lists: views, filters, order, paging, bulk acts, export (design.md §5).

A room writes a subclass with ``columns``, ``filters``, ``views`` and ``rows()``. The address holds
the whole state; a column that the viewer may not read is never sorted, filtered or exported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, Model, Q, QuerySet
from django.db.models.expressions import BaseExpression, OrderBy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import EXPORT
from cigu.core.access.scope import MASKED, Access
from cigu.core.clock.business import today

from .columns import HIDDEN, Column, Text, cell
from .filters import Filter

COUNT_CAP = 10_000
FORMATS = (("xlsx", gettext_lazy("Export Excel")), ("csv", gettext_lazy("Export CSV")))


@dataclass(frozen=True)
class View:
    """A saved view: a tab with its count. ``q`` may depend on the table (its user, its day)."""

    code: str
    label: Text
    q: Q | Callable[[Any], Q] = Q()  # noqa: RUF009 - an empty condition is never changed


@dataclass(frozen=True)
class BulkAct:
    """A verb on selected rows; its page receives ``sel`` and asks for a reason if it needs one."""

    label: Text
    url: str


@dataclass(frozen=True)
class Tab:
    code: str
    label: Text
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Head:
    name: str
    label: Text
    css: str
    url: str
    aria: str


@dataclass(frozen=True)
class Pill:
    text: str
    url: str


@dataclass(frozen=True)
class Row:
    key: str
    dom_id: str
    name: str
    css: str
    open: bool
    group: Text
    selectable: bool
    cells: list[SafeString]


class Table:
    title: Text = ""
    note: Text = ""
    footnote: Text = ""
    name = "list"  # of files and of the element on the page
    columns: ClassVar[list[Column]] = []
    filters: ClassVar[list[Filter]] = []
    views: ClassVar[list[View]] = []
    order: ClassVar[tuple[Any, ...]] = ("pk",)
    per_page = 50
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
        return self.source  # type: ignore[no-any-return]

    def may_read(self, column: Column | Filter) -> bool:
        """May the user sort, filter and export this in every row?"""
        return not self._is_sensitive(column) or self.all_disclosed

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

    # ---- disclosure ----
    @cached_property
    def base_rows(self) -> QuerySet[Any]:
        return self.rows()

    @property
    def model(self) -> type[Model]:
        return self.base_rows.model  # type: ignore[no-any-return]

    @property
    def _masked_fields(self) -> frozenset[str]:
        return getattr(self.model, "masked_fields", frozenset())

    def _is_sensitive(self, part: Column | Filter) -> bool:
        return part.sensitive or part.touches(self._masked_fields)

    @cached_property
    def all_disclosed(self) -> bool:
        """Whether no row of the list is masked; rows that carry no disclosure never prove it."""
        if "disclosure" not in self.base_rows.query.annotations:
            return False
        return not self.base_rows.filter(disclosure=MASKED).exists()

    @cached_property
    def shown_columns(self) -> list[Column]:
        """Readable columns, and those that masked rows simply leave out."""
        by_row = "disclosure" in self.base_rows.query.annotations
        return [
            c for c in self.columns
            if self.may_read(c) or (by_row and not c.sensitive)
        ]  # fmt: skip

    @cached_property
    def live_filters(self) -> list[Filter]:
        return [f for f in self.filters if self.may_read(f)]

    def value(self, column: Column, row: Any) -> Any:
        if getattr(row, "is_masked", False) and self._is_sensitive(column):
            return HIDDEN
        return column.get(row)

    # ---- the address ----
    def param(self, name: str) -> str:
        return str(self.request.GET.get(self.prefix + name, "")).strip()

    @property
    def state(self) -> dict[str, str]:
        """The parameters of this list that are set, without the page."""
        names = ["view", "sort", *(n for f in self.live_filters for n in f.names())]
        return {self.prefix + n: self.param(n) for n in names if self.param(n)}

    @property
    def others(self) -> dict[str, str]:
        """Parameters of the page that are none of ours (an open figure, another list)."""
        reserved = {"view", "sort", "page", "format"} | {n for f in self.filters for n in f.names()}
        mine = {self.prefix + name for name in reserved}
        return {k: v for k, v in self.request.GET.items() if k not in mine and k != "fig"}

    def url(self, drop: tuple[str, ...] = (), **changes: str) -> str:
        kept = self.others | self.state
        for name in drop:
            kept.pop(self.prefix + name, None)
        kept |= {self.prefix + name: value for name, value in changes.items()}
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.path}?{query}" if query else self.path

    @property
    def here(self) -> str:
        return str(self.request.get_full_path())

    @property
    def dom_id(self) -> str:
        return f"{self.prefix}{self.name}".replace("_", "-").replace(".", "-")

    # ---- views ----
    @cached_property
    def view(self) -> View | None:
        wanted = self.param("view")
        return next((v for v in self.views if v.code == wanted), self.views[0] if self.views else None)

    def _view_q(self, view: View) -> Q:
        return view.q(self) if callable(view.q) else view.q

    @cached_property
    def tabs(self) -> list[Tab]:
        """All counts in one query."""
        if not self.views:
            return []
        asked = {
            f"n{i}": Count("pk", filter=self._view_q(v) or Q(pk__isnull=False), distinct=True)
            for i, v in enumerate(self.views)
        }
        counts = self.base_rows.order_by().aggregate(**asked)
        first = self.views[0].code
        return [
            Tab(v.code, v.label, counts[f"n{i}"],
                self.url(drop=("view",), **({} if v.code == first else {"view": v.code})),
                v == self.view)
            for i, v in enumerate(self.views)
        ]  # fmt: skip

    # ---- filters ----
    @cached_property
    def filter_form(self) -> forms.Form:
        fields = {
            self.prefix + n: f for flt in self.live_filters for n, f in flt.form_fields().items()
        }
        made = type("FilterForm", (forms.Form,), {**fields, "mark_optional": False})
        form: forms.Form = made(self.request.GET, auto_id=f"{self.dom_id}-%s", label_suffix="")
        form.is_valid()
        return form

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        cut = len(self.prefix)
        return {name[cut:]: value for name, value in self.filter_form.cleaned_data.items()}

    @property
    def problems(self) -> list[str]:
        """Filters and orders that could not be used, in words; the list ignores them."""
        out = [
            _("%(label)s was not used: %(why)s") % {"label": bound.label, "why": why}
            for bound in self.filter_form
            for why in bound.errors
        ]
        if self.param("sort") and self.sorting is None:
            out.append(_("The list cannot be ordered by “%(name)s”.") % {"name": self.param("sort")})
        return out

    @cached_property
    def _conditions(self) -> list[tuple[Filter, Q]]:
        found = [(f, f.condition(self.cleaned)) for f in self.live_filters]
        return [(f, q) for f, q in found if q is not None]

    @property
    def pills(self) -> list[Pill]:
        return [
            Pill(f.words(self.cleaned), self.url(drop=tuple(f.names())))
            for f, _q in self._conditions
        ]

    @property
    def is_filtered(self) -> bool:
        return bool(self._conditions) or (self.view is not None and self.view != self.views[0])

    @property
    def clear_url(self) -> str:
        dropped = [n for f in self.live_filters for n in f.names()]
        if not self._conditions:
            dropped.append("view")
        return self.url(drop=tuple(dropped))

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """What the filter form must carry along."""
        mine = {self.prefix + n for n in ("view", "sort")}
        carried = {k: v for k, v in self.state.items() if k in mine}
        return list((self.others | carried).items())

    # ---- order ----
    @cached_property
    def sorting(self) -> tuple[Column, bool] | None:
        """The column of the address and whether it runs down; None if none that may be used."""
        wanted = self.param("sort")
        for column in self.columns:
            if column.name == wanted.removeprefix("-") and column.sort_key is not None:
                return (column, wanted.startswith("-")) if self.may_read(column) else None
        return None

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.sorting is None:
            return rows.order_by(*self.order, "pk")
        column, down = self.sorting
        return rows.order_by(_order(column.sort_key, down), "pk")

    @cached_property
    def heads(self) -> list[Head]:
        return [self._head(c) for c in self.shown_columns]

    def _head(self, column: Column) -> Head:
        if column.sort_key is None or not self.may_read(column):
            return Head(column.name, column.label, column.classes, "", "")
        current = self.sorting is not None and self.sorting[0] is column
        down = bool(current and self.sorting and self.sorting[1])
        aria = ("descending" if down else "ascending") if current else ""
        target = f"-{column.name}" if current and not down else column.name
        return Head(column.name, column.label, column.classes, self.url(sort=target), aria)

    # ---- rows ----
    @cached_property
    def result(self) -> QuerySet[Any]:
        """All rows of this view, filtered and ordered: what export writes."""
        rows = self.base_rows
        if self.view is not None:
            rows = rows.filter(self._view_q(self.view))
        for _filter, q in self._conditions:
            rows = rows.filter(q)
        return self._ordered(rows)

    @cached_property
    def total(self) -> int:
        return self.result.order_by()[: COUNT_CAP + 1].count()

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @cached_property
    def page(self) -> int:
        wanted = self.param("page")
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1
        return min(max(number, 1), self.pages)

    @cached_property
    def rows_on_page(self) -> list[Row]:
        start = (self.page - 1) * self.per_page
        return list(self._draw(self.result[start : start + self.per_page]))

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

    # ---- foot ----
    @property
    def total_text(self) -> str:
        return f"{COUNT_CAP:,}+" if self.total > COUNT_CAP else f"{self.total:,}"

    @property
    def showing(self) -> str:
        shown = len(self.rows_on_page)
        first = (self.page - 1) * self.per_page
        words = {"total": self.total_text, "unit": self.unit, "shown": shown,
                 "first": first + 1, "last": first + shown}  # fmt: skip
        if self.pages == 1:
            return _("Showing %(shown)s of %(total)s %(unit)s") % words
        return _("Showing %(first)s to %(last)s of %(total)s %(unit)s") % words

    @property
    def previous_url(self) -> str:
        return self.url(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=str(self.page + 1)) if self.page < self.pages else ""

    # ---- export ----
    @cached_property
    def may_export(self) -> bool:
        return Access.of(self.user).right(EXPORT)

    @property
    def export_links(self) -> list[dict[str, Any]]:
        if not self.may_export or not self.rows_on_page:
            return []
        return [{"url": self.url(format=code), "label": label} for code, label in FORMATS]


def _order(key: Any, down: bool) -> OrderBy:
    """Unknown values come last both ways."""
    expression = key if isinstance(key, BaseExpression) else F(key)
    return OrderBy(expression, descending=down, nulls_last=True)
