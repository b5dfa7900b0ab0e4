"""What of a list its viewer may read: whole columns, or row by row."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from cigu.core.access.scope import MASKED

from .columns import HIDDEN, Column
from .filters import Filter


class Disclosure:
    """Needs ``rows``, ``columns``, ``filters`` of the list."""

    columns: list[Column]
    filters: list[Filter]

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError(f"{type(self).__name__}.rows")

    def may_read(self, column: Column | Filter) -> bool:
        """May the user sort, filter and export this in every row?"""
        return not self._is_sensitive(column) or self.all_disclosed

    @cached_property
    def base_rows(self) -> QuerySet[Any]:
        return self.rows()

    @property
    def model(self) -> type[Model]:
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
