"""Who takes which need: an assignment that is proved best for the objective asked for.

maximise   Σ score[n, p] x[n, p]
subject to Σ_p x[n, p] = demand[n]   (or ≤ with exact=False)
           min_load[p] ≤ Σ_n x[n, p] ≤ load[p],   floor ≤ Σ over a group's providers ≤ cap
           x[n, a] + x[n, b] ≤ 1 for providers kept apart,
           x = 0 forbidden or unknown score (NaN), x = 1 pinned, else 0 or 1,
           with objective "fair" no need's sum below the highest floor that can be had.

A flow of least cost where that is enough (`flow`), else a linear program (`floors`). Every bound is
worked out from prices by weak duality and the real scores, so it holds whatever the solver did.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.explain import Infeasible, Reason, infeasible, pin_clashes, shortages
from cigu.engines.matching.floors import Chosen, Clock, Fair, Progress, Stop, above, fairest
from cigu.engines.matching.flow import solve_flow
from cigu.engines.matching.model import Group, Limit, Limits, Mask, Model, Pair, Scores

__all__ = [
    "Assignment",
    "Group",
    "Infeasible",
    "Limits",
    "Objective",
    "Pair",
    "Reason",
    "assign",
    "solve",
]

Objective = str | float  # "total", "fair", or a share of the way between them


@dataclass(frozen=True, slots=True)
class Assignment:
    """A proved choice.

    pairs:   (need row, provider column), each at most once, sorted
    total:   sum of the scores of the pairs; a pinned pair of unknown score adds nothing
    minimum: smallest sum of scores that a need with demand gets; None when there is none
    bound:   no assignment under these constraints (and above this floor, keeping as many of the
             previous pairs) can have a greater total
    gap:     bound - total, zero up to rounding when proved optimal
    seconds: wall clock time of building and solving
    floor:   what every need was to get at least; None without such an objective
    floor_bound: no assignment can give its worst-served need more; None likewise
    kept:    how many of the previous pairs stand; None when none were given
    proved:  False when time ran out or somebody stopped: the best found so far, with its bound
    """

    pairs: tuple[Pair, ...]
    total: float
    minimum: float | None
    bound: float
    gap: float
    seconds: float
    floor: float | None = None
    floor_bound: float | None = None
    kept: int | None = None
    proved: bool = True


def assign(
    scores: Scores,
    demand: Limit | Sequence[Sequence[int]],
    load: Limit,
    min_load: Limit | None = None,
    forbidden: Iterable[Pair] = (),
    pinned: Iterable[Pair] = (),
    groups: Sequence[Group] | None = None,
    *,
    exact: bool | Sequence[bool] = True,
    objective: Objective = "total",
    roles: Sequence[int] | None = None,
    apart: Iterable[Pair] = (),
    previous: Iterable[Pair] | None = None,
    gain: float = math.inf,
    seconds: float | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Assignment:
    """Assigns providers (columns of `scores`) to needs (rows); higher scores are better.

    `scores` is an array (NaN: unknown), or a SciPy sparse matrix whose stored entries are the
    candidates. `demand` per need and `load` per provider, one number or one each. `exact`: every
    need gets its whole demand, else at most that (pairs worth nothing are then left out); one
    answer, or one for each role.
    `objective`: "total"; "fair" (the highest floor under the worst-served need, then the total);
    a number from 0 to 1, a floor that far between the two.
    `roles`: a number from 0 for each provider (lead, adviser, …); `demand` then has one column
    for each role. `apart`: pairs of providers that no need may have together.
    `previous`: pairs of an earlier answer; as few as can be are dropped, or, with a finite `gain`,
    only those whose change gains more than that. `seconds`, `stop()`: end early, with the best
    found (`proved` False). `progress(stage, done, known)` is told of each step.

    Raises Infeasible naming demand, supply, the needs or providers concerned, conflicts, remedies
    and least changes; CiguError "shape", "limits", "pair", "objective" for arguments that make no
    sense, "solver" when a solver gives up, "stopped" when nothing had been found by then.
    Deterministic for the same arguments.
    """
    limits = Limits(
        demand, load, min_load, forbidden, pinned, tuple(groups or ()), exact, roles, apart
    )
    clock = Clock(seconds, progress, stop)
    return solve(scores, limits, objective, previous, gain, clock)


def solve(
    scores: Scores,
    limits: Limits,
    objective: Objective = "total",
    previous: Iterable[Pair] | None = None,
    gain: float = math.inf,
    clock: Clock | None = None,
) -> Assignment:
    """`assign` with its limits in one value, for callers that solve variants of one case."""
    begun = time.perf_counter()
    share = _share(objective)
    clock = clock or Clock()
    model = Model.build(scores, limits)
    clashes = pin_clashes(model)
    if clashes:
        raise infeasible(model, clashes)
    old = None if previous is None else frozenset((int(n), int(p)) for n, p in previous)
    if old is not None:
        model = model.keeping(old, gain)
    chosen = _best_total(model, clock)
    fair = None if share == 0 else fairest(model, chosen, clock, share)
    if fair is not None:
        chosen = fair.chosen
    return _answer(model, chosen, fair, old, time.perf_counter() - begun)


def _share(objective: Objective) -> float:
    share = {"total": 0.0, "fair": 1.0}.get(objective) if isinstance(objective, str) else objective
    if share is None or not 0 <= share <= 1:
        raise CiguError(
            "objective",
            f"'{objective}' is no objective.",
            remedy="Say total, fair, or a number from 0 (total) to 1 (fair).",
            value=objective,
        )
    return float(share)


def _best_total(model: Model, clock: Clock) -> Chosen:
    """The best value without a floor. Raises Infeasible."""
    clock.tell("flow")
    start = model.fixed
    if model.is_network:
        flow = solve_flow(model)
        if flow is None:
            raise infeasible(model, shortages(model))
        if not _together(model, flow.chosen):
            return Chosen(flow.chosen, flow.bound, True)
        start = flow.chosen
    found = above(model, None, start, clock)
    if found is None and clock.over():
        raise CiguError(
            "stopped", "Nothing had been found when the time was up.", remedy="Allow more time."
        )
    if found is None:
        raise infeasible(model, shortages(model))
    return found


def _together(model: Model, chosen: Mask) -> bool:
    """Whether a need has two providers that are to be kept apart."""
    if not model.apart:
        return False
    by_need: dict[int, set[int]] = {}
    for need, provider in model.pairs(chosen):
        by_need.setdefault(need, set()).add(provider)
    return any(a in held and b in held for held in by_need.values() for a, b in model.apart)


def _answer(
    model: Model, chosen: Chosen, fair: Fair | None, old: frozenset[Pair] | None, seconds: float
) -> Assignment:
    pairs, total = model.pairs(chosen.mask), model.total(chosen.mask)
    extra = math.fsum((model.value - model.worth)[chosen.mask].tolist()) if old is not None else 0.0
    bound = chosen.bound - extra
    return Assignment(
        pairs=pairs,
        total=total,
        minimum=model.minimum(chosen.mask),
        bound=bound,
        gap=max(bound - total, 0.0),
        seconds=seconds,
        floor=None if fair is None else fair.floor,
        floor_bound=None if fair is None else fair.floor_bound,
        kept=None if old is None else len(old.intersection(pairs)),
        proved=chosen.proved,
    )
