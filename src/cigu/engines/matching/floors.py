"""Objectives beyond the total: the highest floor under every need, and totals above a floor.

The highest floor is bounded by a linear program (the least sum of a need, in fractions). Whether
it can be had in whole numbers is then asked from the bound downwards, and the best total above the
floor found is proved: a pair whose promise at the program's prices is worse than the gap can be in
no better answer, so only the few others are searched in whole numbers.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cigu.engines.matching.flow import best_of_rows
from cigu.engines.matching.model import Floats, Mask, Model
from cigu.engines.matching.program import Answer, Program

Progress = Callable[[str, int, int], None]  # (stage, steps done, steps known)
Stop = Callable[[], bool]
_CLOSE = 1e-7  # two totals nearer than this are the same
_FINE = 1e-4  # share of the span to which a floor between grid points is narrowed
_GRIDS = (1, 2, 4, 8, 10, 20, 100)


@dataclass(slots=True)
class Clock:
    """How long there is, who is told, and who may end it."""

    seconds: float | None = None
    progress: Progress | None = None
    stop: Stop | None = None
    begun: float = 0.0
    done: int = 0

    def __post_init__(self) -> None:
        self.begun = time.perf_counter()

    def left(self) -> float | None:
        if self.seconds is None:
            return None
        return self.seconds - (time.perf_counter() - self.begun)

    def over(self) -> bool:
        left = self.left()
        return (left is not None and left <= 0) or (self.stop is not None and self.stop())

    def tell(self, stage: str) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(stage, self.done, self.done + 1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Arcs chosen, a bound on the value under the same floor, whether the bound is met."""

    mask: Mask
    bound: float
    proved: bool


@dataclass(frozen=True, slots=True)
class Fair:
    """An answer, the floor it keeps, and what no answer's least sum can exceed."""

    chosen: Chosen
    floor: float
    floor_bound: float


def above(model: Model, floor: float | None, start: Mask, clock: Clock) -> Chosen | None:
    """The best value with every need at `floor` or more; None when that cannot be."""
    clock.tell("bound")
    program = Program(model, floor, seconds=clock.left(), stop=clock.stop)
    relaxed = program.relax(start | _first(model))
    if relaxed is None:
        return None
    answer, _active = relaxed
    if _is_whole(answer.values):
        return Chosen(answer.values > 0.5, answer.bound, True)
    return _round_up(program, answer, clock)


def _round_up(program: Program, answer: Answer, clock: Clock) -> Chosen | None:
    """Whole numbers among the arcs that promise most, until what was left out is refuted."""
    reach = 1e-3 * float(np.abs(program.model.value).max(initial=1e-6))
    found: Answer | None = None
    while True:
        clock.tell("whole numbers")
        program.seconds = clock.left()
        near = answer.promise >= -reach
        again = program.whole(near)
        found = again if again is not None else found
        gap = math.inf if found is None else answer.bound - found.objective
        if found is not None and (gap <= reach + _CLOSE or near.all()):
            bound = min(answer.bound, max(found.bound, answer.bound - reach))
            bound = found.bound if near.all() else bound
            return Chosen(found.values > 0.5, bound, found.proved)
        if near.all() or clock.over():
            return _unproved(found, answer)
        reach = 10 * reach if found is None else gap


def _unproved(found: Answer | None, answer: Answer) -> Chosen | None:
    return None if found is None else Chosen(found.values > 0.5, answer.bound, False)


def fairest(model: Model, best: Chosen, clock: Clock, share: float = 1.0) -> Fair:
    """The highest floor and the best value above it; with `share` below 1, a floor that far from
    the best total's own least sum to the highest. `best` is an answer of the best total."""
    low = model.minimum(best.mask)
    if low is None:
        return Fair(best, 0.0, 0.0)
    clock.tell("floor")
    raised = Program(model, raising=True, seconds=clock.left(), stop=clock.stop)
    relaxed = raised.relax(best.mask | _first(model))
    high = math.inf if relaxed is None else relaxed[0].bound
    steps = _grid(model.worth)
    if high <= low + _CLOSE:
        return Fair(best, low, low)
    found = _highest(model, best, (low, high), steps, clock)
    if share >= 1:
        return found
    floor = low + share * (found.floor - low)
    between = above(model, floor, best.mask | found.chosen.mask, clock)
    return Fair(between or found.chosen, floor, found.floor_bound)


def _highest(
    model: Model, best: Chosen, span: tuple[float, float], steps: int | None, clock: Clock
) -> Fair:
    """From the bound down: the first floor that whole numbers can keep."""
    low, high = span
    chosen, bound, tried = best, high, high if steps is None else _down(high, steps)
    bound = tried if steps is not None else high
    narrow = _FINE * (high - low) if steps is None else 0.5 / steps
    while tried > low + _CLOSE and not clock.over():
        found = above(model, tried, best.mask, clock)
        if found is None and clock.over():
            break
        if found is None:
            bound = tried if steps is None else tried - 1 / steps
        else:
            chosen, low = found, max(tried, model.minimum(found.mask) or tried)
        if bound - low <= narrow:
            break
        tried = (low + bound) / 2 if steps is None else _down((low + bound + 1 / steps) / 2, steps)
    return Fair(chosen, low, max(bound, low))


def _down(value: float, steps: int) -> float:
    return math.floor(value * steps + 1e-6) / steps


def _grid(worth: Floats) -> int | None:
    """Steps of the scores in one unit, where they all lie on a coarse grid."""
    for steps in _GRIDS:
        scaled = worth * steps
        if (np.abs(scaled - np.rint(scaled)) < 1e-9).all():
            return steps
    return None


def _first(model: Model) -> Mask:
    return best_of_rows(model.rows, model.worth, 3 * model.demand + 4)


def _is_whole(values: Floats) -> bool:
    return bool((np.abs(values - np.rint(values)) < 1e-7).all())
