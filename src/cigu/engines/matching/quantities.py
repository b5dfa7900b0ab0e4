"""Numbers with their units and what they measure, and how alike two lists of them are.

"矫顽力由 25 kOe 提高到 30 kOe" holds (矫顽力, 25, koe) and (矫顽力, 30, koe).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cigu.engines.matching.cuts import Sentence
from cigu.engines.matching.segment import Token, metric_names

_VALUE = re.compile(r"(\d+(?:\.\d+)?)(\D.*)?$")
_REACH = 24  # characters between a measured thing and its value, at most

# How much of a pair's likeness each agreement is worth; this project's choice.
_NAME, _UNIT, _SIZE = 0.5, 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as written; `unit` and `name` are empty where none stands near it."""

    value: float
    unit: str = ""
    name: str = ""


def quantities(cut: Sequence[Sentence]) -> list[Quantity]:
    """Every number that has a unit, or a measured thing before it in its sentence."""
    found = [quantity for sentence in cut for quantity in _in_sentence(sentence)]
    return [quantity for quantity in found if quantity.unit or quantity.name]


def likeness(wanted: Sequence[Quantity], shown: Sequence[Quantity]) -> float | None:
    """How well `shown` speaks of what is `wanted`, 0 to 1; None when either says no number.

    The mean over distinct wanted (name, unit) pairs of the best pair found: same thing
    measured, same unit, and values near each other (smaller over larger).
    """
    if not wanted or not shown:
        return None
    best: dict[tuple[str, str], float] = {}
    for want in wanted:
        key = (want.name, want.unit)
        best[key] = max(best.get(key, 0.0), *(_pair(want, show) for show in shown))
    return sum(best.values()) / len(best)


def _in_sentence(sentence: Sentence) -> list[Quantity]:
    names, found = metric_names(), []
    near = _Nearest(sentence.start)
    for token in sentence.tokens:
        number = _VALUE.match(token.term)
        if token.term in names:
            near.meet(token)
        elif number:
            unit = number[2] or ""
            found.append(Quantity(float(number[1]), unit, near.name_for(unit, token)))
    return found


class _Nearest:
    """What a number in a sentence measures: the last thing named, if it is near enough.

    Once that thing has a value in another unit, the number goes back to what was measured in its
    own unit: in "矫顽力25 kOe，镝含量不高于1 wt%时达到30 kOe" the 30 kOe are coercivity.
    """

    def __init__(self, start: int) -> None:
        self._name, self._end, self._unit = "", start, ""
        self._by_unit: dict[str, str] = {}

    def meet(self, token: Token) -> None:
        if token.start >= self._end or len(token.term) >= len(self._name):
            self._name, self._end, self._unit = token.term, token.end, ""

    def name_for(self, unit: str, number: Token) -> str:
        if number.start - self._end > _REACH:
            return self._by_unit.get(unit, "")
        self._end = number.end
        if self._unit and self._unit != unit:
            return self._by_unit.get(unit, "")
        self._unit = unit
        self._by_unit[unit] = self._name
        return self._name


def _pair(want: Quantity, show: Quantity) -> float:
    """Two named quantities must measure the same thing; 95 % yield says nothing of 95 % purity."""
    named = bool(want.name) and want.name == show.name
    contradict = bool(want.name and show.name) and not named
    same_unit = want.unit == show.unit
    if contradict or not (named or (same_unit and want.unit)):
        return 0.0
    near = _closeness(want.value, show.value) if same_unit else 0.0
    return _NAME * named + _UNIT * same_unit + _SIZE * near


def _closeness(a: float, b: float) -> float:
    largest = max(abs(a), abs(b))
    return 1.0 if largest == 0 else min(abs(a), abs(b)) / largest
