"""Which rows of a list, in which order: views, filters, sorting."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import BaseExpression, OrderBy
from django.utils.translation import gettext as _

from .address import Address
from .columns import Column
from .disclosure import Disclosure
from .filters import Filter
from .table_parts import Head, Pill, Tab, View


class Narrowing(Address, Disclosure):
    views: list[View]
    order: tuple[Any, ...]
    dom_id: str

    @cached_property
    def view(self) -> View | None:
        wanted = self.param("view")
        return next(
            (v for v in self.views if v.code == wanted), self.views[0] if self.views else None
        )

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
            out.append(
                _("The list cannot be ordered by “%(name)s”.") % {"name": self.param("sort")}
            )
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
            return rows.order_by(*(_by(key) for key in self.order), "pk")
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

    @cached_property
    def result(self) -> QuerySet[Any]:
        """All rows of this view, filtered and ordered: what export writes."""
        rows = self.base_rows
        if self.view is not None:
            rows = rows.filter(self._view_q(self.view))
        for _filter, q in self._conditions:
            rows = rows.filter(q)
        return self._ordered(rows)


def _by(key: Any) -> Any:
    """A key of the default order: "-due_on", an expression."""
    return _order(key.removeprefix("-"), key.startswith("-")) if isinstance(key, str) else key


def _order(key: Any, down: bool) -> OrderBy:
    """Unknown values come last both ways."""
    expression: Any = key if isinstance(key, BaseExpression) else F(key)
    return OrderBy(expression, descending=down, nulls_last=True)
