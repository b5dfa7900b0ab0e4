"""Points, scene counts and level of one set of answers.

What is unanswered makes a range: the lower bound gives it nothing, the upper bound everything.
The level is stated only when both bounds agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cigu.engines.shopfloor.scoring.answers import Answer, AnswerError, earned
from cigu.engines.shopfloor.scoring.instrument import Indicator, Instrument, LevelRule, Scene

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Range:
    """From what is certain to what is possible, in points; equal when all is answered."""

    low: Decimal
    high: Decimal

    @property
    def exact(self) -> Decimal | None:
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """`percent` of the indicator's points (None: unanswered), with the answer kept."""

    indicator: Indicator
    answer: Answer
    percent: Decimal | None
    points: Range


@dataclass(frozen=True, slots=True)
class SceneScore:
    """The level a scene has reached; None: unanswered."""

    scene: Scene
    level: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """A scored questionnaire. `dimensions` maps a dimension id to its points."""

    instrument: Instrument
    indicators: tuple[IndicatorScore, ...]
    scenes: tuple[SceneScore, ...]
    dimensions: Mapping[str, Range]
    total: Range
    level_low: int
    level_high: int

    @property
    def level(self) -> int | None:
        """0 (below level 1) to 4, or None while open answers could still change it."""
        return self.level_low if self.level_low == self.level_high else None

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Ids of open indicators, then of open scenes, in the order of the questionnaire."""
        open_indicators = [row.indicator.id for row in self.indicators if row.percent is None]
        open_scenes = [row.scene.id for row in self.scenes if row.level is None]
        return (*open_indicators, *open_scenes)

    @property
    def complete(self) -> bool:
        return not self.unanswered

    def scenes_at(self, level: int, *, constrained: bool = False, possible: bool = False) -> int:
        """How many (constrained) scenes stand at `level` or above; `possible` adds open ones."""
        rows = [row for row in self.scenes if row.scene.constrained or not constrained]
        return sum(possible if row.level is None else row.level >= level for row in rows)


def score(
    instrument: Instrument, answers: Mapping[str, Answer], scenes: Mapping[str, int | None]
) -> Result:
    """Scores answers by indicator id and levels by scene id; what is left out is unanswered.

    Raises AnswerError naming indicator or scene, value and remedy: "unknown_question" for an id
    the instrument does not have, "scene_level" for a level it does not have, and those of
    `answers.earned`. Source of the arithmetic: `sources` of the instrument.
    """
    _check_known(instrument, answers, scenes)
    rows = tuple(_indicator(row, answers.get(row.id)) for row in instrument.indicators)
    graded = tuple(_scene(scene, scenes.get(scene.id)) for scene in instrument.scenes)
    total = _sum(rows)
    return Result(
        instrument=instrument,
        indicators=rows,
        scenes=graded,
        dimensions=_by_dimension(instrument, rows),
        total=total,
        level_low=_level(instrument, total.low, graded, possible=False),
        level_high=_level(instrument, total.high, graded, possible=True),
    )


def rule_holds(
    rule: LevelRule, base: Decimal, scenes: tuple[SceneScore, ...], *, possible: bool
) -> bool:
    """Whether base score, scenes and constrained scenes all reach the rule's minimum."""
    at = [row for row in scenes if _reaches(row, rule.scene_level, possible)]
    constrained = sum(row.scene.constrained for row in at)
    return (
        base >= rule.base_min and len(at) >= rule.scenes_min and constrained >= rule.constrained_min
    )


def _reaches(row: SceneScore, level: int, possible: bool) -> bool:
    return possible if row.level is None else row.level >= level


def _level(
    instrument: Instrument, base: Decimal, scenes: tuple[SceneScore, ...], *, possible: bool
) -> int:
    held = [r.level for r in instrument.levels if rule_holds(r, base, scenes, possible=possible)]
    return max(held, default=0)


def _indicator(indicator: Indicator, answer: Answer) -> IndicatorScore:
    percent = earned(indicator, answer)
    if percent is None:
        points = Range(Decimal(0), indicator.points)
    else:
        points = Range(*(indicator.points * percent / _HUNDRED,) * 2)
    return IndicatorScore(indicator, answer, percent, points)


def _scene(scene: Scene, level: int | None) -> SceneScore:
    whole = isinstance(level, int) and not isinstance(level, bool)
    if level is not None and not (whole and 0 <= level <= scene.top):
        raise AnswerError(
            "scene_level",
            f"Scene '{scene.id}' cannot stand at '{level}'.",
            remedy=f"Give the highest level that is met, 0 to {scene.top}.",
            indicator=scene.id,
            value=level,
        )
    return SceneScore(scene, level)


def _sum(rows: tuple[IndicatorScore, ...]) -> Range:
    low = sum((row.points.low for row in rows), Decimal(0))
    return Range(low, sum((row.points.high for row in rows), Decimal(0)))


def _by_dimension(instrument: Instrument, rows: tuple[IndicatorScore, ...]) -> dict[str, Range]:
    return {
        dimension.id: _sum(tuple(r for r in rows if r.indicator in dimension.indicators))
        for dimension in instrument.dimensions
    }


def _check_known(
    instrument: Instrument, answers: Mapping[str, Answer], scenes: Mapping[str, int | None]
) -> None:
    known = {row.id for row in instrument.indicators}
    known_scenes = {row.id for row in instrument.scenes}
    strange = sorted((set(answers) - known) | (set(scenes) - known_scenes))
    if strange:
        raise AnswerError(
            "unknown_question",
            f"'{instrument.id}' does not ask for '{strange[0]}'.",
            remedy="Use the ids of the instrument's indicators and scenes.",
            indicator=strange[0],
            value=answers.get(strange[0], scenes.get(strange[0])),
        )
