"""Which indicator a figure is likely to be: ranked candidates with reasons.

Text counts by pairs of characters, weighted by how few indicators share them; unit, kind, place
and field then speak for or against. A person's correction of a like figure goes before all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Final

from cigu.engines.factcheck.agreeing import share_unit
from cigu.engines.factcheck.lexicon import ALIKE, CLASSES, SHORT
from cigu.engines.factcheck.model import (
    NO_UNIT,
    SHORT_KINDS,
    Candidate,
    Figure,
    Indicator,
    Kind,
    Memory,
    Reason,
)
from cigu.engines.factcheck.plain import plain, prose
from cigu.engines.factcheck.units import kin, unit_named

THRESHOLD = 0.3
SIMILAR = 0.75  # how much two phrases share for a correction to hold for both
_IN_PHRASE, _IN_ACTION, _IN_CLAUSE, _IN_SENTENCE = 1.0, 1.0, 0.9, 0.3
_NEARBY, _AHEAD, _ALIKE, _HINT = 0.5, 0.45, 0.75, 0.8
_NATION: Final = frozenset(("全国", "国内", "全球", "世界"))


@dataclass(frozen=True, slots=True)
class _Entry:
    indicator: Indicator
    sayings: tuple[frozenset[str], ...]  # pairs of each name and alias
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Index:
    entries: tuple[_Entry, ...]
    weights: dict[str, float]

    def weight(self, pair: str) -> float:
        return self.weights.get(pair, 1.0)


@dataclass(frozen=True, slots=True)
class _Words:
    """The pairs of characters around a figure, near to far."""

    phrase: frozenset[str]  # of its own clause
    near: dict[str, float]


def link(
    figure: Figure, indicators: Sequence[Indicator], memory: Iterable[Memory] = ()
) -> list[Candidate]:
    """Candidates for `figure`, best first; none that scores below the threshold.

    A correction in `memory` for a like figure comes first with the score 1 (reason `remembered`);
    one that says "no indicator" gives the only candidate "" (reason `remembered_as_none`).
    """
    known = _remembered(figure, memory)
    if known is not None and not known.indicator:
        return [Candidate("", 1.0, (Reason("remembered_as_none"),))]
    index = _indexed(tuple(indicators))
    words = _words(figure)
    out = []
    for entry in index.entries:
        if known is not None and entry.indicator.id == known.indicator:
            out.append(Candidate(entry.indicator.id, 1.0, (Reason("remembered"),)))
            continue
        found = _scored(figure, words, entry, index)
        if found is not None:
            out.append(found)
    return sorted(out, key=lambda c: (-c.score, c.indicator))


def remember(figure: Figure, indicator: str) -> Memory:
    """The correction to keep: a figure like this one is `indicator` ("" for none)."""
    what = figure.counted
    return Memory(what.phrase, figure.unit, indicator, what.action, what.measured)


def _remembered(figure: Figure, memory: Iterable[Memory]) -> Memory | None:
    """The last correction whose figure was counted, measured and brought about like this one."""
    found = None
    what = figure.counted
    for one in memory:
        if one.unit != figure.unit or one.action != what.action:
            continue
        if _likeness(one.counted, what.phrase) >= SIMILAR and (
            one.measured == what.measured or _likeness(one.measured, what.measured) >= SIMILAR
        ):
            found = one
    return found


def _likeness(first: str, second: str) -> float:
    if first == second:
        return 1.0
    a, b = pairs(first), pairs(second)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@lru_cache(maxsize=8192)
def pairs(text: str) -> frozenset[str]:
    """Neighbouring characters of a text, across nothing but letters, digits and characters; short
    forms are read in full (高企 is 高新技术企业)."""
    clean = re.sub(r"[^\w一-龥]", " ", prose(plain(text)).lower())
    for short, full in SHORT:
        clean = clean.replace(short, full)
    return frozenset(clean[i : i + 2] for i in range(len(clean) - 1) if " " not in clean[i : i + 2])


@lru_cache(maxsize=16)
def _indexed(indicators: tuple[Indicator, ...]) -> _Index:
    entries = []
    seen: Counter[str] = Counter()
    for one in indicators:
        said = {name: None for word in (one.name, *one.words) for name in (word, _bare(word))}
        sayings = tuple(filter(None, map(pairs, said)))
        every = frozenset().union(*sayings) if sayings else frozenset()
        entries.append(_Entry(one, sayings, every))
        seen.update(every)
    n = len(indicators) + 1
    return _Index(tuple(entries), {pair: 1 + log(n / (1 + k)) for pair, k in seen.items()})


def _bare(name: str) -> str:
    """换电车 of 换电车数: texts count the thing itself."""
    return re.sub(r"(?<=..)(?:数量|总数|次数|数)$", "", name)


def _words(figure: Figure) -> _Words:
    near: dict[str, float] = {}
    what = figure.counted
    own = " ".join((what.phrase, what.measured, what.action + what.phrase, figure.topic,
                    figure.clause))  # fmt: skip
    for text, weight in (
        (figure.section, _IN_SENTENCE * 0.5), (figure.context, _IN_SENTENCE),
        (figure.ahead, _AHEAD), (figure.nearby, _NEARBY), (" ".join(_alike(own)), _ALIKE),
        (" ".join(_hints(figure)), _HINT), (figure.topic + figure.clause, _IN_CLAUSE),
        (what.action, _IN_ACTION), (what.action + what.phrase, _IN_PHRASE),
        (what.phrase, _IN_PHRASE), (what.measured, _IN_PHRASE),
    ):  # fmt: skip
        for pair in pairs(text):
            near[pair] = max(near.get(pair, 0.0), weight)
    return _Words(pairs(own), near)


def _alike(text: str) -> Iterator[str]:
    """What lists say for words of the text: 派出 for 派驻."""
    for words in ALIKE:
        if any(word in text for word in words):
            yield from words


def _hints(figure: Figure) -> Iterator[str]:
    """What lists call figures of this kind: 占比, 增幅, 位次, with what it is of."""
    names = [figure.kind.value]
    if figure.falls:
        names.append("fall")
    if figure.quantity.sort == "edition":
        names.append("edition")
    if figure.quantity.measure.dimension == "time":
        names.append("time")
    for name in names:
        for word in CLASSES.get(f"hint_{name}", ()):
            yield word
            yield figure.counted.head + word


def _scored(figure: Figure, words: _Words, entry: _Entry, index: _Index) -> Candidate | None:
    covered = max((_coverage(s, words, index) for s in entry.sayings), default=0.0)
    if covered < 0.15:
        return None
    own = sum(index.weights.get(p, 0.0) for p in words.phrase)
    shared = sum(index.weight(p) for p in words.phrase & entry.pairs)
    text = 0.7 * covered + 0.3 * (shared / own if own else 0.0)
    score, reasons = text, [Reason("words", {"share": f"{covered:.2f}"})]
    for factor, reason in _against(figure, entry.indicator):
        score *= factor
        reasons.append(reason)
    score = min(score, 1.0)
    if score < THRESHOLD:
        return None
    return Candidate(entry.indicator.id, round(score, 4), tuple(reasons))


def _coverage(saying: frozenset[str], words: _Words, index: _Index) -> float:
    whole = sum(index.weight(p) for p in saying)
    return sum(index.weight(p) * words.near.get(p, 0.0) for p in saying) / whole


def _against(figure: Figure, one: Indicator) -> Iterable[tuple[float, Reason]]:
    yield from _by_unit(figure, one)
    yield from _by_kind(figure, one)
    yield from _by_role(figure, one)
    place = figure.scope.territory
    if one.territory and place and one.territory != place:
        nested = place in ("全市", "全区", "全省", "全县") or one.territory in place
        if not nested and (place in _NATION or one.territory in _NATION or place != one.territory):
            yield 0.8, Reason("other_place", {"stated": place, "indicator": one.territory})
    field = figure.scope.domain
    if one.domain and field and one.domain != field:
        yield 0.9, Reason("other_field", {"stated": field, "indicator": one.domain})


def _by_role(figure: Figure, one: Indicator) -> Iterable[tuple[float, Reason]]:
    """由41.1%提升到46.4%: the share before and the share after may be two indicators."""
    said = {role: any(w in one.name for w in CLASSES[f"{role}_name"])
            for role in ("before", "after")}  # fmt: skip
    if figure.role and said["before"] != said["after"]:
        fits = said[figure.role]
        yield (1.1 if fits else 0.7), Reason("time_fits" if fits else "other_time")


def _by_unit(figure: Figure, one: Indicator) -> Iterable[tuple[float, Reason]]:
    theirs, own = unit_named(one.unit), share_unit(figure.quantity)
    if theirs is NO_UNIT or figure.kind is Kind.RANK or (own is NO_UNIT and not figure.unit):
        return
    told = {"stated": own.name or figure.unit, "indicator": one.unit}
    if own.dimension != theirs.dimension and figure.unit != theirs.name:
        near = {own.dimension, theirs.dimension} <= {"share", "points", "multiple"}
        yield (0.6 if near else 0.15), Reason("other_unit", told)
    elif own.name == theirs.name:
        yield 1.1, Reason("same_unit", told)
    elif own.dimension == "count" and not kin(own.name, theirs.name):
        yield 0.55, Reason("other_measure_word", told)
    else:
        yield 1.0, Reason("unit_fits", told)


def _by_kind(figure: Figure, one: Indicator) -> Iterable[tuple[float, Reason]]:
    if not one.kind:
        return
    told = {"stated": figure.kind.value, "indicator": one.kind}
    if SHORT_KINDS.get(one.kind, one.kind) == figure.kind:
        yield 1.05, Reason("same_kind", told)
    elif {"growth", "rank"} & {one.kind, figure.kind.value}:
        yield 0.4, Reason("other_kind", told)
    else:
        yield 0.9, Reason("other_kind", told)
