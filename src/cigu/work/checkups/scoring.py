"""From answers to the stored score: the engine's result as plain JSON, decimals as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cigu.engines.shopfloor.scoring import (
    NextMissing,
    Reading,
    Result,
    next_missing,
    score,
    traffic_lights,
)

from . import questionnaire as q


def result_of(instrument_id: str, answers: Mapping[str, Any]) -> Result:
    """Raises AnswerError for an answer that cannot be scored."""
    read = q.instrument(instrument_id)
    indicators: dict[str, Any] = {}
    scenes: dict[str, Any] = {}
    for part in q.sections(instrument_id):
        if part.kind == q.INDICATORS:
            indicators |= answers.get(part.code, {})
        elif part.kind == q.SCENES:
            scenes |= answers.get(part.code, {})
    return score(read, indicators, scenes)


def check_part(instrument_id: str, part: q.Section, answers: Mapping[str, Any]) -> None:
    """Raises AnswerError or InstrumentError for answers of one section that cannot be scored."""
    if part.kind == q.ITEMS:
        traffic_lights(q.proposal(), answers)
    else:
        result_of(instrument_id, {part.code: answers})


def lights_of(answers: Mapping[str, Any]) -> tuple[Reading, ...]:
    return traffic_lights(q.proposal(), answers.get(q.TECH, {}))


def summary(instrument_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept on the checkup and shown on its page."""
    result = result_of(instrument_id, answers)
    missing = next_missing(result)
    return {
        "total": _range(result.total),
        "dimensions": {code: _range(part) for code, part in result.dimensions.items()},
        "maxima": {d.id: str(d.weight) for d in result.instrument.dimensions},
        "level": result.level,
        "level_low": result.level_low,
        "level_high": result.level_high,
        "unanswered": list(result.unanswered),
        "missing": _missing(missing) if missing else None,
        "lights": [
            {
                "item": r.item.id,
                "light": r.light,
                "value": None if r.value is None else str(r.value),
            }
            for r in lights_of(answers)
        ],
    }


def _range(part: Any) -> dict[str, str]:
    return {"low": str(part.low), "high": str(part.high)}


def _missing(found: NextMissing) -> dict[str, Any]:
    return {
        "level": found.level,
        "target": found.target,
        "conditions": [
            {"code": c.code, "have": str(c.have), "need": str(c.need), "met": c.met,
             "scene_level": c.scene_level}
            for c in found.conditions
        ],
        "scenes": [
            {"scene": s.scene_id, "level": s.level, "target": s.target} for s in found.scenes
        ],
        "indicators": [
            {"indicator": i.indicator_id, "step": str(i.step), "gain": str(i.gain),
             "outcome": i.outcome}
            for i in found.indicators
        ],
    }  # fmt: skip
