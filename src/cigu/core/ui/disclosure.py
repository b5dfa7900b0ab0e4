"""What of a list its viewer may read: whole columns, or row by row."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from cigu.core.access.scope import Access

from .columns import HIDDEN, Column
from .filters import Filter
from .scope import scope_of


class Disclosure:
    """Needs ``rows``, ``columns``, ``filters`` of the list."""

    request: Any
    user: Any
    columns: list[Column]
    filters: list[Filter]
    keeps_to_scope = False  # whether ``rows`` are limited to the scope of the top bar

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError(f"{type(self).__name__}.rows")

    def may_read(self, column: Column | Filter) -> bool:
        """May the user sort, filter and export this in every row?"""
        return not self._is_sensitive(column) or self.all_disclosed

    @cached_property
    def base_rows(self) -> Any:
        return self.rows()

    @property
    def model(self) -> Any:
        return self.base_rows.model

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
        chosen = scope_of(self.request) if self.keeps_to_scope else None
        if chosen is not None and chosen.territory is not None:
            access = Access.of(self.user)
            if self.model.scope.opens(access, chosen.territory, chosen.domain):
                return True
        return not self.base_rows.masked(self.user).exists()

    @cached_property
    def readable_columns(self) -> list[Column]:
        """Readable columns, and those that masked rows simply leave out."""
        by_row = "disclosure" in self.base_rows.query.annotations
        return [
            c for c in self.columns
            if self.may_read(c) or (by_row and not c.sensitive)
        ]  # fmt: skip

    @cached_property
    def shown_columns(self) -> list[Column]:
        return [c for c in self.readable_columns if not c.file_only]

    @cached_property
    def live_filters(self) -> list[Filter]:
        return [f for f in self.filters if self.may_read(f)]

    def value(self, column: Column, row: Any) -> Any:
        if getattr(row, "is_masked", False) and self._is_sensitive(column):
            return HIDDEN
        return column.get(row)
