"""The assignment as a linear program for HiGHS, and the bound from its row prices."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.model import Model, Pair

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Program:
    """minimise cost·x with row_lower ≤ matrix·x ≤ row_upper and lower ≤ x ≤ 1."""

    pairs: NDArray[np.intp]
    cost: Floats
    lower: Floats
    matrix: sparse.csc_matrix
    row_lower: Floats
    row_upper: Floats


def solve(model: Model) -> tuple[tuple[Pair, ...], float] | None:
    """The chosen pairs and an upper bound of any total; None when nothing is feasible.

    Raises CiguError "solver" when HiGHS neither solves nor refutes.
    """
    program = _program(model)
    if not len(program.pairs):
        return ((), 0.0) if _empty_is_feasible(program) else None
    highs = _run(program, whole=not model.is_network)
    status = highs.getModelStatus()
    if status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise CiguError(
            "solver",
            f"The solver stopped with '{highs.modelStatusToString(status)}'.",
            remedy="Try again with fewer candidates per need.",
        )
    solution = highs.getSolution()
    chosen = program.pairs[np.asarray(solution.col_value) > 0.5]
    if model.is_network:
        bound = _bound(program, np.asarray(solution.row_dual))
    else:
        bound = -highs.getInfo().mip_dual_bound
    return tuple((int(need), int(provider)) for need, provider in chosen), bound


def _program(model: Model) -> _Program:
    pairs = model.candidates
    needs, providers = model.scores.shape
    count = len(pairs)
    worth = np.nan_to_num(model.scores[pairs[:, 0], pairs[:, 1]])
    blocks = [_incidence(pairs[:, 0], needs), _incidence(pairs[:, 1], providers)]
    blocks += [_members(pairs[:, 1], group.providers) for group in model.groups]
    least = model.demand if model.exact else np.zeros_like(model.demand)
    caps = [group.cap for group in model.groups]
    return _Program(
        pairs=pairs,
        cost=-worth,
        lower=np.asarray([(int(n), int(p)) in model.pinned for n, p in pairs], dtype=np.float64)
        if model.pinned
        else np.zeros(count),
        matrix=sparse.vstack(blocks, format="csc"),
        row_lower=np.concatenate((least, model.min_load, np.zeros(len(caps)))).astype(np.float64),
        row_upper=np.concatenate((model.demand, model.load, caps)).astype(np.float64),
    )


def _incidence(rows: NDArray[np.intp], height: int) -> sparse.csr_matrix:
    count = len(rows)
    return sparse.csr_matrix((np.ones(count), (rows, np.arange(count))), shape=(height, count))


def _members(columns: NDArray[np.intp], providers: tuple[int, ...]) -> sparse.csr_matrix:
    inside = np.isin(columns, np.asarray(providers, dtype=np.int64)).astype(np.float64)
    return sparse.csr_matrix(inside[None, :])


def _empty_is_feasible(program: _Program) -> bool:
    return bool((program.row_lower <= 0).all())


def _run(program: _Program, *, whole: bool) -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs lack this one
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)  # one thread: the same answer every time
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.passModel(_lp(program, whole))
    highs.run()
    return highs


def _lp(program: _Program, whole: bool) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = program.matrix.shape
    lp.col_cost_, lp.col_lower_ = program.cost, program.lower
    lp.col_upper_ = np.ones(lp.num_col_)
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = program.matrix.indptr
    lp.a_matrix_.index_ = program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    return lp


def _bound(program: _Program, prices: Floats) -> float:
    """What no solution can exceed, for any prices (weak duality).

    Each row pays its price times the limit that the price presses against; each pair adds what
    its cost, less the prices of its rows, can save at best between its limits.
    """
    rows = np.where(prices > 0, prices * program.row_lower, prices * program.row_upper)
    reduced = program.cost - program.matrix.T @ prices
    columns = np.minimum(reduced, reduced * program.lower)
    return float(-(rows.sum() + columns.sum()))
