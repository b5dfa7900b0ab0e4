"""Why this provider for that need, and why not: what stands in the way and what would change it.

An answer is asked of the solver, not guessed: the named pair is fixed and the rest solved again.
What is said would change it has been tried: with that change the pair is in a best assignment.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.assign import Assignment, Infeasible, solve
from cigu.engines.matching.floors import Clock
from cigu.engines.matching.model import Limits, Model, Pair, Scores

_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Change:
    """What would bring the pair about: `kind` "score" (the score it would need), "load" (one more
    need for this provider), "demand" (one more provider for this need), "conflict" (it lifted),
    "group" (one more need for this group), "release" (a fixed or kept-apart pair given up),
    "unknown" (a score at all)."""

    kind: str
    value: float | None = None
    pair: Pair | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a need does or does not get a provider.

    code: "chosen", "conflict", "filter", "unknown" (no score), "apart", "impossible" (fixing it
    leaves no assignment), "group" (the limit of a group that it is in), "load" (the provider
    serves others), "score" (the need has better ones), "tie" (as good: another answer would have
    it). groups: those of the provider that take as many needs as they may.
    loss: what the total loses when the pair is fixed; for a chosen pair what it loses without it
    (None when there is no assignment then). instead: pairs given up, in_place: pairs taken up when
    it is fixed (for a chosen pair, when it is forbidden).
    """

    code: str
    score: float | None
    loss: float | None = None
    instead: tuple[Pair, ...] = ()
    in_place: tuple[Pair, ...] = ()
    changes: tuple[Change, ...] = ()
    evidence: str = ""
    groups: tuple[int, ...] = ()

    def __str__(self) -> str:
        return _SENTENCES[self.code].format(
            score=math.nan if self.score is None else self.score,
            loss=math.nan if self.loss is None else self.loss,
            evidence=f" ({self.evidence})" if self.evidence else "",
        )


_SENTENCES = {
    "chosen": "It is chosen; without this pair the total would fall by {loss:.4f}.",
    "conflict": "The pair is ruled out by a conflict{evidence}.",
    "filter": "The provider does not pass the need's filters{evidence}.",
    "unknown": "There is nothing to judge the provider by.",
    "apart": "The need has a provider that this one is to be kept apart from.",
    "impossible": "With this pair no assignment would keep all limits.",
    "group": "The provider's institution takes as many needs as it may.",
    "load": "The provider takes as many needs as it may; others gain more.",
    "score": "The need has providers that add more to the total.",
    "tie": "It would be as good; another assignment of the same total has it.",
}


def why(
    scores: Scores,
    limits: Limits,
    plan: Assignment,
    pair: Pair,
    evidence: Mapping[Pair, str] | None = None,
    filtered: Mapping[Pair, str] | None = None,
    seconds: float | None = None,
) -> Why:
    """Why `plan` (of the best total under `limits`) has or lacks a pair.

    `evidence`: what is written behind forbidden pairs; `filtered`: pairs that a filter took out of
    the scores, with the filter; `seconds`: after them no further change is tried, so that fewer
    are named, all of them true. Raises CiguError "pair" for a pair that does not exist.
    """
    needs, providers = np.shape(scores)
    if not (0 <= pair[0] < needs and 0 <= pair[1] < providers):
        raise CiguError("pair", f"There is no pair {pair}.", remedy="Count from 0.", value=pair)
    case = _Case(scores, limits, plan, pair, Clock(seconds))
    if pair in plan.pairs:
        return case.chosen()
    told = (filtered or {}).get(pair)
    if told is not None:
        return Why("filter", case.score, evidence=told, changes=())
    if pair in case.model.forbidden:
        lifted = case.allowed()
        return Why("conflict", case.score, evidence=(evidence or {}).get(pair, ""), changes=lifted)
    if case.score is None:
        return Why("unknown", None, changes=(Change("unknown"),))
    return case.missing()


class _Case:
    """One pair, and the answers to asking again with something changed."""

    def __init__(
        self, scores: Scores, limits: Limits, plan: Assignment, pair: Pair, clock: Clock
    ) -> None:
        self.clock = clock
        self.scores, self.plan, self.pair = scores, plan, pair
        self.limits = replace(
            limits,
            forbidden=frozenset(limits.forbidden),
            pinned=frozenset(limits.pinned),
            apart=frozenset(limits.apart),
        )
        self.model = Model.build(scores, self.limits)
        self.score = _score(scores, pair)

    def chosen(self) -> Why:
        """What would take the place of a chosen pair."""
        barred = frozenset(self.limits.forbidden) | {self.pair}
        pinned = frozenset(self.limits.pinned) - {self.pair}
        without = self._solved(replace(self.limits, forbidden=barred, pinned=pinned))
        if without is None:
            return Why("chosen", self.score)
        return Why("chosen", self.score, self.plan.total - without.total, *self._moved(without))

    def missing(self) -> Why:
        forced = self._solved(self._with_pin(self.limits))
        if forced is None:
            return Why(
                self._barrier(), self.score, changes=self._changes(None), groups=self._full()
            )
        loss = self.plan.total - forced.total
        moved = self._moved(forced)
        if loss <= _CLOSE:
            return Why("tie", self.score, max(loss, 0.0), *moved)
        changes = self._changes(loss)
        return Why(self._cause(changes), self.score, loss, *moved, changes, groups=self._full())

    def allowed(self) -> tuple[Change, ...]:
        """Whether lifting the conflict alone would bring the pair about."""
        free = replace(self.limits, forbidden=frozenset(self.limits.forbidden) - {self.pair})
        return (Change("conflict", pair=self.pair),) if self._brings(free) else ()

    def _changes(self, loss: float | None) -> tuple[Change, ...]:
        found = []
        if loss is not None and self.score is not None:
            found.append(Change("score", self.score + loss))
        if self._brings(self._more("load")):
            found.append(Change("load", 1))
        if self._brings(self._more("demand")):
            found.append(Change("demand", 1))
        found += [Change("group", 1, None, g) for g in self._full() if self._brings(self._wider(g))]
        need, provider = self.pair
        for a, b in sorted(frozenset(self.limits.apart)):
            other = b if a == provider else a if b == provider else None
            if other is not None and (need, other) in self.plan.pairs:
                free = replace(self.limits, apart=frozenset(self.limits.apart) - {(a, b)})
                if self._brings(free):
                    found.append(Change("release", pair=(need, other)))
        return tuple(found)

    def _full(self) -> tuple[int, ...]:
        """Groups of the provider that take as many needs as they may."""
        taken = [p for _, p in self.plan.pairs]
        return tuple(
            place for place, group in enumerate(self.model.groups)
            if self.pair[1] in group.providers
            and sum(p in group.providers for p in taken) >= group.cap
        )  # fmt: skip

    def _wider(self, place: int) -> Limits:
        """One more need for a group."""
        groups = list(self.limits.groups)
        groups[place] = replace(groups[place], cap=groups[place].cap + 1)
        return replace(self.limits, groups=tuple(groups))

    def _more(self, name: str) -> Limits:
        """One more place for the provider, or one more provider for the need."""
        if name == "load":
            load = self.model.load.copy()
            load[self.pair[1]] += 1
            return replace(self.limits, load=load)
        demand = self.model.demand.copy()
        demand[self.model.row_of(self.pair)] += 1
        roles = len(demand) // self.model.needs
        return replace(self.limits, demand=demand.reshape(-1, roles) if roles > 1 else demand)

    def _brings(self, limits: Limits) -> bool:
        """Whether the pair is in a best assignment under these limits."""
        if self.clock.over():
            return False
        best, forced = self._solved(limits), self._solved(self._with_pin(limits))
        return best is not None and forced is not None and best.total - forced.total <= _CLOSE

    def _with_pin(self, limits: Limits) -> Limits:
        return replace(limits, pinned=frozenset(limits.pinned) | {self.pair})

    def _solved(self, limits: Limits) -> Assignment | None:
        try:
            return solve(self.scores, limits)
        except Infeasible:
            return None

    def _barrier(self) -> str:
        need, provider = self.pair
        held = {p for n, p in self.plan.pairs if n == need}
        rivals = {q for pair in self.model.apart if provider in pair for q in pair} - {provider}
        return "apart" if held & rivals else "impossible"

    def _cause(self, changes: tuple[Change, ...]) -> str:
        """What alone would do where something does; else what is full."""
        _need, provider = self.pair
        if self._barrier() == "apart":
            return "apart"
        kinds = {change.kind for change in changes}
        full = sum(p == provider for _, p in self.plan.pairs) >= int(self.model.load[provider])
        if full and "load" in kinds:
            return "load"
        if "group" in kinds or self._full():
            return "group"
        return "load" if full else "score"

    def _moved(self, other: Assignment) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
        before, after = set(self.plan.pairs), set(other.pairs)
        return tuple(sorted(before - after)), tuple(sorted(after - before))


def _score(scores: Scores, pair: Pair) -> float | None:
    """None when unknown: NaN, or not stored in a sparse matrix."""
    if not isinstance(scores, np.ndarray) and hasattr(scores, "tocsr"):
        row = scores.tocsr()[pair[0]]
        places = np.flatnonzero(row.indices == pair[1])
        return float(row.data[places[0]]) if len(places) else None
    value = float(np.asarray(scores, dtype=np.float64)[pair])
    return None if math.isnan(value) else value


def filtered_scores(scores: Scores, filtered: Iterable[Pair]) -> Scores:
    """A copy of the scores where filtered pairs are unknown, hence no candidates."""
    found = np.array(scores, dtype=np.float64)
    for pair in filtered:
        found[pair] = math.nan
    return found
