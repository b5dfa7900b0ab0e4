"""Okapi BM25 over token lists, as one sparse matrix, with scores comparable across queries.

Robertson & Zaragoza (2009); idf and its floor as in rank-bm25's BM25Okapi:
idf = ln((N - df + 0.5) / (df + 0.5)), a negative one replaced by `epsilon` times the mean idf.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


class BM25:
    """An index over documents given as lists of terms."""

    def __init__(
        self,
        documents: Sequence[Sequence[str]],
        *,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> None:
        self.k1, self.b = k1, b
        self.size = len(documents)
        self._column: dict[str, int] = {}
        counts = self._count(documents)
        lengths = np.asarray([len(document) for document in documents], dtype=np.float64)
        self.mean_length = float(lengths.mean()) if self.size and lengths.any() else 1.0
        frequency = np.bincount(counts.indices, minlength=len(self._column)).astype(np.float64)
        self._idf = _idf(frequency, self.size, epsilon)
        self._unseen = float(_log_odds(np.zeros(1), max(self.size, 1))[0])
        self._saturated = self._saturate(counts, lengths)

    def scores(self, queries: Sequence[Sequence[str]]) -> Floats:
        """Plain BM25, shape (queries, documents); a repeated query term counts repeatedly."""
        return np.asarray((self._query_rows(queries) @ self._saturated.T).toarray())

    def self_scores(self, queries: Sequence[Sequence[str]]) -> Floats:
        """What each query would score against itself as a document, shape (queries,).

        Terms no document has count with the idf of a term seen nowhere: a need that nobody
        writes about must score low with everybody.
        """
        return np.asarray([self._self_score(Counter(query), len(query)) for query in queries])

    def normalised(self, queries: Sequence[Sequence[str]]) -> Floats:
        """Scores divided by the query's self-score, in [0, 1]; 0 where nothing is shared."""
        own = self.self_scores(queries)[:, None]
        raw = self.scores(queries)
        return np.clip(np.divide(raw, own, out=np.zeros_like(raw), where=own > 0), 0.0, 1.0)

    def idf(self, term: str) -> float:
        """The weight of a term, also of one that no document has."""
        column = self._column.get(term)
        return self._unseen if column is None else float(self._idf[column])

    def _count(self, documents: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        indices: list[int] = []
        values: list[int] = []
        offsets = [0]
        for document in documents:
            for term, count in Counter(document).items():
                indices.append(self._column.setdefault(term, len(self._column)))
                values.append(count)
            offsets.append(len(indices))
        return _matrix(values, indices, offsets, len(self._column))

    def _saturate(self, counts: sparse.csr_matrix, lengths: Floats) -> sparse.csr_matrix:
        """tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)), the document side."""
        penalty = self.k1 * (1 - self.b + self.b * lengths / self.mean_length)
        repeated = np.repeat(penalty, np.diff(counts.indptr))
        data = counts.data * (self.k1 + 1) / (counts.data + repeated)
        return sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)

    def _query_rows(self, queries: Iterable[Sequence[str]]) -> sparse.csr_matrix:
        indices: list[int] = []
        values: list[float] = []
        offsets = [0]
        for query in queries:
            for term, count in Counter(query).items():
                column = self._column.get(term)
                if column is not None:
                    indices.append(column)
                    values.append(count * float(self._idf[column]))
            offsets.append(len(indices))
        return _matrix(values, indices, offsets, len(self._column))

    def _self_score(self, counts: Counter[str], length: int) -> float:
        penalty = self.k1 * (1 - self.b + self.b * length / self.mean_length)
        return sum(
            count * self.idf(term) * count * (self.k1 + 1) / (count + penalty)
            for term, count in counts.items()
        )


def _idf(frequency: Floats, size: int, epsilon: float) -> Floats:
    idf = _log_odds(frequency, size)
    floor = max(epsilon * float(idf.mean()), 0.0) if idf.size else 0.0
    return np.where(idf < 0, floor, idf)


def _log_odds(frequency: Floats, size: int) -> Floats:
    return np.log(size - frequency + 0.5) - np.log(frequency + 0.5)


def _matrix(
    values: Sequence[float], indices: Sequence[int], offsets: Sequence[int], width: int
) -> sparse.csr_matrix:
    data = np.asarray(values, dtype=np.float64)
    parts = (data, np.asarray(indices, dtype=np.int64), np.asarray(offsets, dtype=np.int64))
    return sparse.csr_matrix(parts, shape=(len(offsets) - 1, width))
