"""Points, scene counts and level of one set of answers.

What is unanswered makes a range: the lower bound gives it nothing, the upper bound everything.
The level is stated only when both bounds agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cigu.engines.shopfloor.scoring.answers import Answer, AnswerError, earned
from cigu.engines.shopfloor.scoring.instrument import (
    LADDER,
    TABLE,
    Indicator,
    Instrument,
    LevelRule,
    Scene,
)
from cigu.engines.shopfloor.scoring.totals import climbed, weighed

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
        open_indicators = [row.indicator.id for row in self.asked if row.percent is None]
        open_scenes = [row.scene.id for row in self.scenes if row.level is None]
        return (*open_indicators, *open_scenes)

    @property
    def asked(self) -> tuple[IndicatorScore, ...]:
        """What can still matter: of a ladder nothing above the first level that cannot be met."""
        if self.instrument.method != LADDER:
            return self.indicators
        rungs = self.instrument.dimensions[: self.level_high + 1]
        wanted = {indicator.id for rung in rungs for indicator in rung.indicators}
        return tuple(row for row in self.indicators if row.indicator.id in wanted)

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
    dimensions = _by_dimension(instrument, rows)
    total = _total(instrument, rows, dimensions)
    return Result(
        instrument=instrument,
        indicators=rows,
        scenes=graded,
        dimensions=dimensions,
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


def _total(
    instrument: Instrument, rows: tuple[IndicatorScore, ...], dimensions: Mapping[str, Range]
) -> Range:
    if instrument.method == TABLE:
        return _weighed(rows)
    if instrument.method == LADDER:
        rungs = [dimensions[dimension.id] for dimension in instrument.dimensions]
        low = climbed([rung.low for rung in rungs], instrument.met_from)
        return Range(low, climbed([rung.high for rung in rungs], instrument.met_from))
    return _sum(rows)


def _weighed(rows: tuple[IndicatorScore, ...]) -> Range:
    parts = [(row.points.low, row.points.high) for row in rows]
    return Range(*weighed(parts, [row.indicator.share for row in rows]))


def _by_dimension(instrument: Instrument, rows: tuple[IndicatorScore, ...]) -> dict[str, Range]:
    """Of a table in percent of the dimension; weights known of the whole do not fix those in it."""
    found: dict[str, Range] = {}
    for dimension in instrument.dimensions:
        own = tuple(row for row in rows if row.indicator in dimension.indicators)
        found[dimension.id] = _inside(own) if instrument.method == TABLE else _sum(own)
    return found


def _inside(rows: tuple[IndicatorScore, ...]) -> Range:
    """One group of a table: its known weights made to fill it, or any weights where one is not."""
    shares = [row.indicator.share for row in rows]
    whole = sum((share for share in shares if share is not None), Decimal(0))
    parts = [(row.points.low, row.points.high) for row in rows]
    if whole == 0 or any(share is None for share in shares):
        return Range(*weighed(parts, [None] * len(parts)))
    fitted = [_HUNDRED * (share or 0) / whole for share in shares]
    return Range(*weighed(parts, list(fitted)))


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
