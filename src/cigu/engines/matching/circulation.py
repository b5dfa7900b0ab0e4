"""Whether limits can be kept at all, scores aside, and the cut that says why not.

Places flow from the needs' rows over providers and their groups to a sink and back; every step has
a lower and an upper limit. They can be kept unless some part of the network must take in more than
it can pass on (Hoffman 1960). A greatest flow finds such a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from cigu.engines.matching.model import Integers, Mask, Model


@dataclass(frozen=True, slots=True)
class Cut:
    """`asked` places at least, `given` at most. Rows, columns and groups whose own limits count,
    and `missing` (rows, columns): pairs of both would help, were they allowed."""

    asked: int
    given: int
    rows: Mask
    columns: Mask
    groups: Mask
    missing: tuple[Mask, Mask]


class Circulation:
    """A model's limits once its pins are set. Steps in order: sink to rows, pairs, columns to what
    is behind them, groups to what is around them."""

    def __init__(self, model: Model) -> None:
        fixed = model.fixed
        per_row = np.bincount(model.rows[fixed], minlength=len(model.demand))
        per_column = np.bincount(model.columns[fixed], minlength=model.providers)
        members = [list(group.providers) for group in model.groups]
        per_group = np.asarray([per_column[held].sum() for held in members], dtype=np.int64)
        caps = np.asarray([group.cap for group in model.groups], dtype=np.int64) - per_group
        floors = np.asarray([group.floor for group in model.groups], dtype=np.int64) - per_group
        self.height, self.width = len(model.demand), model.providers
        self.sink = self.height + self.width + len(caps)
        rows, columns = model.rows[~fixed], self.height + model.columns[~fixed]
        behind, around = (self.height + self.width + found for found in model.parents)
        own = self.height + np.arange(self.width)
        above = self.height + self.width + np.arange(len(caps))
        self.tails = np.concatenate((np.full(self.height, self.sink), rows, own, above))
        self.heads = np.concatenate((np.arange(self.height), columns, behind, around))
        one = np.ones(len(rows), dtype=np.int64)
        self.upper = np.concatenate(
            (model.demand - per_row, one, model.load - per_column, caps)
        )  # fmt: skip
        self.upper = np.maximum(self.upper, 0)
        self.starts = np.cumsum([0, self.height, len(rows), self.width, len(caps)])
        self._must = np.maximum(model.least - per_row, 0)
        self._least = np.maximum(np.concatenate((model.min_load - per_column, floors)), 0)

    def cut(self, *, needs: bool, providers: bool, near: bool = True) -> Cut | None:
        """Why least demands of needs, or least loads of providers and groups, or both, cannot be
        kept; None when they can. `near`: the part nearest to where too much comes in, else the
        one nearest to where too little leaves, so that the fewest are named."""
        lower = np.zeros_like(self.upper)
        if needs:
            lower[: self.height] = self._must
        if providers:
            lower[self.starts[2] :] = self._least
        lower = np.minimum(lower, self.upper)
        inside = self._part(lower, near)
        return None if inside is None else self._told(inside, lower)

    def _part(self, lower: Integers, near: bool) -> Mask | None:
        """Whether a node is in the part that must take in more than it can pass on."""
        size, wanted = self.sink + 3, int(lower.sum())
        source, end = self.sink + 1, self.sink + 2
        nodes = np.arange(self.sink + 1)
        come = np.bincount(self.heads, lower, self.sink + 1)
        leave = np.bincount(self.tails, lower, self.sink + 1)
        network = _matrix(
            np.concatenate((self.tails, np.full(len(nodes), source), nodes)),
            np.concatenate((self.heads, nodes, np.full(len(nodes), end))),
            np.concatenate((self.upper - lower, come.astype(int), leave.astype(int))),
            size,
        )
        flow = maximum_flow(network, source, end)
        if flow.flow_value >= wanted:
            return None
        residual = network - flow.flow
        residual.data = np.maximum(residual.data, 0)
        residual.eliminate_zeros()
        reached = np.zeros(size, dtype=bool)
        graph, start = (residual, source) if near else (residual.T.tocsr(), end)
        reached[breadth_first_order(graph, start, return_predecessors=False)] = True
        return (reached if near else ~reached)[: self.sink + 1]

    def _told(self, inside: Mask, lower: Integers) -> Cut:
        enters = ~inside[self.tails] & inside[self.heads] & (lower > 0)
        leaves = inside[self.tails] & ~inside[self.heads]
        counts = enters | leaves
        rows, pairs, columns, groups = (
            counts[a:b].copy() for a, b in zip(self.starts[:-1], self.starts[1:], strict=True)
        )
        rows[self.tails[self.starts[1] : self.starts[2]][pairs]] = True  # a need takes each once
        return Cut(
            asked=int(lower[enters].sum()),
            given=int(self.upper[leaves].sum()),
            rows=rows,
            columns=columns,
            groups=groups,
            missing=(inside[: self.height], ~inside[self.height : self.height + self.width]),
        )


def _matrix(tails: Any, heads: Any, capacity: Any, size: int) -> sparse.csr_matrix:
    matrix = sparse.csr_matrix((capacity.astype(np.int32), (tails, heads)), shape=(size, size))
    matrix.eliminate_zeros()
    return matrix
