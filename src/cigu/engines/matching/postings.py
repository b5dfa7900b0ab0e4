"""Counted terms of many documents, by term: asks only for the terms of a need, so that a need is
answered from a hundred thousand documents in milliseconds, and shards can be asked side by side.

The likeness is `share` of `weights`: how much of a document's own words the need speaks of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cigu.engines.matching.weights import K1, B, Statistics

Floats = NDArray[np.float64]
Terms = Sequence[str]
Asked = Sequence[tuple[str, float]]  # term, how strongly the need says it


class Postings:
    """Counts of terms by document, then weights by term, once the statistics are known."""

    def __init__(self, documents: Iterable[Terms] = ()) -> None:
        self.vocabulary: dict[str, int] = {}
        self._pieces: list[NDArray[np.int32]] = []
        for terms in documents:
            self.add(terms)
        self.close()

    def add(self, terms: Terms) -> None:
        """One more document; call `close` after the last."""
        learn = self.vocabulary.setdefault
        found = [learn(term, len(self.vocabulary)) for term in terms]
        self._pieces.append(np.asarray(found, dtype=np.int32))

    def close(self) -> None:
        """Sorts what was added by term."""
        self.size = len(self._pieces)
        self.lengths = np.asarray([len(piece) for piece in self._pieces], dtype=np.float64)
        nothing = np.zeros(0, dtype=np.int32)
        places = np.concatenate(self._pieces) if self._pieces else nothing
        self._pieces = []
        owners = np.repeat(np.arange(self.size), self.lengths.astype(np.int64))
        keys = places.astype(np.int64) * max(self.size, 1) + owners
        del places, owners
        keys, counts = np.unique(keys, return_counts=True)
        terms_of, documents_of = np.divmod(keys, max(self.size, 1))
        self.begin = np.searchsorted(terms_of, np.arange(len(self.vocabulary) + 1))
        self.documents = documents_of.astype(np.int32)
        self.weights = counts.astype(np.float32)

    def statistics(self) -> Statistics:
        """Of these documents alone; the sum over all shards weighs every shard."""
        many = np.diff(self.begin).tolist()
        frequency = dict(zip(self.vocabulary, many, strict=True))
        return Statistics(self.size, int(self.lengths.sum()), frequency)

    def weigh(self, statistics: Statistics) -> None:
        """Turns counts into weights under the statistics of the whole; call it once."""
        known = statistics.frequency
        frequency = np.asarray([known[term] for term in self.vocabulary], dtype=np.float64)
        idf = np.repeat(statistics.idf(frequency), np.diff(self.begin))
        penalty = K1 * (1 - B + B * self.lengths / statistics.mean_length)
        counts = self.weights.astype(np.float64)
        asking = counts * idf
        answered = asking * counts * (K1 + 1) / (counts + penalty[self.documents])
        own = np.bincount(self.documents, answered, self.size)
        self.weights = (asking / np.maximum(own, 1e-12)[self.documents]).astype(np.float32)

    def scores(self, asked: Asked) -> Floats:
        """(documents,) the share of each that the need speaks of."""
        found = [(place, said) for term, said in asked
                 if (place := self.vocabulary.get(term)) is not None]  # fmt: skip
        if not found:
            return np.zeros(self.size)
        spans = [slice(self.begin[place], self.begin[place + 1]) for place, _ in found]
        documents = np.concatenate([self.documents[span] for span in spans])
        parts = [self.weights[span] * said for span, (_, said) in zip(spans, found, strict=True)]
        summed = np.bincount(documents, np.concatenate(parts), self.size)
        return np.asarray(summed, dtype=np.float64)

    @property
    def bytes(self) -> int:
        """Of the arrays; the vocabulary comes on top."""
        return int(self.documents.nbytes + self.weights.nbytes + self.begin.nbytes)


def ask(terms: Terms, statistics: Statistics) -> Asked:
    """A need's terms with saturated counts, in a fixed order."""
    penalty = K1 * (1 - B + B * len(terms) / statistics.mean_length)
    counts = Counter(terms)
    return [(term, n * (K1 + 1) / (n + penalty)) for term, n in sorted(counts.items())]
