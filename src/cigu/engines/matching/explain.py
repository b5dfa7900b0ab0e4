"""Why an assignment cannot be made: pins that clash, or a set of needs (or of providers) that
asks for more than its surroundings can give, found as a minimum cut (Hall 1935; Ford & Fulkerson).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import (
    breadth_first_order,
    maximum_flow,
)

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.model import Integers, Mask, Model, Pair
from cigu.engines.matching.repair import Repair, least_changes


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause. `demand` places are asked for, only `supply` can be given.

    code: "pinned_forbidden", "pinned_over_demand", "pinned_over_load", "pinned_apart",
    "needs_short" (these needs find too few providers), "providers_short" (these providers cannot
    reach their least load), "groups" (only the limits of groups stand in the way), "apart" (only
    providers kept apart do).
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
    "pinned_apart": "Need {needs} is fixed to providers {providers}, who are to be kept apart.",
    "needs_short": "Needs {needs} ask for {demand} places; providers they may have give {supply}.",
    "providers_short": "Providers {providers} must take {demand} places; needs offer {supply}.",
    "groups": "{demand} places are asked for; the limits of the groups do not allow them.",
    "apart": "{demand} places are asked for; providers kept apart leave too few together.",
}


class Infeasible(CiguError):
    """No assignment meets the constraints.

    `reasons` say why, by row and column; `repairs` what the least changes are that would make it
    possible; `data` holds `demand`, `supply` (sums over all), `reasons` and `repairs`; the remedy
    joins those of the reasons.
    """

    def __init__(
        self,
        demand: int,
        supply: int,
        reasons: tuple[Reason, ...],
        repairs: tuple[Repair, ...] = (),
    ) -> None:
        self.reasons, self.repairs = reasons, repairs
        self.remedies = tuple(dict.fromkeys(r for reason in reasons for r in reason.remedies))
        told = [repair for repair in repairs if str(repair)]
        super().__init__(
            "infeasible",
            f"{demand} places are asked for and {supply} are there, but they do not fit together. "
            + " ".join(map(str, (*reasons, *told))),
            remedy="; or ".join(self.remedies).capitalize() + "." if self.remedies else "",
            demand=demand,
            supply=supply,
            reasons=reasons,
            repairs=repairs,
        )


def infeasible(model: Model, reasons: tuple[Reason, ...]) -> Infeasible:
    """The error for a model, with its sums, and the least changes where pins do not clash."""
    clash = any(reason.code.startswith("pinned") for reason in reasons)
    repairs = () if clash else least_changes(model)
    return Infeasible(int(model.demand.sum()), int(model.load.sum()), reasons, repairs)


def pin_clashes(model: Model) -> tuple[Reason, ...]:
    """Pins against prohibitions, demands, loads and providers kept apart."""
    remedy = ("release one of the fixed pairs",)
    clashes = [
        Reason("pinned_forbidden", 1, 0, (need,), (provider,), ((need, provider),), remedy)
        for need, provider in sorted(model.pinned & model.forbidden)
    ]
    if not model.pinned:
        return ()
    per_row, per_provider = _pin_counts(model)
    for row in np.flatnonzero(per_row > model.demand).tolist():
        amounts = int(per_row[row]), int(model.demand[row])
        need = int(model.owner[row])
        clashes.append(Reason("pinned_over_demand", *amounts, needs=(need,), remedies=remedy))
    for provider in np.flatnonzero(per_provider > model.load).tolist():
        amounts = int(per_provider[provider]), int(model.load[provider])
        clashes.append(Reason("pinned_over_load", *amounts, providers=(provider,), remedies=remedy))
    for need in sorted({need for need, _ in model.pinned}):
        held = {provider for row, provider in model.pinned if row == need}
        for a, b in sorted(model.apart):
            if a in held and b in held:
                clashes.append(Reason("pinned_apart", 2, 1, (need,), (a, b), (), remedy))
    return tuple(clashes)


def shortages(model: Model) -> tuple[Reason, ...]:
    """The cuts of an infeasible model whose pins do not clash.

    Two cuts suffice: when the needs can be served within the loads, and the least loads can be
    met within the demands, both can be had at once (Mendelsohn & Dulmage 1958).
    """
    per_row, per_provider = _pin_counts(model)
    side = _Side(
        model,
        model.rows[~model.fixed],
        model.columns[~model.fixed],
        model.demand - per_row,
        model.load - per_provider,
        np.maximum(model.min_load - per_provider, 0),
    )
    found = []
    if model.exact:
        found += side.needs_short()
    found += side.providers_short()
    return tuple(found) or (_other(model),)


@dataclass(frozen=True, slots=True)
class _Side:
    """What is open once the pins are set."""

    model: Model
    rows: Integers
    columns: Integers
    demand: Integers
    load: Integers
    least: Integers

    def needs_short(self) -> list[Reason]:
        cut = _cut((self.rows, self.columns), self.demand, self.load)
        if cut is None:
            return []
        rows, providers = cut
        crossing = rows[self.rows] & ~providers[self.columns]
        supply = int(self.load[providers].sum()) + int(crossing.sum())
        conflicts = tuple(
            pair
            for pair in sorted(self.model.forbidden)
            if rows[self.model.row_of(pair)] and not providers[pair[1]]
        )
        remedies = ["lower the demand of these needs", "raise the load of these providers"]
        remedies.append("lift a conflict after review" if conflicts else "find further providers")
        asked = int(self.demand[rows].sum())
        return [self._reason("needs_short", (asked, supply), rows, providers, conflicts, remedies)]

    def providers_short(self) -> list[Reason]:
        cut = _cut((self.columns, self.rows), self.least, self.demand)
        if cut is None:
            return []
        providers, rows = cut
        crossing = ~rows[self.rows] & providers[self.columns]
        supply = int(self.demand[rows].sum()) + int(crossing.sum())
        conflicts = tuple(
            pair
            for pair in sorted(self.model.forbidden)
            if providers[pair[1]] and not rows[self.model.row_of(pair)]
        )
        remedies = ["lower the least load of these providers", "raise the demand of needs they fit"]
        amounts = int(self.least[providers].sum()), supply
        return [self._reason("providers_short", amounts, rows, providers, conflicts, remedies)]

    def _reason(
        self, code: str, amounts: tuple[int, int], rows: Mask, providers: Mask,
        conflicts: tuple[Pair, ...], remedies: list[str],
    ) -> Reason:  # fmt: skip
        needs = tuple(np.unique(self.model.owner[rows]).tolist())
        columns = tuple(np.flatnonzero(providers).tolist())
        return Reason(code, *amounts, needs, columns, conflicts, tuple(remedies))


def _other(model: Model) -> Reason:
    """Needs and loads would fit: the groups stand in the way, or providers kept apart."""
    demand = int(model.demand.sum())
    if not model.groups:
        members = tuple(sorted({p for pair in model.apart for p in pair}))
        remedies = ("let two of these providers meet", "lower the demand")
        return Reason("apart", demand, 0, (), members, (), remedies)
    members = tuple(sorted({p for group in model.groups for p in group.providers}))
    cap = sum(group.cap for group in model.groups)
    mending = ("raise the cap of a group", "lower the floor of a group", "lower the demand")
    return Reason("groups", demand, cap, (), members, (), mending)


def _pin_counts(model: Model) -> tuple[Integers, Integers]:
    per_row, per_provider = np.zeros_like(model.demand), np.zeros_like(model.load)
    for pair in model.pinned:
        per_row[model.row_of(pair)] += 1
        per_provider[pair[1]] += 1
    return per_row, per_provider


def _cut(
    free: tuple[Integers, Integers], asked: Integers, given: Integers
) -> tuple[Mask, Mask] | None:
    """Sides (left, right) of a minimum cut when `asked` cannot all be met, else None.

    Left nodes ask, right nodes give, each free pair at most once. The left side holds those who
    ask in vain; the right side those who already give all they may to them.
    """
    left, right = len(asked), len(given)
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


def _network(
    free: tuple[Integers, Integers], asked: Integers, given: Integers
) -> sparse.csr_matrix:
    left, right = len(asked), len(given)
    tails, heads = free
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
