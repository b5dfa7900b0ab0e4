"""Who could help with a need, from an index that may be cut into shards.

Providers are dealt to shards by a hash of their id. Every shard counts its own documents; the sums
of these counts weigh all of them, so any number of shards gives the same candidates with the same
scores. A shard answers with its best few providers, and the best of these are the best of all.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cigu.engines.matching.features import Cut, both
from cigu.engines.matching.methods import SPREAD
from cigu.engines.matching.pooling import FEW
from cigu.engines.matching.postings import Asked, Postings, Terms, ask
from cigu.engines.matching.weights import Statistics

Floats = NDArray[np.float64]
Texts = Sequence[str]
BRIDGE = 0.5  # what a translated term counts; this project's choice
WAYS = ("share", "neighbours")
WEIGHTS = tuple(1 / SPREAD[way] for way in WAYS)


@dataclass(frozen=True, slots=True)
class Hit:
    """A provider with its score, and its best documents (number within it, score), best first."""

    provider: str
    score: float
    documents: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A need's terms for each way, counted once for all shards."""

    words: Asked
    neighbours: Asked


@dataclass(frozen=True, slots=True)
class Whole:
    """Statistics of all shards, one for each way."""

    words: Statistics
    neighbours: Statistics

    def __add__(self, other: Whole) -> Whole:
        return Whole(self.words + other.words, self.neighbours + other.neighbours)

    def question(self, text: str, translated: str = "") -> Question:
        """Translated terms are asked for too, at half strength; they make the need no longer."""
        return self.of_terms(*both(text), *both(translated))

    def questions(self, text: str, translated: str) -> tuple[Question, Question]:
        """The need's own terms, and apart from them what translation adds: together `question`."""
        single, pairs = both(text)
        more, more_pairs = both(translated)
        own = self.of_terms(single, pairs)
        whole = self.of_terms(single, pairs, more, more_pairs)
        return own, Question(whole.words[len(own.words) :], whole.neighbours[len(own.neighbours) :])

    def of_terms(
        self, single: Terms, pairs: Terms, more: Terms = (), more_pairs: Terms = ()
    ) -> Question:
        return Question(
            _bridged(ask(single, self.words), ask(more, self.words)),
            _bridged(ask(pairs, self.neighbours), ask(more_pairs, self.neighbours)),
        )


class Shard:
    """Some providers with all their documents."""

    def __init__(self, providers: Iterable[tuple[str, Texts]], cut: Cut = both) -> None:
        names: list[str] = []
        sizes: list[int] = []
        single, pairs = Postings(), Postings()
        for name, texts in providers:
            names.append(name)
            sizes.append(len(texts))
            for text in texts:
                found = cut(text)
                single.add(found[0])
                pairs.add(found[1])
        single.close()
        pairs.close()
        self._start(names, sizes, single, pairs)

    @classmethod
    def of_terms(
        cls, providers: Sequence[str], sizes: Sequence[int], single: Iterable[Terms],
        pairs: Iterable[Terms],
    ) -> Shard:  # fmt: skip
        """From documents cut elsewhere, `sizes` of them for each provider in turn."""
        shard = cls.__new__(cls)
        shard._start(providers, sizes, Postings(single), Postings(pairs))
        return shard

    def _start(
        self, names: Sequence[str], sizes: Sequence[int], single: Postings, pairs: Postings
    ) -> None:
        self.providers = list(names)
        self.sizes = np.asarray(sizes, dtype=np.int64)
        self.first = np.cumsum(self.sizes) - self.sizes
        self.owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        self._single, self._pairs = single, pairs

    def statistics(self) -> Whole:
        return Whole(self._single.statistics(), self._pairs.statistics())

    def weigh(self, whole: Whole) -> None:
        self._single.weigh(whole.words)
        self._pairs.weigh(whole.neighbours)

    @property
    def documents(self) -> int:
        return self._single.size

    @property
    def bytes(self) -> int:
        return self._single.bytes + self._pairs.bytes

    def document_scores(self, question: Question) -> Floats:
        """(documents,) 0 to 1."""
        first, second = WEIGHTS
        found = first * self._single.scores(question.words)
        found += second * self._pairs.scores(question.neighbours)
        return np.asarray(found / (first + second))

    def best(
        self, question: Question, top: int, allowed: frozenset[str] | None = None
    ) -> list[Hit]:
        """The best providers by the mean of their best documents; ties by provider id."""
        scores = self.document_scores(question)
        found = pooled_by_owner(scores, self.owner, self.sizes)
        if allowed is not None:
            barred = [place for place, name in enumerate(self.providers) if name not in allowed]
            found[barred] = 0.0
        places = np.flatnonzero(found > 0)
        if len(places) > top:
            limit = np.partition(found[places], len(places) - top)[len(places) - top]
            places = places[found[places] >= limit]
        hits = [self._hit(int(place), float(found[place]), scores) for place in places]
        return sorted(hits, key=_order)[:top]

    def _hit(self, place: int, score: float, scores: Floats) -> Hit:
        start = int(self.first[place])
        own = scores[start : start + int(self.sizes[place])]
        order = np.argsort(-own, kind="stable")[:FEW]
        documents = tuple((int(n), float(own[n])) for n in order if own[n] > 0)
        return Hit(self.providers[place], score, documents)


def pooled_by_owner(scores: Floats, owner: NDArray[np.intp], sizes: NDArray[np.int64]) -> Floats:
    """(providers,) the mean of each one's best documents, all where there are fewer than ten.

    Summed from the smallest up, so that the order of a provider's documents changes nothing.
    """
    first = np.cumsum(sizes) - sizes
    found = np.zeros(len(sizes))
    few = sizes <= FEW
    mine = np.flatnonzero(few[owner])
    table = np.zeros((len(sizes), FEW))
    table[owner[mine], mine - first[owner[mine]]] = scores[mine]
    table.sort(axis=1)
    for place in np.flatnonzero(~few):
        own = scores[first[place] : first[place] + sizes[place]]
        table[place] = np.sort(np.partition(own, len(own) - FEW)[len(own) - FEW :])
    for column in table.T:
        found += column
    return found / np.clip(sizes, 1, FEW)


def merged(parts: Iterable[Sequence[Hit]], top: int) -> list[Hit]:
    """The best of what the shards found."""
    return sorted((hit for part in parts for hit in part), key=_order)[:top]


def dealt(providers: Iterable[tuple[str, Texts]], shards: int) -> list[list[tuple[str, Texts]]]:
    """Providers by shard; the same id always goes to the same one."""
    found: list[list[tuple[str, Texts]]] = [[] for _ in range(shards)]
    for name, texts in providers:
        found[zlib.crc32(name.encode()) % shards].append((name, texts))
    return found


def local_shards(
    providers: Iterable[tuple[str, Texts]], shards: int = 1
) -> tuple[list[Shard], Whole]:
    """Shards in this process, weighed by the whole, and the whole."""
    found = [Shard(part) for part in dealt(providers, shards)]
    whole = summed(shard.statistics() for shard in found)
    for shard in found:
        shard.weigh(whole)
    return found, whole


def whole_index(providers: Iterable[tuple[str, Texts]], cut: Cut = both) -> tuple[Shard, Whole]:
    """One shard of all providers, in their order, and its counts."""
    shard = Shard(providers, cut)
    whole = shard.statistics()
    shard.weigh(whole)
    return shard, whole


def summed(parts: Iterable[Whole]) -> Whole:
    nothing = Statistics(0, 0, {})
    total = Whole(nothing, nothing)
    for part in parts:
        total = total + part
    return total


def _bridged(own: Asked, translated: Asked) -> Asked:
    """A need's own terms, and half as strongly those of the other language it does not have."""
    if not translated:
        return own
    said = {term for term, _ in own}
    return [*own, *((term, BRIDGE * weight) for term, weight in translated if term not in said)]


def _order(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.provider
