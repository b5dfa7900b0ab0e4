"""What is missing for the next level, as data, and the shortest ways to get it.

No cost is known here, so "cheapest" means fewest steps: for scenes the fewest levels to climb,
for indicators the single steps that bring the most points.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cigu.engines.shopfloor.scoring.answers import chosen
from cigu.engines.shopfloor.scoring.instrument import LADDER, NONE, LevelRule
from cigu.engines.shopfloor.scoring.score import IndicatorScore, Result, SceneScore

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the three conditions of a level: `have` of `need`.

    `code` is "base_score" (points), "scenes" or "constrained_scenes" (counted from
    `scene_level` upwards). `have` is certain; `possible` is what open answers could make of it.
    """

    code: str
    have: Decimal
    need: Decimal
    possible: Decimal
    scene_level: int | None = None

    @property
    def met(self) -> bool:
        return self.have >= self.need

    @property
    def gap(self) -> Decimal:
        return max(self.need - self.have, Decimal(0))


@dataclass(frozen=True, slots=True)
class SceneStep:
    """Lifting one scene from `level` (None: unanswered) to `target`; `lift` counts levels."""

    scene_id: str
    constrained: bool
    level: int | None
    target: int

    @property
    def lift(self) -> int:
        return self.target - (self.level or 0)


@dataclass(frozen=True, slots=True)
class IndicatorStep:
    """The next step of one indicator and the points it brings.

    `step` is an option key, or for bands the percentage that must be passed.
    """

    indicator_id: str
    step: str | Decimal
    gain: Decimal
    outcome: bool  # a trend follows from work elsewhere; one cannot simply raise it


@dataclass(frozen=True, slots=True)
class NextMissing:
    """From `level` (certain) to `target`: all three conditions, then the shortest ways.

    `scenes` holds just enough steps to close the scene conditions; `indicators` all next
    steps, most points first, results of work elsewhere last.
    """

    level: int
    target: int
    conditions: tuple[Condition, ...]
    scenes: tuple[SceneStep, ...]
    indicators: tuple[IndicatorStep, ...]

    @property
    def missing(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if not condition.met)


def next_missing(result: Result) -> NextMissing | None:
    """What separates the result from the next level; None at the highest level."""
    rule = next((r for r in result.instrument.levels if r.level > result.level_low), None)
    if rule is None:
        return None
    conditions = _conditions(result, rule)
    steps = () if conditions[0].met else _indicator_steps(result)
    return NextMissing(
        level=result.level_low,
        target=rule.level,
        conditions=conditions,
        scenes=_scene_steps(result, rule),
        indicators=steps,
    )


def _conditions(result: Result, rule: LevelRule) -> tuple[Condition, ...]:
    base = Condition("base_score", result.total.low, rule.base_min, result.total.high)
    return (
        base,
        _scene_condition("scenes", result, rule, rule.scenes_min, constrained=False),
        _scene_condition(
            "constrained_scenes", result, rule, rule.constrained_min, constrained=True
        ),
    )


def _scene_condition(
    code: str, result: Result, rule: LevelRule, need: int, *, constrained: bool
) -> Condition:
    at = rule.scene_level
    have = result.scenes_at(at, constrained=constrained)
    possible = result.scenes_at(at, constrained=constrained, possible=True)
    return Condition(code, Decimal(have), Decimal(need), Decimal(possible), at)


def _scene_steps(result: Result, rule: LevelRule) -> tuple[SceneStep, ...]:
    """Constrained scenes first while they are short; among equals the order of the instrument."""
    short = rule.scenes_min - result.scenes_at(rule.scene_level)
    short_constrained = rule.constrained_min - result.scenes_at(rule.scene_level, constrained=True)
    steps = sorted(
        (_scene_step(row, rule) for row in result.scenes if (row.level or 0) < rule.scene_level),
        key=lambda step: step.lift,
    )
    forced = [step for step in steps if step.constrained][: max(short_constrained, 0)]
    others = [step for step in steps if step not in forced]
    return (*forced, *others[: max(short - len(forced), 0)])


def _scene_step(row: SceneScore, rule: LevelRule) -> SceneStep:
    return SceneStep(row.scene.id, row.scene.constrained, row.level, rule.scene_level)


def _indicator_steps(result: Result) -> tuple[IndicatorStep, ...]:
    steps = [step for row in _climbing(result) for step in _steps(row)]
    return tuple(sorted(steps, key=lambda step: (step.outcome, -step.gain)))


def _climbing(result: Result) -> tuple[IndicatorScore, ...]:
    """Of a ladder only the questions of the level that is next."""
    if result.instrument.method != LADDER:
        return result.indicators
    rung = result.instrument.dimensions[result.level_low]
    return tuple(row for row in result.indicators if row.indicator in rung.indicators)


def _steps(row: IndicatorScore) -> list[IndicatorStep]:
    if row.indicator.type == "multi":
        return _unticked(row)
    if row.indicator.type == "band":
        return _next_band(row)
    return _next_option(row)


def _unticked(row: IndicatorScore) -> list[IndicatorStep]:
    ticked = chosen(row.indicator, row.answer) if row.percent is not None else ()
    return [
        _step(row, option.key, option.weight)
        for option in row.indicator.options
        if option not in ticked and option.key != NONE
    ]


def _next_option(row: IndicatorScore) -> list[IndicatorStep]:
    better = [o for o in row.indicator.options if o.weight > (row.percent or 0)]
    if not better:
        return []
    option = min(better, key=lambda o: o.weight)
    return [_step(row, option.key, option.weight - (row.percent or 0))]


def _next_band(row: IndicatorScore) -> list[IndicatorStep]:
    bands = row.indicator.bands
    for below, band in pairwise(bands):
        if band.weight > (row.percent or 0):
            return [_step(row, below.upto, band.weight - (row.percent or 0))]
    return []


def _step(row: IndicatorScore, step: str | Decimal, percent: Decimal) -> IndicatorStep:
    gain = row.indicator.points * percent / _HUNDRED
    return IndicatorStep(row.indicator.id, step, gain, outcome=row.indicator.type == "trend")
