"""The arguments of an assignment, checked and brought to one shape: arcs between rows and columns.

A row is a need, or one role of a need (a lead, an adviser) where roles are told apart; a column is
a provider. Only pairs that may be chosen are arcs, so a nation's candidates fit in memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.nesting import Nesting, nested

Pair = tuple[int, int]  # need row, provider column
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Limit = int | Sequence[int] | NDArray[np.integer]
Scores = Any  # (needs, providers): an array, or a SciPy sparse matrix of candidates


@dataclass(frozen=True, slots=True)
class Group:
    """Providers that share limits, such as the experts of one institute: floor ≤ sum ≤ cap."""

    providers: tuple[int, ...]
    cap: int
    name: str = ""
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What an assignment must keep, as the caller gave it; see `assign`."""

    demand: Any
    load: Limit
    min_load: Limit | None = None
    forbidden: Iterable[Pair] = ()
    pinned: Iterable[Pair] = ()
    groups: tuple[Group, ...] = ()
    exact: bool | Sequence[bool] = True
    roles: Sequence[int] | None = None
    apart: Iterable[Pair] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """Arcs sorted by row, then column: `rows`, `columns`, `worth` (score; 0 for an unknown pin),
    `value` (what is maximised: worth, and a bonus where something is to be kept), `fixed`
    (pinned), each of length k. demand, and what must be had of it, least (rows,); load, min_load
    (columns,). nesting: how groups lie within one another; None where they only overlap.

    `owner` (rows,) is the need behind a row, `role` (columns,) the role of a provider.
    """

    needs: int
    rows: Integers
    columns: Integers
    worth: Floats
    value: Floats
    fixed: Mask
    demand: Integers
    least: Integers
    load: Integers
    min_load: Integers
    owner: Integers
    role: Integers
    forbidden: frozenset[Pair]
    pinned: frozenset[Pair]
    groups: tuple[Group, ...]
    nesting: Nesting | None
    apart: frozenset[Pair]

    @classmethod
    def build(cls, scores: Scores, limits: Limits) -> Model:
        """Raises CiguError "shape", "limits" or "pair"."""
        rows, columns, worth, shape = _arcs(scores)
        role, roles = _roles(limits.roles, shape[1], limits.demand)
        demand = _demand(limits.demand, shape[0], roles)
        must = np.where(np.tile(_exact(limits.exact, roles), shape[0]), demand, 0)
        forbidden, pinned = _pairs(limits.forbidden, shape), _pairs(limits.pinned, shape)
        rows = rows if roles == 1 else rows * roles + role[columns]
        given = 0 if limits.min_load is None else limits.min_load
        min_load = _limits(given, shape[1], "min_load")
        forced = bool(min_load.any()) or any(group.floor for group in limits.groups)
        arcs = _Arcs(rows, columns, worth, roles, role, shape[1])
        if forbidden or pinned or roles > 1:
            arcs = arcs.settle(forbidden, pinned)
        if not forced:
            arcs = arcs.gaining(pinned, must < demand)
        model = cls(
            needs=shape[0],
            rows=arcs.rows,
            columns=arcs.columns,
            worth=arcs.worth,
            value=arcs.worth,
            fixed=arcs.mask(pinned),
            demand=demand,
            least=must,
            load=_limits(limits.load, shape[1], "load"),
            min_load=min_load,
            owner=np.arange(shape[0] * roles) // roles,
            role=role,
            forbidden=forbidden,
            pinned=pinned,
            groups=limits.groups,
            nesting=None,
            apart=_apart(limits.apart, shape[1]),
        )
        _check_limits(model)
        members = [group.providers for group in limits.groups]
        return replace(model, nesting=nested(members, shape[1]))

    def keeping(self, previous: Iterable[Pair], gain: float) -> Model:
        """The same, but dropping a pair of `previous` must gain more than `gain`; infinite: as few
        are dropped as can be, and only then the total counts. Raises CiguError "pair"."""
        known = _pairs(previous, (self.needs, self.providers))
        places = [place for pair in known if (place := self.place_of(pair)) is not None]
        if math.isinf(gain):
            spread = float(np.ptp(self.worth)) if len(self.worth) else 0.0
            gain = spread * float(self.demand.sum()) + 1.0
        value = self.worth.copy()
        value[places] += gain
        return replace(self, value=value)

    def lifting(self, pairs: frozenset[Pair]) -> Model:
        """The same without these conflicts; pairs whose score nobody asked for are worth 0."""
        roles = len(self.demand) // self.needs if self.needs else 1
        arcs = _Arcs(self.rows, self.columns, self.worth, roles, self.role, self.providers)
        arcs = arcs.settle(frozenset(), pairs)
        return replace(
            self, rows=arcs.rows, columns=arcs.columns, worth=arcs.worth, value=arcs.worth,
            fixed=arcs.mask(self.pinned), forbidden=self.forbidden - pairs,
        )  # fmt: skip

    @property
    def providers(self) -> int:
        return len(self.load)

    @property
    def is_network(self) -> bool:
        """Whether flows give whole numbers by themselves: no groups overlap, but for those that
        lie within one another."""
        return self.nesting is not None

    @property
    def parents(self) -> tuple[Integers, Integers]:
        """Behind a provider and behind a group: the number of the group around it, or that of the
        sink, which stands after all groups."""
        sink, nesting = len(self.groups), self.nesting
        if nesting is None:
            return np.full(self.providers, sink), np.full(sink, sink)
        inner, outer = nesting.inner, nesting.outer
        return np.where(inner < 0, sink, inner), np.where(outer < 0, sink, outer)

    def row_of(self, pair: Pair) -> int:
        """The row in which a need may meet this provider."""
        roles = len(self.demand) // self.needs if self.needs else 1
        return pair[0] * roles + (int(self.role[pair[1]]) if roles > 1 else 0)

    def place_of(self, pair: Pair) -> int | None:
        """The arc of a pair; None when it is forbidden or unknown."""
        if not len(self.rows):
            return None
        keys = self.rows * self.providers + self.columns
        key = self.row_of(pair) * self.providers + pair[1]
        at = int(np.searchsorted(keys, key))
        return at if at < len(keys) and int(keys[at]) == key else None

    def pairs(self, chosen: Mask) -> tuple[Pair, ...]:
        """(need, provider) of the chosen arcs, sorted."""
        needs, providers = self.owner[self.rows[chosen]], self.columns[chosen]
        if len(self.demand) > self.needs:
            order = np.lexsort((providers, needs))
            needs, providers = needs[order], providers[order]
        return tuple(zip(needs.tolist(), providers.tolist(), strict=True))

    def total(self, chosen: Mask) -> float:
        return math.fsum(self.worth[chosen].tolist())

    def sums(self, chosen: Mask) -> Floats:
        """What each need gets, (needs,)."""
        found = np.bincount(self.owner[self.rows[chosen]], self.worth[chosen], self.needs)
        return np.asarray(found, dtype=np.float64)

    @property
    def asking(self) -> Mask:
        """(needs,) whether a need asks for anything."""
        found = np.bincount(self.owner, self.demand, self.needs)
        return np.asarray(found > 0)

    def minimum(self, chosen: Mask) -> float | None:
        """The smallest sum a need with demand gets; None when no need has any."""
        asking = self.asking
        return float(self.sums(chosen)[asking].min()) if asking.any() else None


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Arcs on their way into a model, sorted by row and column."""

    rows: Integers
    columns: Integers
    worth: Floats
    roles: int
    role: Integers
    width: int

    def keys(self) -> Integers:
        return self.rows * self.width + self.columns

    def keys_of(self, pairs: frozenset[Pair]) -> Integers:
        found = [
            (n * self.roles + (int(self.role[p]) if self.roles > 1 else 0)) * self.width + p
            for n, p in pairs
        ]
        return np.asarray(sorted(found), dtype=np.int64)

    def settle(self, forbidden: frozenset[Pair], pinned: frozenset[Pair]) -> _Arcs:
        """Without forbidden arcs, with an arc worth nothing for pins of unknown score, sorted."""
        keys = self.keys()
        keep = ~np.isin(keys, self.keys_of(forbidden))
        added = np.setdiff1d(self.keys_of(pinned - forbidden), keys)
        keys = np.concatenate((keys[keep], added))
        worth = np.concatenate((self.worth[keep], np.zeros(len(added))))
        order = np.argsort(keys, kind="stable")
        rows, columns = np.divmod(keys[order], max(self.width, 1))
        return _Arcs(rows, columns, worth[order], self.roles, self.role, self.width)

    def gaining(self, pinned: frozenset[Pair], free: Mask) -> _Arcs:
        """Of free rows only arcs that gain something, and pins: nothing else is forced."""
        if not free.any():
            return self
        keep = (self.worth > 0) | ~free[self.rows] | self.mask(pinned)
        rows, columns, worth = self.rows[keep], self.columns[keep], self.worth[keep]
        return _Arcs(rows, columns, worth, self.roles, self.role, self.width)

    def mask(self, pairs: frozenset[Pair]) -> Mask:
        if not pairs:
            return np.zeros(len(self.rows), dtype=bool)
        return np.isin(self.keys(), self.keys_of(pairs))


def _arcs(scores: Scores) -> tuple[Integers, Integers, Floats, tuple[int, int]]:
    """Rows, columns and scores of the known pairs, in order."""
    if sparse.issparse(scores):
        return _stored(scores)
    matrix = np.asarray(scores, dtype=np.float64)
    if matrix.ndim != 2 or np.isinf(matrix).any():
        raise _shape_error(matrix.shape)
    known = ~np.isnan(matrix)
    flat = np.flatnonzero(known.ravel())
    rows, columns = np.divmod(flat, max(matrix.shape[1], 1))
    return rows, columns, matrix.ravel()[flat], (matrix.shape[0], matrix.shape[1])


def _stored(scores: Any) -> tuple[Integers, Integers, Floats, tuple[int, int]]:
    """What a sparse matrix stores, zeros among it, is a candidate; what it leaves out is not."""
    matrix = sparse.csr_matrix(scores)
    matrix.sum_duplicates()
    matrix.sort_indices()
    worth = np.asarray(matrix.data, dtype=np.float64)
    if np.isinf(worth).any():
        raise _shape_error(matrix.shape)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    columns = matrix.indices.astype(np.int64)
    known = ~np.isnan(worth)
    if not known.all():
        rows, columns, worth = rows[known], columns[known], worth[known]
    return rows, columns, worth, (int(matrix.shape[0]), int(matrix.shape[1]))


def _shape_error(shape: tuple[int, ...]) -> CiguError:
    return CiguError(
        "shape",
        f"Scores of shape {shape} are not finite numbers by need and provider.",
        remedy="Give a matrix (needs, providers); NaN where a score is unknown.",
        value=shape,
    )


def _roles(
    given: Sequence[int] | None, providers: int, demand: Any
) -> tuple[Integers, int]:  # fmt: skip
    """The role of each provider and how many roles there are, also those that nobody has."""
    if given is None:
        return np.zeros(providers, dtype=np.int64), 1
    role, asked = _limits(given, providers, "roles").copy(), np.shape(demand)
    return role, max(int(role.max(initial=0)) + 1, asked[1] if len(asked) == 2 else 0)


def _demand(value: Any, needs: int, roles: int) -> Integers:
    """One number, one a need, or (needs, roles): how many of each role a need asks for."""
    given = np.asarray(value)
    if roles == 1:
        return _limits(given[:, 0] if given.ndim == 2 and given.shape[1] == 1 else value, needs,
                       "demand")  # fmt: skip
    if given.shape == (roles,):
        given = np.broadcast_to(given, (needs, roles))
    if given.shape != (needs, roles):
        raise CiguError(
            "limits",
            f"With {roles} roles, demand must be {roles} numbers, or {needs} × {roles}.",
            remedy="Say for each role how many a need asks for.",
            value="demand",
        )
    return _limits(np.ascontiguousarray(given).ravel(), needs * roles, "demand")


def _exact(value: bool | Sequence[bool], roles: int) -> Mask:
    """(roles,) whether a need must get all that it asks of a role."""
    given = np.atleast_1d(np.asarray(value, dtype=bool))
    if len(given) not in (1, roles):
        raise CiguError(
            "limits",
            f"With {roles} roles, exact must be one answer or {roles} of them, not {len(given)}.",
            remedy="Say for each role whether needs must get all they ask.",
            value="exact",
        )
    return np.broadcast_to(given, (roles,))


def _limits(value: Any, size: int, name: str) -> Integers:
    given = np.asarray(value)
    whole = given.dtype.kind in "iu" or given.size == 0
    if not whole or given.shape not in ((), (size,)) or (given.size and given.min() < 0):
        raise CiguError(
            "limits",
            f"{name} must be whole numbers from zero, one or {size} of them.",
            remedy=f"Give an integer or {size} integers.",
            value=name,
        )
    return np.broadcast_to(given.astype(np.int64), (size,))


def _pairs(pairs: Iterable[Pair], shape: tuple[int, int]) -> frozenset[Pair]:
    found = frozenset((int(need), int(provider)) for need, provider in pairs)
    for need, provider in found:
        if not (0 <= need < shape[0] and 0 <= provider < shape[1]):
            raise CiguError(
                "pair",
                f"There is no need {need} with provider {provider} in {shape[0]} × {shape[1]}.",
                remedy="Count rows and columns from 0.",
                value=(need, provider),
            )
    return found


def _apart(pairs: Iterable[Pair], providers: int) -> frozenset[Pair]:
    found = frozenset((min(int(a), int(b)), max(int(a), int(b))) for a, b in pairs)
    for a, b in found:
        if a == b or a < 0 or b >= providers:
            raise CiguError(
                "pair",
                f"Providers {a} and {b} are not two of {providers} providers.",
                remedy="Count columns from 0.",
                value=(a, b),
            )
    return found


def _check_limits(model: Model) -> None:
    crossed = np.flatnonzero(model.min_load > model.load)
    known = range(model.providers)
    strange = [
        group
        for group in model.groups
        if group.cap < group.floor
        or group.floor < 0
        or any(provider not in known for provider in group.providers)
    ]
    if crossed.size or strange:
        raise CiguError(
            "limits",
            f"Provider {crossed[0]} has a least load above its greatest."
            if crossed.size
            else f"{strange[0]} names a provider that does not exist, or limits that cross.",
            remedy="Correct the limits.",
            value=crossed.tolist() or strange,
        )
