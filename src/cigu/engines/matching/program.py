"""What a flow cannot say, as a linear program for HiGHS: floors, rivals kept apart, and groups
that overlap.

maximise   Σ worth x                      (or t, the least sum of a need)
subject to the limits of rows, columns and groups,
           Σ worth x ≥ floor              for every need that asks (t instead of the floor)
           x[n, a] + x[n, b] ≤ 1          for providers a, b kept apart
           0 ≤ x ≤ 1, whole where asked.

Only some arcs are columns of the program. Its row prices say what every other arc could gain, and
give by weak duality a bound that holds for all arcs, whatever the solver did.
Solver: HiGHS (Huangfu & Hall 2018).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.flow import best_of_rows
from cigu.engines.matching.model import Floats, Integers, Mask, Model

_SLACK = 1e-9  # floors are kept up to this
_GAIN = 1e-9  # what an arc must promise before it is let in
_LET_IN = 8  # arcs of a row let in at a time
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """Values of the arcs (arcs,), the objective, a bound over all arcs, what each arc promises
    (arcs,) at the row prices. `proved` is False when time ran out."""

    values: Floats
    objective: float
    bound: float
    promise: Floats
    proved: bool = True


@dataclass(slots=True)
class Program:
    """A model with floors. `floor` None: none; with `raising`, the least sum itself is raised."""

    model: Model
    floor: float | None = None
    raising: bool = False
    seconds: float | None = None
    stop: Stop | None = None
    _lower: Floats = field(init=False)
    _upper: Floats = field(init=False)

    def __post_init__(self) -> None:
        model = self.model
        least, asking = model.least, model.asking
        if self.raising:
            floors = np.where(asking, 0.0, -np.inf)
        else:
            low = -np.inf if self.floor is None else self.floor - _SLACK
            floors = np.where(asking, low, -np.inf)
        group_low = [group.floor for group in model.groups]
        group_cap = [group.cap for group in model.groups]
        self._lower = np.concatenate((least, model.min_load, group_low, floors)).astype(float)
        open_ends = np.full(model.needs, np.inf)
        self._upper = np.concatenate((model.demand, model.load, group_cap, open_ends)).astype(float)

    def relax(self, active: Mask) -> tuple[Answer, Mask] | None:
        """The best fractional answer over all arcs, beginning with the active ones, and the arcs
        that were let in; None when there is none."""
        active = active | self.model.fixed
        while True:
            found = self._solve(active, whole=False)
            if found is None:
                if active.all():
                    return None
                active = _wider(self.model, active)
                continue
            fresh = ~active & (found.promise > _GAIN)
            if not fresh.any():
                return found, active
            best = np.where(fresh, found.promise, -1.0)
            few = np.full(len(self.model.demand), _LET_IN)
            active |= fresh & best_of_rows(self.model.rows, best, few)

    def whole(self, active: Mask) -> Answer | None:
        """The best answer in whole numbers with only the active arcs; None when there is none."""
        return self._solve(active | self.model.fixed, whole=True)

    def _solve(self, active: Mask, *, whole: bool) -> Answer | None:
        arcs = np.flatnonzero(active)
        matrix, rivals = self._matrix(arcs)
        extra = matrix.shape[0] - len(self._lower)
        lower = np.concatenate((self._lower, np.full(extra, -np.inf)))
        upper = np.concatenate((self._upper, np.ones(extra)))
        cost = self._cost(arcs)
        lp = linear_program(matrix, cost, lower, upper)
        fixed = self.model.fixed[arcs].astype(float)
        lp.col_lower_ = np.append(fixed, -np.inf) if self.raising else fixed
        top = np.ones(len(arcs))
        lp.col_upper_ = np.append(top, np.inf) if self.raising else top
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(arcs) + (
                [highspy.HighsVarType.kContinuous] if self.raising else []
            )
        highs = self._run(lp)
        if highs is None:
            return None
        solution = highs.getSolution()
        values = np.zeros(len(active))
        values[arcs] = np.asarray(solution.col_value)[: len(arcs)]
        info = highs.getInfo()
        if whole:
            done = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
            bound = -info.mip_dual_bound
            return Answer(values, -info.objective_function_value, bound, np.zeros(0), done)
        prices = np.asarray(solution.row_dual)
        bound, promise = self._bound(prices, lower, upper, rivals, arcs)
        return Answer(values, -info.objective_function_value, bound, promise)

    def _cost(self, arcs: Integers) -> Floats:
        if self.raising:
            return np.append(np.zeros(len(arcs)), -1.0)
        return -self.model.value[arcs]

    def _matrix(self, arcs: Integers) -> tuple[sparse.csc_matrix, sparse.csr_matrix | None]:
        """Rows: demands, loads, groups, floors, rivals; columns: arcs, and t when raising."""
        model = self.model
        rows, columns = model.rows[arcs], model.columns[arcs]
        count = len(arcs)
        blocks = [incidence(rows, len(model.demand)), incidence(columns, model.providers)]
        blocks += [members(columns, group.providers) for group in model.groups]
        blocks.append(incidence(model.owner[rows], model.needs, model.worth[arcs]))
        rivals = self.rivals(arcs)
        if rivals is not None:
            blocks.append(rivals)
        matrix = sparse.vstack(blocks, format="csc") if count else sparse.csc_matrix(
            (len(self._lower), 0)
        )  # fmt: skip
        if self.raising:
            least = np.zeros(matrix.shape[0])
            start = len(self._lower) - model.needs
            least[start : len(self._lower)] = -model.asking.astype(float)
            matrix = sparse.hstack((matrix, sparse.csc_matrix(least[:, None])), format="csc")
        return matrix, rivals

    def rivals(self, arcs: Integers) -> sparse.csr_matrix | None:
        """One row for a need and two providers kept apart that could both serve it."""
        model = self.model
        if not model.apart:
            return None
        needs, columns = model.owner[model.rows[arcs]], model.columns[arcs]
        by_provider = {
            provider: dict(zip(needs[places].tolist(), places.tolist(), strict=True))
            for provider in {p for pair in model.apart for p in pair}
            if len(places := np.flatnonzero(columns == provider))
        }
        found = [
            (first, by_provider[b][need])
            for a, b in sorted(model.apart)
            if a in by_provider and b in by_provider
            for need, first in by_provider[a].items()
            if need in by_provider[b]
        ]
        if not found:
            return None
        places = np.asarray(found).ravel()
        rows = np.repeat(np.arange(len(found)), 2)
        shape = (len(found), len(arcs))
        return sparse.csr_matrix((np.ones(len(places)), (rows, places)), shape=shape)

    def _bound(
        self, prices: Floats, lower: Floats, upper: Floats, rivals: sparse.csr_matrix | None,
        arcs: Integers,
    ) -> tuple[float, Floats]:  # fmt: skip
        """What no answer can exceed, and what each arc gains beyond its rows' prices."""
        model = self.model
        gains = -prices  # HiGHS minimises: what a row's limit is worth to the total
        with np.errstate(invalid="ignore"):
            limits = np.where(gains > 0, gains * upper, np.where(gains < 0, gains * lower, 0.0))
        height, width, groups = len(model.demand), model.providers, len(model.groups)
        row, column = gains[:height], gains[height : height + width]
        floor = gains[height + width + groups : height + width + groups + model.needs]
        value = np.zeros_like(model.value) if self.raising else model.value
        promise = value - row[model.rows] - column[model.columns]
        promise -= model.worth * floor[model.owner[model.rows]]
        for place, group in enumerate(model.groups):
            inside = np.isin(model.columns, group.providers)
            promise[inside] -= gains[height + width + place]
        if rivals is not None:
            promise[arcs] -= rivals.T @ gains[len(self._lower) :]
        kept = np.where(model.fixed, promise, np.maximum(promise, 0.0))
        return float(limits.sum() + kept.sum()), promise

    def _run(self, lp: highspy.HighsLp) -> highspy.Highs | None:
        """None when infeasible, or when time ran out with nothing found."""
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)  # one thread: the same answer every time
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 1e-7)
        if self.seconds is not None:
            highs.setOptionValue("time_limit", max(self.seconds, 0.01))
        if self.stop is not None:
            stop = self.stop
            highs.cbMipInterrupt += lambda event: event.interrupt() if stop() else None
        highs.passModel(lp)
        highs.run()
        status = highs.getModelStatus()
        kinds = highspy.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return None
        if status in (kinds.kTimeLimit, kinds.kInterrupt):
            return highs if highs.getInfo().primal_solution_status == 2 else None
        if status not in (kinds.kOptimal, kinds.kModelEmpty):
            raise CiguError(
                "solver",
                f"The solver stopped with '{highs.modelStatusToString(status)}'.",
                remedy="Try again with fewer candidates per need.",
            )
        return highs


def _wider(model: Model, active: Mask) -> Mask:
    """Four times as many arcs for each row; all, when that is most of them."""
    many = 4 * np.bincount(model.rows[active], minlength=len(model.demand)) + 4
    wider = best_of_rows(model.rows, model.worth, many) | active
    return wider if 2 * wider.sum() < len(wider) else np.ones_like(active)


def linear_program(
    matrix: sparse.csc_matrix, cost: Floats, lower: Floats, upper: Floats
) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.row_lower_, lp.row_upper_ = cost, lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    return lp


def incidence(rows: Integers, height: int, values: Floats | None = None) -> sparse.csr_matrix:
    count = len(rows)
    data = np.ones(count) if values is None else values
    return sparse.csr_matrix((data, (rows, np.arange(count))), shape=(height, count))


def members(columns: Integers, providers: tuple[int, ...]) -> sparse.csr_matrix:
    inside = np.isin(columns, np.asarray(providers, dtype=np.int64)).astype(np.float64)
    return sparse.csr_matrix(inside[None, :])
