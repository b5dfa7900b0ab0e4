"""An instrument as data: dimensions, indicators, scenes and the level rule.

`reading.read_instrument` makes one from a rulebook mapping and checks that its weights add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cigu.engines.basis.errors import CiguError

POINTS, LADDER, TABLE = "points", "ladder", "table"  # how an instrument makes its total
METHODS = (POINTS, LADDER, TABLE)
TYPES = ("multi", "single", "band", "trend")
NONE = "none"  # the exclusive option of a multiple choice

Data = Mapping[str, Any]  # what YAML gives: its shape is checked here, not by the type checker


class InstrumentError(CiguError):
    """The instrument's data contradicts itself; `data["where"]` names the place."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice worth `weight` percent of the indicator's points."""

    key: str
    weight: Decimal
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Values up to and including `upto` (percent) earn `weight` percent of the points."""

    upto: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """Names of two facts; `scale` is 100 where the quotient is read as a percentage."""

    numerator: str
    denominator: str
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One question. Points are out of the instrument's total.

    `ratio` (bands) or `now` and `before` (trends) name the facts from which the answer can be
    computed instead of being asked.
    """

    id: str
    type: str
    points: Decimal
    weight: Decimal
    name_zh: str
    name_en: str
    ask_zh: str
    ask_en: str
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    ratio: Ratio | None = None
    now: Ratio | None = None
    before: Ratio | None = None
    note: str = ""
    share: Decimal | None = None  # of a table: percent of the whole; None: not known

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the facts that can answer the question, in the order to ask for them."""
        ratios = [ratio for ratio in (self.ratio, self.now, self.before) if ratio]
        names = [name for ratio in ratios for name in (ratio.numerator, ratio.denominator)]
        return tuple(dict.fromkeys(names))

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    name_zh: str
    name_en: str
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    id: str
    name_zh: str
    name_en: str
    weight: Decimal
    parts: tuple[Part, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for part in self.parts for indicator in part.indicators)


@dataclass(frozen=True, slots=True)
class SceneLevel:
    level: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A business scene graded 0 to 4; constrained scenes are counted apart as well."""

    id: str
    name_zh: str
    name_en: str
    constrained: bool
    levels: tuple[SceneLevel, ...]

    @property
    def top(self) -> int:
        return self.levels[-1].level


@dataclass(frozen=True, slots=True)
class SceneGroup:
    id: str
    name_zh: str
    name_en: str
    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True)
class LevelRule:
    """Reached when all three counts hold; scenes count from `scene_level` upwards."""

    level: int
    name_zh: str
    name_en: str
    base_min: Decimal
    scenes_min: int
    constrained_min: int
    scene_level: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire with its published vectors. `levels` runs from low to high.

    `method`: "points" adds up; "ladder" has a dimension for each level, worth 1, and a level from
    `met_from` on counts as met; "table" weighs its indicators, whose weights may be unknown.
    """

    id: str
    version: str
    status: str
    name_zh: str
    name_en: str
    issuer: str
    dimensions: tuple[Dimension, ...]
    groups: tuple[SceneGroup, ...]
    levels: tuple[LevelRule, ...]
    sources: tuple[Data, ...] = ()
    known_conflicts: tuple[str, ...] = ()
    worked_examples: tuple[Data, ...] = ()
    method: str = POINTS
    met_from: Decimal = Decimal(1)

    @property
    def full(self) -> Decimal:
        """The best total."""
        if self.method == TABLE:
            return Decimal(100)
        return sum((dimension.weight for dimension in self.dimensions), Decimal(0))

    @property
    def unweighted(self) -> tuple[Indicator, ...]:
        """Indicators of a table whose weight is not known."""
        return tuple(i for i in self.indicators if self.method == TABLE and i.share is None)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(i for dimension in self.dimensions for i in dimension.indicators)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        return tuple(scene for group in self.groups for scene in group.scenes)

    def indicator(self, indicator_id: str) -> Indicator:
        """Raises InstrumentError "unknown_indicator"."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise self._unknown("indicator", indicator_id, [i.id for i in self.indicators])

    def scene(self, scene_id: str) -> Scene:
        """Raises InstrumentError "unknown_scene"."""
        for scene in self.scenes:
            if scene.id == scene_id:
                return scene
        raise self._unknown("scene", scene_id, [s.id for s in self.scenes])

    def _unknown(self, kind: str, wanted: str, known: Sequence[str]) -> InstrumentError:
        return InstrumentError(
            f"unknown_{kind}",
            f"'{self.id}' has no {kind} '{wanted}'.",
            remedy=f"Use one of: {', '.join(known)}.",
            where=self.id,
            value=wanted,
        )


def walk(instrument: Instrument) -> Iterator[tuple[Dimension, Part, Indicator]]:
    """Every indicator with the part and dimension it stands in."""
    for dimension in instrument.dimensions:
        for part in dimension.parts:
            for indicator in part.indicators:
                yield dimension, part, indicator
