"""The assignment as a flow of least cost (OR-tools), on the candidates that matter, with proof.

Most pairs of a matrix never matter. The flow is first solved on each row's best candidates; the
prices of its nodes then say for every pair left out whether it could help, and those that could
are let in until none can (column generation). The bound is computed here from these prices and
the real scores by weak duality, so it holds whatever the solver did.

Prices are exact: scores become whole numbers, and the prices are shortest distances in what the
flow leaves open (Bellman-Ford), which exist exactly when the flow is of least cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.model import Floats, Integers, Mask, Model

_FEW = 4_000  # arcs up to which leaving any out gains nothing
_FIRST = 4  # candidates of a row looked at first, beside three for each place it asks for
_GRIDS = (1, 2, 4, 8, 10, 20, 100, 1000)
_FINEST = 1_000_000_000
_ROOM = 2**60  # what OR-tools multiplies costs to must stay inside 64 bits


@dataclass(frozen=True, slots=True)
class Flow:
    """`chosen` (arcs,), an upper `bound` of any total, how many `rounds` it took."""

    chosen: Mask
    bound: float
    rounds: int


def solve_flow(model: Model) -> Flow | None:
    """The best total of a model whose groups do not overlap; None when nothing is feasible."""
    graph = _Graph(model)
    active = graph.first()
    rounds = 0
    while True:
        rounds += 1
        used = np.flatnonzero(active)
        network = _Network(graph, used)
        flows = network.solve()
        if flows is None:
            if len(used) == graph.open.sum():
                return None
            active = graph.more(active)
            continue
        prices = network.prices(flows)
        fresh = ~active & (graph.reduced(prices) < 0)
        if not fresh.any():
            break
        active |= fresh
    chosen = model.fixed.copy()
    chosen[used[flows[: len(used)] > 0]] = True
    return Flow(chosen, graph.bound(prices), rounds)


class _Graph:
    """Nodes: rows, columns, groups, sink. Pinned arcs are taken out and their limits lowered."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.rows, self.columns = model.rows, model.columns
        self.demand, self.load, self.least = model.demand, model.load, model.min_load
        self.caps = np.asarray([group.cap for group in model.groups], dtype=np.int64)
        self.floors = np.asarray([group.floor for group in model.groups], dtype=np.int64)
        self.must = model.least
        self.open = self.load[self.columns] > 0
        if model.pinned:
            self._take_pins_out()
        self.height, self.width = len(self.demand), model.providers
        self.sink = self.height + self.width + len(self.caps)
        parent, above = model.parents
        self.parent, self.above = (self.height + self.width + found for found in (parent, above))
        self.slack = self.demand - self.must  # places of a row that may stay empty
        self.scale = _scale(model.value, self.sink)
        self.cost = -np.rint(model.value * self.scale).astype(np.int64)

    def _take_pins_out(self) -> None:
        fixed = self.model.fixed
        per_row = np.bincount(self.rows[fixed], minlength=len(self.demand))
        per_column = np.bincount(self.columns[fixed], minlength=len(self.load))
        members = [list(group.providers) for group in self.model.groups]
        per_group = np.asarray([per_column[held].sum() for held in members], dtype=np.int64)
        self.demand, self.load = self.demand - per_row, self.load - per_column
        self.must = np.maximum(self.must - per_row, 0)
        self.least = np.maximum(self.least - per_column, 0)
        self.caps, self.floors = self.caps - per_group, np.maximum(self.floors - per_group, 0)
        self.open = ~fixed & (self.load[self.columns] > 0)

    def first(self) -> Mask:
        """Every row's best candidates, and those of columns that must take some."""
        if len(self.rows) <= _FEW:
            return self.open.copy()
        wanted = best_of_rows(self.rows, self.model.value, 3 * self.demand + _FIRST)
        if self.least.any():
            order = np.argsort(self.columns, kind="stable")
            many = np.where(self.least > 0, 3 * self.least + _FIRST, 0)
            wanted[order] |= best_of_rows(self.columns[order], self.model.value[order], many)
        return wanted & self.open

    def more(self, active: Mask) -> Mask:
        """Four times as many for each row; all, when that is most of them."""
        many = 4 * np.bincount(self.rows[active], minlength=self.height) + 4 * self.demand
        wider = best_of_rows(self.rows, self.model.value, many) & self.open | active
        return wider if 2 * wider.sum() < self.open.sum() else self.open.copy()

    def reduced(self, prices: Integers) -> Integers:
        """What an arc would cost at these prices, (arcs,); closed arcs cost nothing."""
        found = self.cost + prices[self.rows] - prices[self.height + self.columns]
        return np.where(self.open, found, 0)

    def bound(self, prices: Integers) -> float:
        """Greatest value that prices of the nodes allow, by the real scores."""
        price = prices / self.scale
        value = self.model.value - price[self.rows] + price[self.height + self.columns]
        gain = np.maximum(value[self.open], 0).sum()
        column = price[self.height : self.height + self.width]
        parent = price[self.parent]
        room = self.load - self.least
        gain += (room * np.maximum(parent - column, 0)).sum()
        gain += (self.least * (parent - column)).sum()
        outward = price[self.above] - price[self.height + self.width : self.sink]
        gain += ((self.caps - self.floors) * np.maximum(outward, 0)).sum()
        gain += (self.floors * outward).sum()
        row, sink = price[: self.height], price[self.sink]
        gain += (self.demand * (row - sink)).sum()
        gain += (self.slack * np.maximum(sink - row, 0)).sum()
        return float(gain) + float(self.model.value[self.model.fixed].sum())


class _Network:
    """The graph with only some of its arcs, as OR-tools takes it.

    A column that can take all its arcs at once limits nothing: its arcs lead to its parent.
    """

    def __init__(self, graph: _Graph, used: Integers) -> None:
        self.graph, self.used = graph, used
        degree = np.bincount(graph.columns[used], minlength=graph.width)
        binding = (degree > graph.load) | (graph.least > 0)
        columns = np.flatnonzero(binding)
        groups = np.arange(len(graph.caps))
        rows = np.flatnonzero(graph.slack)
        below, start = graph.height, graph.height + graph.width
        sink = graph.sink
        self.tails = np.concatenate((graph.rows[used], below + columns, start + groups, rows))
        self.heads = np.concatenate(
            (np.where(binding, below + np.arange(graph.width), graph.parent)[graph.columns[used]],
             graph.parent[columns], graph.above, np.full(len(rows), sink))
        )  # fmt: skip
        room = graph.load[columns] - graph.least[columns]
        self.caps = np.concatenate(
            (np.ones(len(used), dtype=np.int64), room, graph.caps - graph.floors,
             graph.slack[rows])
        )  # fmt: skip
        self.costs = np.zeros(len(self.tails), dtype=np.int64)
        self.costs[: len(used)] = graph.cost[used]
        self.columns = columns

    @cached_property
    def supplies(self) -> Integers:
        """Demands at the rows; least loads are taken for granted and moved to the parents."""
        graph = self.graph
        found = np.zeros(graph.sink + 1, dtype=np.int64)
        found[: graph.height] = graph.demand
        found[graph.height : graph.height + graph.width] = -graph.least
        np.add.at(found, graph.parent, graph.least)
        found[graph.height + graph.width : graph.sink] -= graph.floors
        np.add.at(found, graph.above, graph.floors)
        found[graph.sink] -= graph.demand.sum()
        return found

    def solve(self) -> Integers | None:
        """The flow on every arc; None when there is none."""
        nodes = self._numbers()
        solver = SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(
            nodes[self.tails], nodes[self.heads], np.maximum(self.caps, 0), self.costs
        )
        kept = np.flatnonzero(nodes >= 0)
        solver.set_nodes_supplies(nodes[kept], self.supplies[kept])
        status = solver.solve()
        if status == solver.OPTIMAL:
            return np.asarray(solver.flows(np.arange(len(self.tails))))
        if status == solver.INFEASIBLE:
            return None
        raise CiguError(
            "solver",
            f"The solver stopped with '{status.name}'.",
            remedy="Check that scores are of usual size, and try fewer candidates per need.",
        )

    def _numbers(self) -> Integers:
        """Nodes counted without the columns that limit nothing; -1 for these."""
        graph = self.graph
        used = np.ones(graph.sink + 1, dtype=bool)
        used[graph.height : graph.height + graph.width] = False
        used[graph.height + self.columns] = True
        return np.where(used, np.cumsum(used) - 1, -1)

    def prices(self, flows: Integers) -> Integers:
        """Whole-number prices of all nodes under which no arc could be used better."""
        graph = self.graph
        start = np.zeros(graph.sink + 1, dtype=np.int64)
        taken = flows[: len(self.used)] > 0
        if taken.any():
            start[: graph.height] = -graph.cost[self.used].min(initial=0)
            rows = self.tails[: len(self.used)][taken]
            np.minimum.at(start, rows, -self.costs[: len(self.used)][taken])
        ahead, back = flows < self.caps, flows > 0
        found = _distances(
            np.concatenate((self.tails[ahead], self.heads[back])),
            np.concatenate((self.heads[ahead], self.tails[back])),
            np.concatenate((self.costs[ahead], -self.costs[back])),
            start,
        )
        absent = np.ones(graph.width, dtype=bool)
        absent[self.columns] = False
        spare = np.flatnonzero(absent)
        found[graph.height + spare] = found[graph.parent[spare]]
        return found


def _distances(tails: Integers, heads: Integers, costs: Integers, start: Integers) -> Integers:
    """Greatest prices below `start` with price[head] ≤ price[tail] + cost on every arc.

    Bellman-Ford by fronts: only arcs behind a price that has just changed are looked at.
    """
    price = start.copy()
    order = np.argsort(tails, kind="stable")
    tails, heads, costs = tails[order], heads[order], costs[order]
    begin = np.searchsorted(tails, np.arange(len(price) + 1))
    arcs = np.arange(len(tails))
    while len(arcs):
        offer = price[tails[arcs]] + costs[arcs]
        better = offer < price[heads[arcs]]
        if not better.any():
            break
        reached = heads[arcs[better]]
        np.minimum.at(price, reached, offer[better])
        front = np.unique(reached)
        lengths = begin[front + 1] - begin[front]
        ends = np.cumsum(lengths)
        arcs = np.arange(ends[-1]) + np.repeat(begin[front] - ends + lengths, lengths)
    return price


def best_of_rows(rows: Integers, worth: Floats, many: Integers) -> Mask:
    """For arcs sorted by row: whether an arc is among the `many` best of its row.

    Equal scores are told apart by chance that is the same every time, differently in every row:
    else all of them would be let in, or all rows would want the same columns.
    """
    if not len(rows):
        return np.zeros(0, dtype=bool)
    chance = (np.arange(len(rows)) * 2_654_435_761 % 2**32) / 2**32
    worth = worth + chance * max(float(np.ptp(worth)), 1e-6) * 1e-9
    counts = np.bincount(rows, minlength=len(many))
    width, begin = int(counts.max(initial=0)), np.cumsum(counts) - counts
    place = np.arange(len(rows)) - begin[rows]
    most = int(many.max(initial=0))
    if width <= most and (counts <= many).all():
        return np.ones(len(rows), dtype=bool)
    if len(counts) * width > 4 * len(rows) + _FEW:
        order = np.lexsort((-worth, rows))
        found = np.zeros(len(rows), dtype=bool)
        found[order] = place < many[rows]
        return found
    table = np.full((len(counts), width), np.inf)
    table[rows, place] = -worth
    kept = np.sort(table, axis=1) if most < width else table
    last = np.clip(many - 1, 0, width - 1)
    limit = np.where(many > 0, kept[np.arange(len(counts)), last], -np.inf)
    limit[many >= counts] = np.inf
    return np.asarray(-worth <= limit[rows])


def _scale(worth: Floats, nodes: int) -> float:
    """What turns scores into whole numbers: exactly, where they lie on a coarse grid."""
    top = float(np.abs(worth).max(initial=0.0)) or 1.0
    for grid in _GRIDS:
        scaled = worth[:64] * grid
        if (np.abs(scaled - np.rint(scaled)) < 1e-9).all():
            scaled = worth * grid
            if (np.abs(scaled - np.rint(scaled)) < 1e-9).all() and top * grid < 1e9:
                return float(grid)
    scale = float(_FINEST)
    while top * scale * (nodes + 2) > _ROOM:
        scale /= 10
    return scale
