"""The least changes that would make an assignment possible: one kind of change at a time.

Each is a flow of least cost (or, where that is not enough, a program: `mending`) in which breaking
a limit of that kind costs one for each place, and everything else is free and still holds: fewest
conflicts lifted, fewest places asked less, fewest places taken more, fewest places not filled by
those who must take some, caps of groups raised, floors of groups lowered.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from cigu.engines.matching.mending import Mending
from cigu.engines.matching.model import Integers, Model

Change = tuple[int, ...]  # (need, provider), or (index, places)
KINDS = ("conflicts", "load", "demand", "min_load", "cap", "floor")
_SENTENCES = {
    "conflicts": "It would fit with {amount} conflicts lifted: {listed}.",
    "load": "It would fit with {amount} places more at providers {listed}.",
    "demand": "It would fit with {amount} places less for needs {listed}.",
    "min_load": "It would fit if providers {listed} took {amount} places less than their least.",
    "cap": "It would fit with {amount} places more in groups {listed}.",
    "floor": "It would fit if groups {listed} took {amount} places less than their least.",
}


@dataclass(frozen=True, slots=True)
class Repair:
    """`amount` places in all. `changes`: (need, provider) of conflicts to lift, else (provider,
    need or group, places). No change of this kind alone makes do with less."""

    kind: str
    amount: int
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        shown = [str(c) if self.kind == "conflicts" else str(c[0]) for c in self.changes[:8]]
        more = len(self.changes) - len(shown)
        listed = ", ".join(shown) + (f" and {more} more" if more else "")
        return _SENTENCES[self.kind].format(amount=self.amount, listed=listed)


def least_changes(model: Model) -> tuple[Repair, ...]:
    """One repair for each kind of change that can mend it alone, the smallest first."""
    flows = model.is_network and not model.apart
    found = []
    for kind in KINDS:
        if names := names_of(model, kind):
            used = (_Flow if flows else Mending)(model, kind).solve()
            if used is not None:
                found.append(Repair(kind, int(used.sum()), _changes(kind, names, used)))
    return tuple(sorted(found, key=lambda r: (r.amount, KINDS.index(r.kind))))


def names_of(model: Model, kind: str) -> list[Change]:
    """The limits of a kind: pairs, needs (one for each row), providers or groups."""
    if kind == "conflicts":
        return [tuple(pair) for pair in sorted(model.forbidden)]
    if kind == "demand":
        return [(int(need),) for need in model.owner]
    many = len(model.groups) if kind in ("cap", "floor") else model.providers
    return [(place,) for place in range(many)]


def _changes(kind: str, names: list[Change], used: Integers) -> tuple[Change, ...]:
    broken = np.flatnonzero(used).tolist()
    if kind == "conflicts":
        return tuple(names[place] for place in broken)
    sums: dict[int, int] = {}
    for place in broken:
        (index,) = names[place]
        sums[index] = sums.get(index, 0) + int(used[place])
    return tuple(sorted(sums.items()))


@dataclass(slots=True)
class _Flow:
    """The flow of the model with one kind of limit that may be broken at a cost."""

    model: Model
    kind: str
    tails: list[Integers] = field(default_factory=list)
    heads: list[Integers] = field(default_factory=list)
    caps: list[Integers] = field(default_factory=list)
    costs: list[Integers] = field(default_factory=list)
    supplies: Integers = field(init=False)
    groups: Integers = field(init=False)
    behind: Integers = field(init=False)
    around: Integers = field(init=False)

    def __post_init__(self) -> None:
        model = self.model
        self.supplies = np.zeros(self.sink + 1, dtype=np.int64)
        self._pairs()
        below = len(model.demand)
        columns = below + np.arange(model.providers)
        self.groups = below + model.providers + np.arange(len(model.groups))
        behind, around = model.parents
        self.behind, self.around = (
            below + model.providers + behind,
            below + model.providers + around,
        )
        self._limited(columns, self.behind, model.min_load, model.load)
        floors = np.asarray([group.floor for group in model.groups], dtype=np.int64)
        caps = np.asarray([group.cap for group in model.groups], dtype=np.int64)
        self._limited(self.groups, self.around, floors, caps)
        self.supplies[:below] += model.demand
        self.supplies[self.sink] -= model.demand.sum()

    @property
    def sink(self) -> int:
        return len(self.model.demand) + self.model.providers + len(self.model.groups)

    def _arcs(self, tails: Integers, heads: Integers, caps: Integers, cost: int = 0) -> None:
        self.tails.append(tails)
        self.heads.append(heads)
        self.caps.append(caps)
        self.costs.append(np.full(len(tails), cost))

    def _pairs(self) -> None:
        """Free pairs cost nothing; pins must be used, so they are taken as given."""
        model = self.model
        below, free = len(model.demand), ~model.fixed
        ones = np.ones(int(free.sum()), dtype=np.int64)
        self._arcs(model.rows[free], below + model.columns[free], ones)
        np.add.at(self.supplies, model.rows[model.fixed], -1)
        np.add.at(self.supplies, below + model.columns[model.fixed], 1)
        rows = np.flatnonzero(model.demand > model.least)
        self._arcs(rows, np.full(len(rows), self.sink), (model.demand - model.least)[rows])

    def _limited(self, tails: Integers, heads: Integers, least: Integers, most: Integers) -> None:
        np.add.at(self.supplies, tails, -least)
        np.add.at(self.supplies, heads, least)
        self._arcs(tails, heads, most - least)

    def solve(self) -> Integers | None:
        """How far each limit is broken; None when this kind of change cannot mend it."""
        start = sum(map(len, self.tails))
        self._breakable()
        tails, heads, caps, costs = map(
            np.concatenate, (self.tails, self.heads, self.caps, self.costs)
        )
        solver = SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(tails, heads, caps, costs)
        solver.set_nodes_supplies(np.arange(self.sink + 1), self.supplies)
        if solver.solve() != solver.OPTIMAL or solver.optimal_cost() == 0:
            return None
        return np.asarray(solver.flows(np.arange(start, len(tails))))

    def _breakable(self) -> None:
        """Adds the arcs that break a limit, at one for each place, in the order of the names."""
        model, below = self.model, len(self.model.demand)
        columns = below + np.arange(model.providers)
        endless = int(model.demand.sum())
        if self.kind == "conflicts":
            pairs = sorted(model.forbidden)
            rows = np.asarray([model.row_of(pair) for pair in pairs], dtype=np.int64)
            heads = np.asarray([below + pair[1] for pair in pairs], dtype=np.int64)
            self._arcs(rows, heads, np.ones(len(pairs), dtype=np.int64), 1)
        elif self.kind == "demand":
            self._arcs(np.arange(below), np.full(below, self.sink), model.least, 1)
        elif self.kind == "load":
            self._arcs(columns, self.behind, np.full(model.providers, endless), 1)
        elif self.kind == "min_load":
            self._arcs(self.behind, columns, model.min_load, 1)
        elif self.kind == "cap":
            self._arcs(self.groups, self.around, np.full(len(self.groups), endless), 1)
        else:
            floors = np.asarray([group.floor for group in model.groups], dtype=np.int64)
            self._arcs(self.around, self.groups, floors, 1)
