"""Which columns of a noun are searched; masked columns only where they are disclosed in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cigu.core.access.scope import FULL
from cigu.engines.basis.text import normalise

MAX_WORDS = 6
MAX_TEXT = 200  # of what was typed; more is no search
MAX_HITS = 20


@dataclass(frozen=True)
class Searchable:
    label: Any
    model: Any
    columns: tuple[str, ...]  # may be searched wherever the row is seen
    masked_columns: tuple[str, ...] = ()  # only where the row is disclosed in full

    def condition(self, word: str) -> Q:
        q = Q()
        for column in self.columns:
            q |= Q(**{f"{column}__icontains": word})
        for column in self.masked_columns:
            q |= Q(**{f"{column}__icontains": word, "disclosure": FULL})
        return q


@dataclass(frozen=True)
class Hits:
    label: Any
    total: int
    rows: list[Any]


_searchables: list[Searchable] = []


def register(item: Searchable) -> None:
    if item.model not in [known.model for known in _searchables]:
        _searchables.append(item)


def find(user: Any, text: str) -> Iterator[Hits]:
    words = normalise(text.replace("\x00", " ")[:MAX_TEXT]).split()[:MAX_WORDS]
    if not words:
        return
    for item in _searchables:
        rows = item.model.objects.for_(user)
        for word in words:
            rows = rows.filter(item.condition(word))
        found = list(rows.order_by("-pk")[: MAX_HITS + 1])
        if found:
            yield Hits(item.label, len(found), found[:MAX_HITS])
