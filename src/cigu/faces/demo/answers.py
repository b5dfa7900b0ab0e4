"""Answers to the questionnaire that fit how digital a plant is said to be."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from cigu.engines.shopfloor.scoring import Indicator, Instrument

from .scenario import Row

TOP = 9  # the scenario grades plants from 0 to 9


def answers_of(instrument: Instrument, enterprise: Row) -> dict[str, dict[str, Any]]:
    """Section code → answers: indicators by dimension, scenes by group."""
    rng = random.Random(f"answers:{enterprise['key']}")
    level = enterprise["digital"] / TOP
    out: dict[str, dict[str, Any]] = {}
    for dimension in instrument.dimensions:
        out[dimension.id] = {i.id: _answer(i, enterprise, level, rng) for i in dimension.indicators}
    for group in instrument.groups:
        out[group.id] = {s.id: _scene(level, rng) for s in group.scenes}
    return out


def _answer(indicator: Indicator, enterprise: Row, level: float, rng: random.Random) -> Any:
    if indicator.type == "multi":
        return _some(indicator, level, rng)
    if indicator.type == "band":
        return _facts(indicator, enterprise, level, rng)
    keys = [option.key for option in indicator.options]
    return keys[_near(level, len(keys), rng)]


def _some(indicator: Indicator, level: float, rng: random.Random) -> list[str]:
    keys = [option.key for option in indicator.options if option.key != "none"]
    count = _near(level, len(keys) + 1, rng)
    chosen = set(rng.sample(keys, count))
    return [key for key in keys if key in chosen] or ["none"]


def _facts(indicator: Indicator, enterprise: Row, level: float, rng: random.Random) -> Any:
    machines = enterprise["machines"]
    known = {
        "machines_total": machines["total"],
        "machines_digital": machines["digital"],
        "machines_networked": machines["networked"],
        "turnover_3y_mean": enterprise["revenue"],
        "digital_spend_3y_mean": round(enterprise["revenue"] * (0.2 + level) / 100),
    }
    return {name: Decimal(known[name]) for name in indicator.inputs}


def _near(level: float, size: int, rng: random.Random) -> int:
    aim = level * (size - 1) + rng.gauss(0, 0.6)
    return max(0, min(size - 1, round(aim)))


def _scene(level: float, rng: random.Random) -> int:
    return max(0, min(4, round(level * 3.6 + rng.gauss(0, 0.6))))
