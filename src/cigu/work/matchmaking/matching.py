"""The one door to the engine: records become profiles, rankings become candidates.

A deeper engine replaces what stands behind ``candidates_for`` and ``solve``; nothing else knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from cigu.engines.matching.assign import assign
from cigu.engines.matching.profiles import Need, Passage
from cigu.engines.matching.rank import Asked, Candidate, Index, Ranking, rank

from .models import Kind
from .profiles import Provider, library

Progress = Callable[[int, int], None]
FLOOR = 0.02  # below this score a candidate is chance
STRONG = 0.15  # from here on a candidate is kept however many stand before it
MOST = 40  # candidates of one kind looked at; all three are this project's choice
Pair = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """A candidate in the room's terms."""

    provider: Provider
    score: float
    parts: dict[str, float | None]
    passages: list[dict[str, Any]]


@dataclass(frozen=True)
class Solution:
    pairs: list[Pair]
    total: float
    minimum: float | None
    bound: float
    gap: float
    seconds: float


def asked(need: Any) -> Need:
    """The words of a need that a document can answer."""
    told = (need.problem, need.process_step, need.metric, need.conditions, _target(need))
    keywords = tuple(need.keywords.replace("，", "、").replace(",", "、").split("、"))
    return Need(str(need.uid), need.title, "\n".join(t for t in told if t),
                tuple(k.strip() for k in keywords if k.strip()))  # fmt: skip


def _target(need: Any) -> str:
    if need.target is None:
        return ""
    number = need.target.normalize()
    return f"{need.metric} {need.comparator} {number:f} {need.unit}"


def candidates_for(
    needs: Sequence[Any], top: int = 8, progress: Progress | None = None
) -> dict[int, list[Found]]:
    """By need, best first: of each kind the best ``top``, and whoever else scores strongly."""
    shelves, kept = library(), {}
    for done, need in enumerate(needs, start=1):
        words, rows = Asked(asked(need)), []
        for kind in Kind.values:
            best = _best(shelves.index(kind), words, max(top, MOST))
            rows += _found(best, shelves.of(kind), top)
        kept[need.pk] = sorted(rows, key=lambda row: -row.score)
        if progress is not None:
            progress(done, len(needs))
    return kept


def _best(index: Index, words: Asked, top: int) -> Sequence[Candidate]:
    return index.best(words, index.judge(words), top)


def _found(candidates: Sequence[Candidate], shelf: Sequence[Provider], top: int) -> list[Found]:
    by_id = {provider.profile.id: provider for provider in shelf}
    return [
        Found(by_id[c.profile_id], c.score, asdict(c.parts),
              [_passage(p, by_id[c.profile_id]) for p in c.passages])
        for place, c in enumerate(candidates)
        if c.score >= STRONG or (place < top and c.score >= FLOOR)
    ]  # fmt: skip


def _passage(passage: Passage, provider: Provider) -> dict[str, Any]:
    """Everything a page needs to quote it and to find it again."""
    document = provider.document(passage.document_id)
    return {
        "document": passage.document_id, "part": passage.part, "title": document.title,
        "kind": document.kind, "date": document.date.isoformat() if document.date else "",
        "start": passage.start, "end": passage.end, "text": passage.text,
        "terms": [[t.term, t.start - passage.start, t.end - passage.start] for t in passage.terms],
    }  # fmt: skip


def score_matrix(
    needs: Sequence[Any], shelf: Sequence[Provider], progress: Progress | None = None
) -> Ranking:
    """All scores, need by provider, and the grounds of every pair that has any."""
    most = max(len(shelf), 1)
    return rank([asked(n) for n in needs], [p.profile for p in shelf], most, progress)


def grounds(ranking: Ranking, need: Any, provider: Provider) -> dict[str, Any]:
    """Parts and passages of one pair; empty where nothing is shared."""
    for found in ranking.for_need(str(need.uid)):
        if found.profile_id == provider.profile.id:
            passages = [_passage(p, provider) for p in found.passages]
            return {"parts": asdict(found.parts), "passages": passages}
    return {"parts": {}, "passages": []}


def solve(
    scores: Any, demand: int, load: Sequence[int], min_load: int, forbidden: Iterable[Pair]
) -> Solution:
    """Raises ``Infeasible`` of the engine with its reasons by row and column."""
    shape = np.shape(scores)
    least = np.minimum(np.full(shape[1], min_load), np.asarray(load, dtype=int))
    found = assign(scores, demand, list(load), least, forbidden)
    return Solution(
        [(int(n), int(p)) for n, p in found.pairs], found.total, found.minimum, found.bound,
        found.gap, found.seconds,
    )  # fmt: skip
