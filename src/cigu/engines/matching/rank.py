"""Ranks providers for needs by what they wrote and delivered, with the passages that matched.

problem  BM25 of the need against each document, over the need's self-score; a provider gets the
         mean of the best three documents (both as found best in the measurements cited in the
         README).
metric   likeness of values, units and measured things in these three documents.
record   share of the provider's contracts, acceptances and achievements that fit the problem.

score = problem × (1 + 0.5 metric + 0.5 record) / 2. Evidence only adds: an unknown part (no number
given, no delivered work on file) neither helps nor counts as a bad result, and without likeness
to the problem nothing else helps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.bm25 import BM25
from cigu.engines.matching.cuts import cut_document, cut_text, terms_of
from cigu.engines.matching.passages import find_passages
from cigu.engines.matching.profiles import Document, Need, Passage, Profile
from cigu.engines.matching.quantities import Quantity, likeness, quantities

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]  # (needs done, needs in all)

BEST = 3  # documents pooled per provider
METRIC_WEIGHT = 0.5
RECORD_WEIGHT = 0.5
FITS = 0.1  # a document fits a need from this problem likeness on; this project's choice


@dataclass(frozen=True, slots=True)
class Parts:
    """0 to 1 each. metric is None when need or provider gives no number, record when the
    provider has no delivered work on file: unknown, not zero."""

    problem: float
    metric: float | None
    record: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provider for a need. `passages`: one to three, best first."""

    profile_id: str
    score: float
    parts: Parts
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates by need, best first, and the whole matrix for an assignment.

    `scores` has shape (needs, profiles) in the order of `need_ids` and `profile_ids`; NaN where a
    profile has no text (`unknown` lists these profiles): not judged, hence not a candidate.
    """

    need_ids: tuple[str, ...]
    profile_ids: tuple[str, ...]
    scores: Floats
    unknown: tuple[str, ...]
    candidates: Mapping[str, tuple[Candidate, ...]] = field(repr=False)

    def for_need(self, need_id: str) -> tuple[Candidate, ...]:
        """Raises CiguError "unknown_need"."""
        if need_id not in self.candidates:
            raise CiguError("unknown_need", f"No need '{need_id}' was ranked.", value=need_id)
        return self.candidates[need_id]


def rank(
    needs: Sequence[Need],
    profiles: Sequence[Profile],
    top: int = 10,
    progress: Progress | None = None,
) -> Ranking:
    """The best `top` providers of each need that share at least one term with it.

    Deterministic; ties stand by profile id. Raises CiguError "duplicate_id" when two needs, two
    profiles or two documents carry the same id, "top" when top < 1.
    """
    _check(needs, profiles, top)
    index = Index(profiles)
    scores = np.full((len(needs), len(profiles)), np.nan)
    candidates: dict[str, tuple[Candidate, ...]] = {}
    for row, need in enumerate(needs):
        asked = Asked(need)
        judged = index.judge(asked)
        for column, (score, _) in judged.items():
            scores[row, column] = score
        candidates[need.id] = index.best(asked, judged, top)
        if progress is not None:
            progress(row + 1, len(needs))
    return Ranking(
        need_ids=tuple(need.id for need in needs),
        profile_ids=tuple(profile.id for profile in profiles),
        scores=scores,
        unknown=tuple(p.id for column, p in enumerate(profiles) if column not in index.rows),
        candidates=candidates,
    )


Judged = Mapping[int, tuple[float, Parts]]  # by the profile's column


class Asked:
    """A need, cut once."""

    def __init__(self, need: Need) -> None:
        cut = cut_text(need.query)
        self.terms = terms_of(cut)
        self.quantities = quantities(cut)


class Index:
    """All documents of all profiles, cut and counted once."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        self.documents = [document for profile in profiles for document in profile.documents]
        self.cuts = [cut_document(document) for document in self.documents]
        cut_terms = [terms_of(cut) for cut in self.cuts]
        self.bm25 = BM25(cut_terms)
        self.rows = _rows_by_profile(profiles, cut_terms)
        self.records = np.asarray([document.is_record for document in self.documents], dtype=bool)
        self.quantities = [quantities(cut) for cut in self.cuts]

    def judge(self, asked: Asked) -> Judged:
        """Score and parts of every profile that has text."""
        likely = self.bm25.normalised([asked.terms])[0]
        judged = {}
        for column, rows in self.rows.items():
            parts = self._parts(rows, likely, asked.quantities)
            judged[column] = (_combine(parts), parts)
        return judged

    def best(self, asked: Asked, judged: Judged, top: int) -> tuple[Candidate, ...]:
        fitting = [column for column, (score, _) in judged.items() if score > 0]
        fitting.sort(key=lambda column: (-judged[column][0], self.profiles[column].id))
        wanted = frozenset(asked.terms)
        return tuple(self._candidate(wanted, c, *judged[c]) for c in fitting[:top])

    def _parts(self, rows: NDArray[np.intp], likely: Floats, wanted: Sequence[Quantity]) -> Parts:
        best = rows[np.argsort(-likely[rows], kind="stable")[:BEST]]
        shown = [quantity for row in best for quantity in self.quantities[row]]
        delivered = likely[rows[self.records[rows]]]
        return Parts(
            problem=float(likely[best].mean()),
            metric=likeness(wanted, shown),
            record=float((delivered >= FITS).mean()) if delivered.size else None,
        )

    def _candidate(
        self, wanted: frozenset[str], column: int, score: float, parts: Parts
    ) -> Candidate:
        cuts = [(self.documents[row], self.cuts[row]) for row in self.rows[column]]
        found = find_passages(wanted, cuts, self.bm25.idf)
        return Candidate(self.profiles[column].id, score, parts, found)


def _combine(parts: Parts) -> float:
    gain = METRIC_WEIGHT * (parts.metric or 0.0) + RECORD_WEIGHT * (parts.record or 0.0)
    return parts.problem * (1 + gain) / (1 + METRIC_WEIGHT + RECORD_WEIGHT)


def _rows_by_profile(
    profiles: Sequence[Profile], cut: Sequence[Sequence[str]]
) -> dict[int, NDArray[np.intp]]:
    """Rows of the documents that have text, by the profile's column; none: no entry."""
    rows: dict[int, NDArray[np.intp]] = {}
    start = 0
    for column, profile in enumerate(profiles):
        own = [row for row in range(start, start + len(profile.documents)) if cut[row]]
        start += len(profile.documents)
        if own:
            rows[column] = np.asarray(own, dtype=np.intp)
    return rows


def _check(needs: Sequence[Need], profiles: Sequence[Profile], top: int) -> None:
    if top < 1:
        raise CiguError("top", f"At least one candidate must be asked for, not {top}.", value=top)
    documents: list[Document] = [d for profile in profiles for d in profile.documents]
    for kind, rows in (("need", needs), ("profile", profiles), ("document", documents)):
        ids = [row.id for row in rows]
        if len(set(ids)) < len(ids):
            twice = next(one for one in ids if ids.count(one) > 1)
            raise CiguError(
                "duplicate_id",
                f"Two {kind}s carry the id '{twice}'.",
                remedy="Give each its own id, for example its uid.",
                value=twice,
            )
