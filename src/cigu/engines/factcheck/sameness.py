"""One thing told twice: within a report, and by two reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Final

from cigu.engines.factcheck.agreeing import supports
from cigu.engines.factcheck.linking import pairs
from cigu.engines.factcheck.model import Difference, Figure, Finding, Kind, Param, Reading
from cigu.engines.factcheck.units import convert

_DEMAND: Final = ("需求量", "需求", "出货量", "用量", "消费量", "消耗量", "销量")
_SUMS: Final = re.compile("合计|共计|总计|其中|分别")
_OF_THE_REPORT: Final = ("全年", "年内", "今年", "本年", "本年度", "今年以来")
_NOT_COMPARED: Final = (Kind.GROWTH, Kind.RANK)
_ENOUGH = 0.8  # how much two descriptions share for the reports to speak of one thing
_NEAREST = 16  # figures of another report that are held against one, for each of three pairs
_MOST = 60  # figures of one paragraph that are compared with one another


def two_units(reading: Reading) -> Iterator[Finding]:
    """1160亿瓦时 shipped beside a demand of 3—5亿千瓦时: one paragraph, one kind of thing, units
    that differ by a power of ten, and values that do not meet."""
    for group in _paragraphs(reading):
        measured = [f for f in group if _demand(f)][:_MOST]
        for one, other in combinations(measured, 2):
            a, b = one.quantity.measure, other.quantity.measure
            if a.dimension != b.dimension or a.name == b.name:
                continue
            if one.scope.territory != other.scope.territory or not _like_things(one, other):
                continue
            low, high = _ends(other)
            value, top = _ends(one)
            factor = b.factor / a.factor
            if top < low * factor or value > high * factor:
                ratio = low * factor / value if value else Decimal(0)
                yield Finding("same_measure_two_units", "alarm", (one.id, other.id), {
                    "first": value * a.factor, "low": low * b.factor, "high": high * b.factor,
                    "ratio": ratio,
                })  # fmt: skip


def _paragraphs(reading: Reading) -> Iterator[list[Figure]]:
    groups: dict[int, list[Figure]] = {}
    for figure in reading.figures:
        groups.setdefault(figure.paragraph, []).append(figure)
    yield from groups.values()


def _demand(figure: Figure) -> bool:
    dimension = figure.quantity.measure.dimension
    plain = dimension in ("", "count", "share", "points", "multiple", "time", "doubling")
    return not plain and figure.counted.phrase.endswith(_DEMAND)


def _like_things(one: Figure, other: Figure) -> bool:
    """动力电池的出货量 and 锂电池需求量 are both of 电池."""
    things = [_thing(f.counted.phrase) for f in (one, other)]
    return bool(things[0]) and things[0][-2:] == things[1][-2:]


def _thing(phrase: str) -> str:
    for word in _DEMAND:
        if phrase.endswith(word):
            return phrase.removesuffix(word).rstrip("的年")
    return phrase


def _ends(figure: Figure) -> tuple[Decimal, Decimal]:
    return figure.value, figure.value_to if figure.value_to is not None else figure.value


def said_twice(reading: Reading) -> Iterator[Finding]:
    """One amount, described in the same words, with two values that exclude each other."""
    groups: dict[tuple[str, ...], list[Figure]] = {}
    for figure in reading.figures:
        key = _key(figure)
        if key is not None:
            groups.setdefault(key, []).append(figure)
    for same in groups.values():
        first = same[0]
        for other in same[1:]:
            if not _meet(first, other):
                yield Finding("said_twice", "alarm", (first.id, other.id),
                              {"first": first.value, "second": other.value})  # fmt: skip


def _key(figure: Figure) -> tuple[str, ...] | None:
    """What must be the same: words long enough to name one thing, place and time."""
    if figure.kind in _NOT_COMPARED or figure.unit == "":
        return None
    measured = figure.quantity.measure.dimension
    words = figure.counted.phrase
    if words not in figure.clause or _SUMS.search(figure.clause):
        return None
    if len(words) < 5 or measured in ("share", "time", "multiple"):
        return None
    if measured == "count" and not figure.counted.action:
        return None
    action = figure.counted.action if measured == "count" else ""
    return (words, action, figure.unit, _time(figure), figure.scope.territory,
            figure.kind.value, figure.quantity.per)  # fmt: skip


def _time(figure: Figure) -> str:
    """The time as far as it is told; 全年 and 今年 are that of the report."""
    if figure.period is not None:
        return f"{figure.period.start}/{figure.period.end}"
    return "" if figure.period_text in _OF_THE_REPORT else figure.period_text


def _meet(one: Figure, other: Figure) -> bool:
    """Whether one value can be both."""
    if "=" not in (one.comparator, other.comparator):
        return True
    exact, loose = (one, other) if one.comparator == "=" else (other, one)
    return supports(loose.quantity, exact.value) or supports(exact.quantity, loose.value)


def compare(first: Reading, second: Reading) -> list[Difference]:
    """What one report says of a thing and the other contradicts, or says on another base.

    Codes: `contradicts` (one thing, one time, values that exclude each other), `other_period` (one
    thing, two times: a change, no contradiction), `share_of_other_whole` (the same share of totals
    that differ: two indicators, not one series). Params hold both values and, for shares, totals.
    """
    out: list[Difference] = []
    index = _Likely(second)
    for figure in first.figures:
        likely = [o for o in index.near(figure) if _one_thing(figure, o)]
        if likely:
            best = max(likely, key=lambda o: (_alike(figure, o), -o.id))
            out.extend(_compared(figure, best))
    return out + list(_wholes(first, second))


class _Likely:
    """The figures of a report by the pairs of characters of what they count; the rarest pairs of
    a figure lead to those that may be of the same thing, a bounded number of them."""

    def __init__(self, reading: Reading) -> None:
        self._by_pair: dict[tuple[str, str], list[Figure]] = {}
        for figure in reading.figures:
            for pair in _telling(figure):
                self._by_pair.setdefault((_scale(figure), pair), []).append(figure)

    def near(self, figure: Figure) -> list[Figure]:
        lists = [self._by_pair.get((_scale(figure), pair), []) for pair in _telling(figure)]
        rarest = sorted(filter(None, lists), key=len)[:3]
        found = {f.id: f for one in rarest for f in one[:_NEAREST]}
        return list(found.values())


def _scale(figure: Figure) -> str:
    """Things are compared within a measure word, other values within a dimension."""
    dimension = figure.quantity.measure.dimension
    return figure.unit if dimension == "count" else dimension


def _telling(figure: Figure) -> frozenset[str]:
    if figure.kind in _NOT_COMPARED or not figure.counted.phrase:
        return frozenset()
    return pairs(figure.counted.phrase)


def _alike(one: Figure, other: Figure) -> float:
    a = pairs(one.counted.action + one.counted.phrase)
    b = pairs(other.counted.action + other.counted.phrase)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _one_thing(one: Figure, other: Figure) -> bool:
    a, b = one.quantity.measure, other.quantity.measure
    return (
        a.dimension == b.dimension
        and (a.dimension != "count" or a.name == b.name)
        and one.kind == other.kind
        and one.scope.territory == other.scope.territory
        and _alike(one, other) >= _ENOUGH
    )


def _compared(one: Figure, other: Figure) -> Iterator[Difference]:
    a, b = one.quantity.measure, other.quantity.measure
    theirs = convert(other.value, b, a)
    same = supports(one.quantity, theirs) or supports(other.quantity, convert(one.value, a, b))
    if same:
        return
    known = one.period is not None and other.period is not None and one.period != other.period
    told: dict[str, Param] = {"first": one.value, "second": theirs, "unit": a.name}
    yield Difference("other_period" if known else "contradicts", one.id, other.id, told)


def _wholes(first: Reading, second: Reading) -> Iterator[Difference]:
    """87 are over 65 % here, 160 are over 60 % there: the wholes differ, so do the indicators."""
    theirs: dict[tuple[str, str], tuple[Figure, Figure]] = {}
    for part, rate in _shares(second):
        theirs.setdefault((part.unit, part.counted.phrase[-2:]), (part, rate))
    told: set[tuple[str, str]] = set()
    for part, rate in _shares(first):
        key = (part.unit, part.counted.phrase[-2:])
        if key not in theirs or key in told:
            continue
        its_part, its_rate = theirs[key]
        one, other = part.value / rate.value * 100, its_part.value / its_rate.value * 100
        if max(one, other) > min(one, other) * Decimal("1.1"):
            told.add(key)
            params: dict[str, Param] = {"first": one, "second": other, "unit": part.unit}
            yield Difference("share_of_other_whole", rate.id, its_rate.id, params)


def _shares(reading: Reading) -> Iterator[tuple[Figure, Figure]]:
    for relation in reading.relations:
        if relation.sort == "share":
            part = reading.figure(relation.of("part")[0])
            rate = reading.figure(relation.of("rate")[0])
            if rate.value and part.counted.phrase:
                yield part, rate
