"""What was typed as a condition on rows.

The index names candidates, the columns themselves decide: a row is found if it contains each word
wherever the index stands. Where a word has few candidates, only they are looked at. Where it has
many, rows are read in the order of the list, and a page is full soon.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from cigu.core.access.scope import FULL
from cigu.engines.basis.text import normalise

from .grams import wanted
from .keeping import columns_of, is_ready
from .store import Store

FEW = 3_000  # candidates that are looked at one by one
MAX_WORDS = 6
MAX_TEXT = 200  # of what was typed; more is no search


@dataclass(frozen=True)
class Asked:
    """``many``: so many rows may meet ``q`` that nobody should count them to the end; ``some`` are
    candidates then, as far as they were looked for."""

    q: Q
    many: bool = False
    some: tuple[int, ...] = ()


def words_of(text: str) -> list[str]:
    return [
        word for word in text.replace("\x00", " ")[:MAX_TEXT].split() if normalise(word)
    ][:MAX_WORDS]  # fmt: skip


def contains(paths: Iterable[str], word: str) -> Q:
    """As it was typed, or in plain width: titles hold signs such as （ and ：, numbers do not."""
    spelt = dict.fromkeys((normalise(word), word))
    asks = [("contains" if text.lower() == text.upper() else "icontains", text) for text in spelt]
    return reduce(or_, (Q(**{f"{path}__{how}": text}) for path in paths for how, text in asks))


def asked(
    model: Any, paths: Sequence[str], words: Sequence[str], masked: Sequence[str] = ()
) -> Asked:
    """Rows in which each word stands in one of the columns, at least in part; in one of the
    ``masked`` ones only where the row is disclosed in full."""
    nouns = _nouns(model, (*paths, *masked))
    found = [Word(word, nouns) for word in words]
    said = reduce(and_, (_said(word, paths, masked) for word in found), Q())
    if not nouns:
        return Asked(said)
    own = nouns.get("")
    some: list[int] | None = None
    if own is not None and all(word.only_here for word in found):
        some = _ids(own, words)  # two words that are common apart may be rare together
        if some is not None and len(some) <= FEW:
            return Asked(said & Q(pk__any_id=tuple(some)))
    rare = [q for word in found if (q := word.rare(own)) is not None]
    if rare:
        return Asked(reduce(and_, rare, said))
    if some is None and own is not None:
        some = next((ids for word in found if (ids := word.here)), None)
    return Asked(said, many=True, some=tuple(some or ()))


def _said(word: Word, paths: Sequence[str], masked: Sequence[str]) -> Q:
    q = word.stands_in(paths)
    return q | (word.stands_in(masked) & Q(disclosure=FULL)) if masked else q


class Word:
    """One word, with what the indexes know of it: in other nouns that rows lead to, few records
    that hold it are looked up at once, and rows asked for by them."""

    def __init__(self, text: str, nouns: dict[str, Any]) -> None:
        self.text, self.nouns = text, nouns
        self.here = _ids(nouns[""], [text]) if "" in nouns else None
        ways = {way: _ids(noun, [text]) for way, noun in nouns.items() if way}
        self.few = {way: ids for way, ids in ways.items() if ids is not None and len(ids) <= FEW}
        self.only_here = all(ids == [] for ids in ways.values())

    def stands_in(self, paths: Sequence[str]) -> Q:
        return reduce(or_, (self._in(way, group) for way, group in _by_way(paths).items()))

    def _in(self, way: str, columns: list[str]) -> Q:
        if way not in self.few:
            return contains([f"{way}__{name}" if way else name for name in columns], self.text)
        return Q(**{f"{way}__pk__any_id": self._records(way, tuple(columns))})

    def _records(self, way: str, columns: tuple[str, ...]) -> tuple[int, ...]:
        if not self.few[way]:
            return ()
        rows = self.nouns[way]._base_manager.filter(pk__any_id=self.few[way])
        found = rows.filter(contains(columns, self.text)).values_list("pk", flat=True)
        return tuple(found)

    def rare(self, own: Any) -> Q | None:
        """Few rows that may hold it, here or along one of the ways; None if they are many."""
        if len(self.few) < len(self.nouns) - (own is not None):
            return None
        if own is not None and (self.here is None or len(self.here) > FEW):
            return None
        parts = {f"{way}__pk": ids for way, ids in self.few.items()}
        parts |= {"pk": self.here or []} if own is not None else {}
        known = [Q(**{f"{path}__any_id": tuple(ids)}) for path, ids in parts.items() if ids]
        return reduce(or_, known) if known else Q(pk__in=())


def _by_way(paths: Sequence[str]) -> dict[str, list[str]]:
    """Columns by the way to the noun that has them; "" is the list's own."""
    found: dict[str, list[str]] = {}
    for path in paths:
        way, _sep, column = path.rpartition("__")
        found.setdefault(way, []).append(column)
    return found


def _ids(noun: Any, words: Sequence[str]) -> list[int] | None:
    """None where the words say nothing to the index."""
    pieces = wanted(words)
    return Store(noun).holding(pieces, FEW + 1) if pieces else None


def _nouns(model: Any, paths: Sequence[str]) -> dict[str, Any]:
    """The nouns that the columns belong to, by the way to them; none where one of the columns is
    not indexed."""
    found: dict[str, Any] = {}
    for way, columns in _by_way(paths).items():
        noun = found[way] = _along(model, way)
        if noun is None or not set(columns) <= set(columns_of(noun)):
            return {}
    return found if all(is_ready(noun) for noun in set(found.values())) else {}


def _along(model: Any, way: str) -> Any:
    """The noun at the end of the way, which leads to one row each time."""
    for name in filter(None, way.split("__")):
        field = model._meta.get_field(name)
        if field.one_to_many or field.many_to_many or field.related_model is None:
            return None
        model = field.related_model
    return model
