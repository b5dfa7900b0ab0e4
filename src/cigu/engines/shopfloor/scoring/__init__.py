"""Scores an instrument and names what is missing for the next level."""

from cigu.engines.shopfloor.scoring.answers import AnswerError
from cigu.engines.shopfloor.scoring.instrument import (
    LADDER,
    Band,
    Dimension,
    Indicator,
    Instrument,
    InstrumentError,
    LevelRule,
    Option,
    Part,
    Ratio,
    Scene,
    SceneGroup,
    SceneLevel,
)
from cigu.engines.shopfloor.scoring.lights import (
    Item,
    Light,
    Proposal,
    Reading,
    read_proposal,
    traffic_lights,
)
from cigu.engines.shopfloor.scoring.missing import (
    Condition,
    IndicatorStep,
    NextMissing,
    SceneStep,
    next_missing,
)
from cigu.engines.shopfloor.scoring.reading import read_instrument
from cigu.engines.shopfloor.scoring.score import IndicatorScore, Range, Result, SceneScore, score

__all__ = [
    "LADDER",
    "AnswerError",
    "Band",
    "Condition",
    "Dimension",
    "Indicator",
    "IndicatorScore",
    "IndicatorStep",
    "Instrument",
    "InstrumentError",
    "Item",
    "LevelRule",
    "Light",
    "NextMissing",
    "Option",
    "Part",
    "Proposal",
    "Range",
    "Ratio",
    "Reading",
    "Result",
    "Scene",
    "SceneGroup",
    "SceneLevel",
    "SceneScore",
    "SceneStep",
    "next_missing",
    "read_instrument",
    "read_proposal",
    "score",
    "traffic_lights",
]
