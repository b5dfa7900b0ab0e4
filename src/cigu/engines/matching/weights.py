"""Counts of terms into likenesses of needs and documents, three ways that supplement each other.

share   how much of a document's own words the need speaks of: the document asks by BM25, the need
        answers, over what the document would score for itself. Comparable between needs, since
        every need is measured by the same documents (Robertson & Zaragoza 2009).
cosine  the angle between both as BM25-weighted vectors.
latent  the angle between both in the first directions of the documents' vectors (latent semantic
        analysis, Deerwester et al. 1990), with weights damped so that rare terms do not rule.

The weight of a term is ln(1 + (N - df + 0.5) / (df + 0.5)) over the documents alone, so a need
asked later changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

Floats = NDArray[np.float64]
Terms = Sequence[str]
K1, B = 1.2, 0.75
DIRECTIONS = 200
FEW_DOCUMENTS = 2_000  # up to here directions come from the documents' likeness to each other


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the weights need to know of a corpus: its documents, how many hold each term, and how
    long they are in all. Sums of shards are the statistics of the whole."""

    size: int
    length: int
    frequency: dict[str, int]

    @classmethod
    def of(cls, documents: Iterable[Terms]) -> Statistics:
        size = length = 0
        frequency: Counter[str] = Counter()
        for terms in documents:
            size, length = size + 1, length + len(terms)
            frequency.update(set(terms))
        return cls(size, length, dict(frequency))

    def __add__(self, other: Statistics) -> Statistics:
        frequency = Counter(self.frequency)
        frequency.update(other.frequency)
        return Statistics(self.size + other.size, self.length + other.length, dict(frequency))

    @property
    def mean_length(self) -> float:
        return self.length / self.size if self.length else 1.0

    def idf(self, frequency: Floats) -> Floats:
        found = np.log1p((self.size - frequency + 0.5) / (frequency + 0.5))
        return np.asarray(found, dtype=np.float64)


class Corpus:
    """Documents as counted terms, with the statistics that weigh them.

    `statistics` of a whole corpus make a shard's scores equal to those of one index.
    """

    def __init__(self, documents: Sequence[Terms], statistics: Statistics | None = None) -> None:
        self.statistics = statistics or Statistics.of(documents)
        self.vocabulary: dict[str, int] = {}
        self.counts = self.count(documents, learn=True)
        names = list(self.vocabulary)
        known = self.statistics.frequency
        frequency = np.asarray([known.get(name, 1) for name in names], dtype=np.float64)
        self.idf = self.statistics.idf(frequency)
        self.saturated = self.saturate(self.counts, np.asarray(self.counts.sum(axis=1)).ravel())
        own = self.saturated.multiply(self.counts @ sparse.diags(self.idf))
        self.own = np.maximum(np.asarray(own.sum(axis=1)).ravel(), 1e-12)

    def count(self, texts: Sequence[Terms], *, learn: bool = False) -> sparse.csr_matrix:
        """How often each term stands in each text; terms no document has are left out."""
        indices: list[int] = []
        values: list[int] = []
        offsets = [0]
        for terms in texts:
            for term, count in Counter(terms).items():
                place = (
                    self.vocabulary.setdefault(term, len(self.vocabulary))
                    if learn
                    else self.vocabulary.get(term)
                )
                if place is not None:
                    indices.append(place)
                    values.append(count)
            offsets.append(len(indices))
        parts = (np.asarray(values, float), np.asarray(indices, np.int64), np.asarray(offsets))
        return sparse.csr_matrix(parts, shape=(len(texts), len(self.vocabulary)))

    def saturate(self, counts: sparse.csr_matrix, lengths: Floats) -> sparse.csr_matrix:
        """tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length))."""
        penalty = K1 * (1 - B + B * lengths / self.statistics.mean_length)
        data = counts.data * (K1 + 1) / (counts.data + np.repeat(penalty, np.diff(counts.indptr)))
        return sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)

    def asked(self, needs: Sequence[Terms]) -> sparse.csr_matrix:
        """Needs with saturated counts; words no document has count for their length."""
        lengths = np.asarray([len(terms) for terms in needs], dtype=np.float64)
        return self.saturate(self.count(needs), lengths)

    def share(self, needs: sparse.csr_matrix) -> Floats:
        """(needs, documents), 0 to about 1."""
        asking = sparse.diags(1 / self.own) @ self.counts @ sparse.diags(self.idf)
        return np.asarray((needs @ asking.T).toarray())

    def cosine(self, needs: sparse.csr_matrix) -> Floats:
        """(needs, documents), 0 to 1."""
        weigh = sparse.diags(self.idf)
        return np.asarray((unit(needs @ weigh) @ unit(self.saturated @ weigh).T).toarray())

    def latent(self, needs: sparse.csr_matrix, directions: int = DIRECTIONS) -> Floats:
        """(needs, documents), 0 to 1; zeros where there are too few documents for directions."""
        return Latent(self, directions).scores(needs)


class Latent:
    """Documents in their own first directions; needs are folded in."""

    def __init__(self, corpus: Corpus, directions: int = DIRECTIONS) -> None:
        self._weigh = sparse.diags(np.sqrt(corpus.idf))
        documents = unit(corpus.saturated @ self._weigh)
        many = min(directions, min(documents.shape) - 1)
        self._right = np.zeros((documents.shape[1], 0))
        if many >= 2:
            few = documents.shape[0] <= FEW_DOCUMENTS
            self._right = (_by_likeness if few else _by_steps)(documents, many)
        self.held = _unit_rows(np.asarray(documents @ self._right))

    def scores(self, needs: sparse.csr_matrix) -> Floats:
        """(needs, documents), 0 to 1."""
        asked = _unit_rows(np.asarray(unit(needs @ self._weigh) @ self._right))
        return np.maximum(asked @ self.held.T, 0.0)


def _by_likeness(documents: sparse.csr_matrix, many: int) -> Floats:
    """The same directions from the likeness of few documents: steps would take a hundred times as
    long where nearly all directions are asked for."""
    likeness = np.asarray((documents @ documents.T).toarray())
    squares, left = np.linalg.eigh(likeness)
    squares, left = squares[-many:], left[:, -many:]
    held = squares > 1e-12
    return np.asarray(documents.T @ (left[:, held] / np.sqrt(squares[held])))


def _by_steps(documents: sparse.csr_matrix, many: int) -> Floats:
    start = np.random.default_rng(0).standard_normal(min(documents.shape))
    _left, _sizes, right = svds(documents, k=many, v0=start)
    return np.asarray(right.T)


def unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows of length one; empty ones stay empty."""
    sizes = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(sizes > 0, sizes, 1.0)) @ rows)


def _unit_rows(rows: Floats) -> Floats:
    sizes = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(sizes > 0, sizes, 1.0)
