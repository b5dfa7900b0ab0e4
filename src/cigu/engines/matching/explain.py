"""Why an assignment cannot be made: pins that clash, or a set of needs (or of providers) that
asks for more than its surroundings can give, found as a minimum cut (Hall 1935; Ford & Fulkerson).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import (
    breadth_first_order,
    maximum_flow,
)

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.model import Integers, Model, Pair


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause. `demand` places are asked for, only `supply` can be given.

    code: "pinned_forbidden", "pinned_over_demand", "pinned_over_load", "needs_short" (these needs
    find too few providers), "providers_short" (these providers cannot reach their least load),
    "groups" (only the caps of groups stand in the way).
    conflicts: forbidden pairs that would help if they were lifted.
    """

    code: str
    demand: int
    supply: int
    needs: tuple[int, ...] = ()
    providers: tuple[int, ...] = ()
    conflicts: tuple[Pair, ...] = ()
    remedies: tuple[str, ...] = ()

    def __str__(self) -> str:
        return _SENTENCES[self.code].format(
            demand=self.demand,
            supply=self.supply,
            needs=_listed(self.needs),
            providers=_listed(self.providers),
            conflicts=len(self.conflicts),
        )


_SENTENCES = {
    "pinned_forbidden": "Need {needs} is fixed to provider {providers}, a forbidden pair.",
    "pinned_over_demand": "Need {needs} is fixed to {demand} providers but asks for {supply}.",
    "pinned_over_load": "Provider {providers} is fixed to {demand} needs but may take {supply}.",
    "needs_short": "Needs {needs} ask for {demand} places; providers they may have give {supply}.",
    "providers_short": "Providers {providers} must take {demand} places; needs offer {supply}.",
    "groups": "{demand} places are asked for; the caps of the groups leave too few.",
}


class Infeasible(CiguError):
    """No assignment meets the constraints.

    `reasons` say why, by row and column; `data` holds `demand`, `supply` (sums over all) and
    `reasons`; the remedy joins those of the reasons.
    """

    def __init__(self, demand: int, supply: int, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons
        self.remedies = tuple(dict.fromkeys(r for reason in reasons for r in reason.remedies))
        super().__init__(
            "infeasible",
            f"{demand} places are asked for and {supply} are there, but they do not fit together. "
            + " ".join(map(str, reasons)),
            remedy="; or ".join(self.remedies).capitalize() + "." if self.remedies else "",
            demand=demand,
            supply=supply,
            reasons=reasons,
        )


def infeasible(model: Model, reasons: tuple[Reason, ...]) -> Infeasible:
    """The error for a model, with its sums."""
    return Infeasible(int(model.demand.sum()), int(model.load.sum()), reasons)


def pin_clashes(model: Model) -> tuple[Reason, ...]:
    """Pins against prohibitions, demands and loads."""
    remedy = ("release one of the fixed pairs",)
    clashes = [
        Reason("pinned_forbidden", 1, 0, (need,), (provider,), ((need, provider),), remedy)
        for need, provider in sorted(model.pinned & model.forbidden)
    ]
    per_need, per_provider = _pin_counts(model)
    for need in np.flatnonzero(per_need > model.demand).tolist():
        amounts = int(per_need[need]), int(model.demand[need])
        clashes.append(Reason("pinned_over_demand", *amounts, needs=(need,), remedies=remedy))
    for provider in np.flatnonzero(per_provider > model.load).tolist():
        amounts = int(per_provider[provider]), int(model.load[provider])
        clashes.append(Reason("pinned_over_load", *amounts, providers=(provider,), remedies=remedy))
    return tuple(clashes)


def shortages(model: Model) -> tuple[Reason, ...]:
    """The cuts of an infeasible model whose pins do not clash.

    Two cuts suffice: when the needs can be served within the loads, and the least loads can be
    met within the demands, both can be had at once (Mendelsohn & Dulmage 1958).
    """
    per_need, per_provider = _pin_counts(model)
    open_demand = model.demand - per_need
    least = np.maximum(model.min_load - per_provider, 0)
    free = model.allowed.copy()
    for need, provider in model.pinned:
        free[need, provider] = False
    found = []
    if model.exact:
        found += _needs_short(model, free, open_demand, model.load - per_provider)
    found += _providers_short(model, free, least, open_demand)
    return tuple(found) or (_groups_reason(model),)


def _needs_short(
    model: Model, free: NDArray[np.bool_], demand: Integers, load: Integers
) -> list[Reason]:
    cut = _cut(free, demand, load)
    if cut is None:
        return []
    needs, providers = cut
    supply = int(load[providers].sum()) + int(free[needs][:, ~providers].sum())
    conflicts = tuple(
        pair for pair in sorted(model.forbidden) if needs[pair[0]] and not providers[pair[1]]
    )
    remedies = ["lower the demand of these needs", "raise the load of these providers"]
    remedies.append("lift a conflict after review" if conflicts else "find further providers")
    return [_reason("needs_short", demand[needs], supply, cut, conflicts, tuple(remedies))]


def _providers_short(
    model: Model, free: NDArray[np.bool_], least: Integers, demand: Integers
) -> list[Reason]:
    cut = _cut(free.T, least, demand)
    if cut is None:
        return []
    providers, needs = cut
    supply = int(demand[needs].sum()) + int(free[~needs][:, providers].sum())
    conflicts = tuple(
        pair for pair in sorted(model.forbidden) if providers[pair[1]] and not needs[pair[0]]
    )
    remedies = ("lower the least load of these providers", "raise the demand of needs they fit")
    asked = least[providers]
    return [_reason("providers_short", asked, supply, (needs, providers), conflicts, remedies)]


def _reason(
    code: str,
    asked: Integers,
    supply: int,
    cut: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    conflicts: tuple[Pair, ...],
    remedies: tuple[str, ...],
) -> Reason:
    needs, providers = (tuple(np.flatnonzero(side).tolist()) for side in cut)
    return Reason(code, int(asked.sum()), supply, needs, providers, conflicts, remedies)


def _groups_reason(model: Model) -> Reason:
    members = tuple(sorted({p for group in model.groups for p in group.providers}))
    cap = sum(group.cap for group in model.groups)
    remedies = ("raise the cap of a group", "lower the demand")
    return Reason("groups", int(model.demand.sum()), cap, (), members, (), remedies)


def _pin_counts(model: Model) -> tuple[Integers, Integers]:
    per_need, per_provider = np.zeros_like(model.demand), np.zeros_like(model.load)
    for need, provider in model.pinned:
        per_need[need] += 1
        per_provider[provider] += 1
    return per_need, per_provider


def _cut(
    free: NDArray[np.bool_], asked: Integers, given: Integers
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """Sides (left, right) of a minimum cut when `asked` cannot all be met, else None.

    Left nodes ask, right nodes give, each pair at most once. The left side holds those who ask
    in vain; the right side those who already give all they may to them.
    """
    left, right = free.shape
    network = _network(free, asked, given)
    source, sink = left + right, left + right + 1
    flow = maximum_flow(network, source, sink)
    if flow.flow_value >= int(asked.sum()):
        return None
    residual = network - flow.flow
    residual.data = np.maximum(residual.data, 0)
    residual.eliminate_zeros()
    reached = np.zeros(left + right + 2, dtype=bool)
    reached[breadth_first_order(residual, source, return_predecessors=False)] = True
    return reached[:left], reached[left : left + right]


def _network(free: NDArray[np.bool_], asked: Integers, given: Integers) -> sparse.csr_matrix:
    left, right = free.shape
    tails, heads = np.nonzero(free)
    source, sink = np.full(left, left + right), np.full(right, left + right + 1)
    rows = np.concatenate((tails, source, left + np.arange(right)))
    columns = np.concatenate((left + heads, np.arange(left), sink))
    capacity = np.concatenate((np.ones(len(tails), dtype=np.int64), asked, given))
    size = left + right + 2
    matrix = sparse.csr_matrix((capacity.astype(np.int32), (rows, columns)), shape=(size, size))
    matrix.eliminate_zeros()
    return matrix


def _listed(numbers: tuple[int, ...], most: int = 8) -> str:
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown} and {len(numbers) - most} more"
