"""The least changes where a flow cannot tell them: providers kept apart, groups that overlap.

The model in whole numbers without scores, in which breaking a limit of one kind costs one for each
place. Solver: HiGHS (Huangfu & Hall 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from cigu.engines.matching.model import Floats, Integers, Model
from cigu.engines.matching.program import Program, incidence, linear_program, members


@dataclass(slots=True)
class Mending:
    """A model whose limits of one kind may be broken; see `repair` for the kinds."""

    model: Model
    kind: str

    def solve(self) -> Integers | None:
        """How far each limit of the kind is broken, in the order of `repair.names_of`; None when
        that mends nothing."""
        model = self.model
        if self.kind == "conflicts":
            model = model.lifting(model.forbidden)
        steps = self._steps(model)
        matrix, lower, upper = self._limits(model, steps)
        count, broken = len(model.rows), steps.shape[1]
        lp = linear_program(matrix, np.zeros(matrix.shape[1]), lower, upper)
        cost = np.concatenate((np.zeros(count), np.ones(broken)))
        if self.kind == "conflicts":
            cost[self._places(model)] = 1.0
        lp.col_cost_ = cost
        lp.col_lower_ = np.concatenate((model.fixed.astype(float), np.zeros(broken)))
        lp.col_upper_ = np.concatenate((np.ones(count), self._most()))
        lp.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
        values = self._solved(lp)
        if values is None:
            return None
        own = values[self._places(model)] if self.kind == "conflicts" else values[count:]
        return np.rint(own).astype(np.int64)

    def _places(self, model: Model) -> list[int]:
        """The arcs of forbidden pairs."""
        found = (model.place_of(pair) for pair in sorted(self.model.forbidden))
        return [place for place in found if place is not None]

    def _steps(self, model: Model) -> sparse.csr_matrix:
        """What breaking each limit by one does to the limits' sums."""
        height, width, groups = len(model.demand), model.providers, len(model.groups)
        many, first, sign = {
            "conflicts": (0, 0, 0.0), "demand": (height, 0, 1.0), "load": (width, height, -1.0),
            "min_load": (width, height, 1.0), "cap": (groups, height + width, -1.0),
            "floor": (groups, height + width, 1.0),
        }[self.kind]  # fmt: skip
        places = (first + np.arange(many), np.arange(many))
        shape = (height + width + groups, many)
        return sparse.csr_matrix((np.full(many, sign), places), shape=shape)

    def _most(self) -> Floats:
        """How far each limit can be broken."""
        model = self.model
        endless = float(model.demand.sum())
        return np.asarray({
            "conflicts": [], "demand": model.least, "load": np.full(model.providers, endless),
            "min_load": model.min_load, "cap": np.full(len(model.groups), endless),
            "floor": [group.floor for group in model.groups],
        }[self.kind], dtype=np.float64)  # fmt: skip

    def _limits(
        self, model: Model, steps: sparse.csr_matrix
    ) -> tuple[sparse.csc_matrix, Floats, Floats]:
        """Rows: needs, providers, groups, providers kept apart."""
        blocks = [incidence(model.rows, len(model.demand)),
                  incidence(model.columns, model.providers),
                  *(members(model.columns, group.providers) for group in model.groups)]  # fmt: skip
        matrix = sparse.hstack((sparse.vstack(blocks), steps), format="csr")
        lower = [*model.least, *model.min_load, *(group.floor for group in model.groups)]
        upper = [*model.demand, *model.load, *(group.cap for group in model.groups)]
        rivals = Program(model).rivals(np.arange(len(model.rows)))
        if rivals is not None:
            wide = sparse.csr_matrix((rivals.shape[0], steps.shape[1]))
            matrix = sparse.vstack((matrix, sparse.hstack((rivals, wide))))
            lower += [0] * rivals.shape[0]
            upper += [1] * rivals.shape[0]
        return sparse.csc_matrix(matrix), np.asarray(lower, float), np.asarray(upper, float)

    def _solved(self, lp: highspy.HighsLp) -> Floats | None:
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.passModel(lp)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        if highs.getInfo().objective_function_value < 0.5:
            return None
        return np.asarray(highs.getSolution().col_value)
