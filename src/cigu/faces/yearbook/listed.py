"""A ``Table`` over rows that are worked out, not stored: same address, look and export."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace
from typing import Any

from cigu.core.ui.columns import Column
from cigu.core.ui.counting import number_text
from cigu.core.ui.filters import Filter
from cigu.core.ui.keyset import LAST, Page
from cigu.core.ui.table_parts import Tab
from cigu.core.ui.tables import Table


class Rows(list[Any]):
    """What export reads in chunks."""

    def iterator(self, chunk_size: int = 0) -> Any:
        return iter(self)

    def order_by(self) -> Rows:
        return self


class ListTable(Table):
    """Subclasses give ``lines()``; a filter compares the attribute of its own name."""

    model: Any = SimpleNamespace(_meta=SimpleNamespace(concrete_fields=()))
    all_disclosed = True
    _masked_fields = frozenset()

    def lines(self) -> list[Any]:
        return list(self.source)

    def in_view(self, code: str, row: Any) -> bool:
        return True

    def may_read(self, column: Column | Filter) -> bool:
        return True

    @cached_property
    def base_rows(self) -> Any:
        return Rows(self.lines())

    @cached_property
    def readable_columns(self) -> list[Column]:
        return list(self.columns)

    @cached_property
    def tabs(self) -> list[Tab]:
        first = self.views[0].code if self.views else ""
        counts = [sum(self.in_view(v.code, row) for row in self.base_rows) for v in self.views]
        return [
            Tab(v.code, v.label, n, number_text(n, len(self.base_rows)),
                self.url(drop=("view",), **({} if v.code == first else {"view": v.code})),
                v == self.view)
            for v, n in zip(self.views, counts, strict=True)
        ]  # fmt: skip

    @cached_property
    def result(self) -> Any:
        code = self.view.code if self.view else ""
        rows = [row for row in self.base_rows if self.in_view(code, row) and self._fits(row)]
        return Rows(self._sorted(rows))

    def how_many(self, cap: int) -> int:
        return min(len(self.result), cap + 1)

    def _fits(self, row: Any) -> bool:
        wanted = {f.name: self.cleaned.get(f.name) for f in self.live_filters}
        return all(str(getattr(row, name)) == value for name, value in wanted.items() if value)

    def _sorted(self, rows: list[Any]) -> list[Any]:
        """Unknown values come last both ways, as in the database."""
        if self.sorting is None:
            return rows
        column, down = self.sorting
        known = [row for row in rows if getattr(row, column.path) is not None]
        unknown = [row for row in rows if getattr(row, column.path) is None]
        return [*sorted(known, key=lambda row: getattr(row, column.path), reverse=down), *unknown]

    @cached_property
    def total(self) -> int:
        return len(self.result)

    @cached_property
    def page(self) -> int:
        wanted, last = self.param("page"), max(1, -(-self.total // self.per_page))
        if wanted == LAST:
            return last
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1
        return min(max(number, 1), last)

    @cached_property
    def _found(self) -> tuple[Page, bool]:
        """By number: rows that are worked out are all here."""
        start, end = (self.page - 1) * self.per_page, self.page * self.per_page
        before = str(self.page - 1) if self.page > 1 else ""
        after = str(self.page + 1) if end < self.total else ""
        return Page(self.result[start:end], start + 1, before, after), True

    @property
    def total_text(self) -> str:
        return f"{self.total:,}"
