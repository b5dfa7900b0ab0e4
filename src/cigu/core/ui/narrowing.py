"""Which rows of a list, in which order: views, filters, sorting."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import F, Q
from django.db.models.expressions import BaseExpression, OrderBy
from django.utils.translation import gettext as _

from cigu.core.search.asking import Asked

from .address import Address
from .columns import Column
from .counting import CAP, capped, capped_each, number_text
from .disclosure import Disclosure
from .filters import Filter
from .keyset import Listed, Ranked, Stepped
from .table_parts import Head, Pill, Tab, View


class Narrowing(Address, Disclosure):
    views: list[View]
    order: tuple[Any, ...]
    dom_id: str
    count_cap = CAP  # of the total and of the tabs

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
        asked = [self.base_rows.filter(self._view_q(v)) for v in self.views]
        caps = [v.cap or self.count_cap for v in self.views]
        counts = capped_each(asked, caps)
        first = self.views[0].code
        return [
            Tab(v.code, v.label, n, number_text(n, cap),
                self.url(drop=("view",), **({} if v.code == first else {"view": v.code})),
                v == self.view)
            for v, n, cap in zip(self.views, counts, caps, strict=True)
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
        return [(f, ask.q) for f, ask in self._asked]

    @cached_property
    def _asked(self) -> list[tuple[Filter, Asked]]:
        found = [(f, f.ask(self.model, self.cleaned)) for f in self.live_filters]
        return [(f, ask) for f, ask in found if ask is not None]

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

    @property
    def order_pairs(self) -> list[tuple[Any, bool]]:
        """The order as paths or expressions, each with whether it runs down."""
        if self.sorting is None:
            many = any(ask.many for _filter, ask in self._asked)
            # a word that many rows hold is looked for row by row, which an order by steps is not
            return [_pair(key) for key in self.order if not (many and isinstance(key, Stepped))]
        column, down = self.sorting
        keys = column.sort_key if isinstance(column.sort_key, tuple) else (column.sort_key,)
        return [(key, down) for key in keys]

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
    def narrowed(self) -> Any:
        """All rows of this view and its filters, in no order."""
        return self._narrowed_by(lambda _ask: True)

    def how_many(self, cap: int) -> int:
        """How many rows view and filters leave; ``cap + 1`` stands for more than ``cap``."""
        return capped(self.narrowed, cap)

    def _narrowed_by(self, wanted: Callable[[Asked], bool]) -> Any:
        rows = self.base_rows
        if self.view is not None:
            rows = rows.filter(self._view_q(self.view))
        for _filter, ask in self._asked:
            if wanted(ask):
                rows = rows.filter(ask.q)
        return rows

    @cached_property
    def result(self) -> Any:
        """The same in order: what export writes."""
        keys = [_order(key, down) for given, down in self.order_pairs for key in _plain(given)]
        return self.narrowed.order_by(*keys, "pk")


def _pair(key: Any) -> tuple[Any, bool]:
    """A key of the default order: "-due_on", an expression."""
    return (key.removeprefix("-"), key.startswith("-")) if isinstance(key, str) else (key, False)


def _plain(key: Any) -> tuple[Any, ...]:
    return key.order if isinstance(key, Listed | Stepped | Ranked) else (key,)


def _order(key: Any, down: bool) -> OrderBy:
    """Unknown values come last both ways."""
    expression: Any = key if isinstance(key, BaseExpression) else F(key)
    return OrderBy(expression, descending=down, nulls_last=True)
