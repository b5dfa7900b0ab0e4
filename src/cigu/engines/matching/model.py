"""The arguments of an assignment, checked and brought to one shape."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cigu.engines.basis.errors import CiguError

Pair = tuple[int, int]  # need row, provider column
Integers = NDArray[np.int64]
Limit = int | Sequence[int] | NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Group:
    """Providers that share a cap, such as the experts of one institute."""

    providers: tuple[int, ...]
    cap: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """Shapes: scores, allowed (needs, providers); demand (needs,); load, min_load (providers,).

    `allowed` is False for forbidden pairs and for unknown scores, unless pinned.
    """

    scores: NDArray[np.float64]
    demand: Integers
    load: Integers
    min_load: Integers
    allowed: NDArray[np.bool_]
    forbidden: frozenset[Pair]
    pinned: frozenset[Pair]
    groups: tuple[Group, ...]
    exact: bool

    @classmethod
    def build(
        cls,
        scores: ArrayLike,
        demand: Limit,
        load: Limit,
        min_load: Limit | None,
        forbidden: Iterable[Pair],
        pinned: Iterable[Pair],
        groups: tuple[Group, ...],
        exact: bool,
    ) -> Model:
        """Raises CiguError "shape", "limits" or "pair"."""
        matrix = _matrix(scores)
        needs, providers = matrix.shape
        barred, fixed = _pairs(forbidden, matrix.shape), _pairs(pinned, matrix.shape)
        allowed = ~np.isnan(matrix)
        for pairs, value in ((fixed, True), (barred, False)):
            rows, columns = _places(pairs)
            allowed[rows, columns] = value
        model = cls(
            scores=matrix,
            demand=_limits(demand, needs, "demand"),
            load=_limits(load, providers, "load"),
            min_load=_limits(0 if min_load is None else min_load, providers, "min_load"),
            allowed=allowed,
            forbidden=barred,
            pinned=fixed,
            groups=groups,
            exact=exact,
        )
        _check_limits(model)
        return model

    @property
    def candidates(self) -> NDArray[np.intp]:
        """Pairs worth deciding on, shape (k, 2): where nothing forces a pair, only gains."""
        wanted = self.allowed.copy()
        if not self.exact and not self.min_load.any():
            with np.errstate(invalid="ignore"):
                wanted &= self.scores > 0
            rows, columns = _places(self.pinned)
            wanted[rows, columns] = True
        return np.argwhere(wanted)

    @property
    def is_network(self) -> bool:
        """Whether no provider is in two groups, so that the simplex method gives 0 and 1."""
        members = [provider for group in self.groups for provider in group.providers]
        return len(members) == len(set(members))

    def worth(self, pair: Pair) -> float:
        """The pair's score; a pinned pair of unknown score has no worth."""
        score = float(self.scores[pair])
        return 0.0 if math.isnan(score) else score

    def total(self, pairs: Iterable[Pair]) -> float:
        return math.fsum(self.worth(pair) for pair in pairs)

    def minimum(self, pairs: Sequence[Pair]) -> float | None:
        """The smallest sum a need with demand gets; None when no need has any."""
        rows = np.flatnonzero(self.demand)
        sums = dict.fromkeys(rows.tolist(), 0.0)
        for need, provider in pairs:
            sums[need] += self.worth((need, provider))
        return min(sums.values(), default=None)


def _matrix(scores: ArrayLike) -> NDArray[np.float64]:
    matrix = np.asarray(scores, dtype=np.float64)
    if matrix.ndim != 2 or np.isinf(matrix).any():
        raise CiguError(
            "shape",
            f"Scores of shape {matrix.shape} are not finite numbers by need and provider.",
            remedy="Give a matrix (needs, providers); NaN where a score is unknown.",
            value=matrix.shape,
        )
    return matrix


def _limits(value: Limit, size: int, name: str) -> Integers:
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


def _pairs(pairs: Iterable[Pair], shape: tuple[int, ...]) -> frozenset[Pair]:
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


def _places(pairs: Iterable[Pair]) -> tuple[list[int], list[int]]:
    ordered = sorted(pairs)
    return [need for need, _ in ordered], [provider for _, provider in ordered]


def _check_limits(model: Model) -> None:
    crossed = np.flatnonzero(model.min_load > model.load)
    strange = [
        group
        for group in model.groups
        if group.cap < 0 or not set(group.providers) <= set(range(model.scores.shape[1]))
    ]
    if crossed.size or strange:
        raise CiguError(
            "limits",
            f"Provider {crossed[0]} has a least load above its greatest."
            if crossed.size
            else f"{strange[0]} names a provider that does not exist or a cap below zero.",
            remedy="Correct the limits.",
            value=crossed.tolist() or strange,
        )
