"""Which columns of a noun are searched; masked columns only where they are disclosed in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .asking import Asked, asked, words_of

MAX_HITS = 20


@dataclass(frozen=True)
class Searchable:
    label: Any
    model: Any
    columns: tuple[str, ...]  # may be searched wherever the row is seen
    masked_columns: tuple[str, ...] = ()  # only where the row is disclosed in full

    def asked(self, words: Sequence[str]) -> Asked:
        return asked(self.model, self.columns, words, self.masked_columns)


@dataclass(frozen=True)
class Hits:
    label: Any
    total: int
    rows: list[Any]


_searchables: list[Searchable] = []


def register(item: Searchable) -> None:
    if item.model not in [known.model for known in _searchables]:
        _searchables.append(item)


def find(user: Any, text: str, most: int = MAX_HITS) -> Iterator[Hits]:
    """The newest hits of each noun; ``total`` is one more than ``most`` where there are more."""
    words = words_of(text)
    if not words:
        return
    for item in _searchables:
        found = _newest(item, user, words, most + 1)
        if found:
            yield Hits(item.label, len(found), found[:most])


def _newest(item: Searchable, user: Any, words: Sequence[str], most: int) -> list[Any]:
    ask = item.asked(words)
    rows = item.model.objects.for_(user).filter(ask.q).order_by("-pk")
    if ask.some:  # many: a part of them is mostly enough
        found = list(rows.filter(pk__any_id=ask.some)[:most])
        if len(found) == most:
            return found
    return list(rows[:most])
