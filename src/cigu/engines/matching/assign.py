"""Who takes which need: the assignment of greatest total score, proved by a bound.

maximise   Σ score[n, p] x[n, p]
subject to Σ_p x[n, p] = demand[n]   (or ≤ with exact=False)
           min_load[p] ≤ Σ_n x[n, p] ≤ load[p],   Σ over a group's providers ≤ its cap
           x = 0 forbidden or unknown score (NaN), x = 1 pinned, else 0 or 1.

Without groups (or with disjoint ones) the constraint matrix is that of a network, so the simplex
method ends in whole numbers. The bound is computed here from the solver's row prices alone (weak
duality), so it holds whatever the solver did. Solver: HiGHS (Huangfu & Hall 2018).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cigu.engines.matching.explain import Infeasible, Reason, infeasible, pin_clashes, shortages
from cigu.engines.matching.model import Group, Model, Pair
from cigu.engines.matching.solver import solve

__all__ = ["Assignment", "Group", "Infeasible", "Pair", "Reason", "assign"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An optimal choice.

    pairs:   (need row, provider column), each at most once, sorted
    total:   sum of the scores of the pairs; a pinned pair of unknown score adds nothing
    minimum: smallest sum of scores that a need with demand gets; None when there is none
    bound:   no assignment under these constraints can have a greater total
    gap:     bound - total, zero up to rounding when proved optimal
    seconds: wall clock time of building and solving
    """

    pairs: tuple[Pair, ...]
    total: float
    minimum: float | None
    bound: float
    gap: float
    seconds: float


def assign(
    scores: ArrayLike,
    demand: int | Sequence[int] | NDArray[np.integer],
    load: int | Sequence[int] | NDArray[np.integer],
    min_load: int | Sequence[int] | NDArray[np.integer] | None = None,
    forbidden: Iterable[Pair] = (),
    pinned: Iterable[Pair] = (),
    groups: Sequence[Group] | None = None,
    *,
    exact: bool = True,
) -> Assignment:
    """Assigns providers (columns of `scores`) to needs (rows); higher scores are better.

    `demand` per need and `load` per provider, one number or one each. `exact`: every need gets
    its whole demand, else at most that (pairs worth nothing are then left out).

    Raises Infeasible naming demand, supply, the needs or providers concerned, conflicts and
    remedies; CiguError "shape", "limits", "pair" for arguments that make no sense, "solver" when
    HiGHS gives up. Deterministic for the same arguments.
    """
    begun = time.perf_counter()
    model = Model.build(
        scores, demand, load, min_load, forbidden, pinned, tuple(groups or ()), exact
    )
    clashes = pin_clashes(model)
    if clashes:
        raise infeasible(model, clashes)
    solution = solve(model)
    if solution is None:
        raise infeasible(model, shortages(model))
    chosen, bound = solution
    total = model.total(chosen)
    return Assignment(
        pairs=chosen,
        total=total,
        minimum=model.minimum(chosen),
        bound=bound,
        gap=max(bound - total, 0.0),
        seconds=time.perf_counter() - begun,
    )
