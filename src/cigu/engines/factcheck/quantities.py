"""Quantities of a text: numbers with unit, comparator and range; no dates, ordinals, names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from cigu.engines.basis.periods import Period
from cigu.engines.factcheck import comparators
from cigu.engines.factcheck.glyphs import DIGITS, LARGE, UNITS
from cigu.engines.factcheck.grammar import pattern
from cigu.engines.factcheck.identifiers import identifiers
from cigu.engines.factcheck.model import NO_UNIT, Quantity, Unit, When
from cigu.engines.factcheck.numbers import Number, folded_numbers
from cigu.engines.factcheck.numerals import numeral_at
from cigu.engines.factcheck.plain import plain, prose
from cigu.engines.factcheck.times import times
from cigu.engines.factcheck.units import unit_at, unit_named

_LINK: Final = re.compile(r" {0,2}(?:-{1,2}|—{1,2}|–|~|～|至|到|―) {0,2}$")
_CHANGE: Final = re.compile(r"[从由自]$")
_PAIR: Final = re.compile(r"^(十?)([一两二三四五六七八])([二三四五六七八九])([十百千万亿]*)$")
_HALF: Final = pattern("half")
_CURRENCIES: Final = {"RMB": "元", "CNY": "元", "¥": "元", "￥": "元", "USD": "美元", "US$": "美元",
                      "$": "美元", "EUR": "欧元", "€": "欧元"}  # fmt: skip
_MONEY_BEFORE: Final = re.compile(r"(?:RMB|CNY|USD|US\$|EUR|[¥￥$€]) ?$", re.IGNORECASE)
_SIZE_OF: Final = re.compile(r"级?[一-龥]{0,8}?(?:产业|集群|基地|园区|企业|市场)")
_DOUBLED: Final = re.compile(r"翻(?:了)?(近|约|超过|超|不止)?([一两二三四五])?番")
_DOUBLED_SIGNS: Final = {"近": "≈", "约": "≈", "超过": ">", "超": ">", "不止": ">"}
_MONEY_OF: Final = pattern("money_of")
_TENTH: Final = re.compile(r"([一二三四五六七八九])(?![十百千万亿个家项成倍番年月天分多余])")
_HALF_MORE: Final = re.compile(r"半(?![数径成品年月天岛分夜路价个以])")
_HALVED: Final = frozenset(("成", "倍", "年", "天", "月", "小时", "亩", "斤", "千米"))
_PER: Final = pattern("per")
_ORDINAL_UNIT: Final = re.compile(r" ?[名位]")
_RANKED: Final = pattern("ranked")
_FIRST_N: Final = pattern("first_n")
_OPEN = ("余", "多", "几", "来")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with what was told apart in it: times, identifiers, quantities."""

    text: str  # in plain characters, with the marks of prose
    times: list[When]
    names: list[tuple[int, int]]
    quantities: list[Quantity]


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of `text` in order, with exact values; see `Quantity`. Empty text: none.

    Numbers without a unit are among them; dates, ordinals other than ranks, and identifiers are
    not. 12.29亿元 has the value 1229000000 and the unit 元; 三成 the value 3 and the unit 成.
    """
    return marked(text).quantities


def marked(text: str, period: Period | None = None) -> Marked:
    """`text` with its times, names and quantities told apart; `period` dates what has no year."""
    flat = plain(text)
    found_times = times(flat, period)
    names = identifiers(flat)
    shut = _Shut([(w.begin, w.end) for w in found_times] + names)
    numbers = [n for n in folded_numbers(flat, text) if not shut.touches(n.start, n.end)]
    found = [*_counted(flat, numbers), *_words(flat, shut)]
    found.sort(key=lambda q: (q.start, -q.end))
    apart: list[Quantity] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(replace(one, text=text[one.start : one.end]))
    return Marked(prose(flat), found_times, names, apart)


class _Shut:
    """Stretches that are no quantities, to be asked quickly."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start


def _counted(text: str, numbers: list[Number]) -> Iterator[Quantity]:
    left = 0
    at = 0
    while at < len(numbers):
        one = numbers[at]
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        found = _ordinal(text, one) if text[one.start - 1 : one.start] in ("第", "前") else None
        if found is None and text[one.start - 1 : one.start] == "第":
            at += 1
            continue
        ranged = None if found or following is None else _range(text, one, following, left)
        if ranged is not None:
            at += 1
        found = found or ranged or _pair(text, one, left) or _single(text, one, left)
        yield found
        left = found.end
        at += 1


def _ordinal(text: str, one: Number) -> Quantity | None:
    """第三 as a rank (位居第三), 第十二届 as an edition, 前三 and 前10名 as ranks up to it."""
    before = text[max(0, one.start - 8) : one.start - 1]
    if text[one.start - 1] == "前":
        place = _ORDINAL_UNIT.match(text, one.end)
        if not _FIRST_N.search(before) and not place:
            return None
        end = place.end() if place else one.end
        return Quantity(one.start - 1, end, one.value, comparator="≤", said="前", unit="名",
                        number_end=one.end, sort="rank")  # fmt: skip
    if text[one.end : one.end + 1] in ("届", "次") and text[one.end : one.end + 1]:
        return Quantity(one.start - 1, one.end + 1, one.value, unit=text[one.end],
                        number_end=one.end, sort="edition")  # fmt: skip
    place = _ORDINAL_UNIT.match(text, one.end)
    if place or _RANKED.search(before):
        end = place.end() if place else one.end
        return Quantity(one.start - 1, end, one.value, unit="名", number_end=one.end, sort="rank")
    return None


def _single(text: str, one: Number, left: int) -> Quantity:
    unit, per, end, said = _unit(text, one)
    value, step = one.value, step_of(text, one)
    if unit.name == "个" and text[end : end + 1] in ("亿", "万"):  # 3个亿
        value, step = value * LARGE[text[end]], step * LARGE[text[end]]
        unit, per, end, _ = _unit(text, replace(one, end=end + 1))
    money = _MONEY_BEFORE.search(text[max(0, one.start - 4) : one.start])
    if not unit.name and money:
        unit = unit_named(_CURRENCIES[money[0].strip().upper()])
    if not unit.name and text[one.end - 1] == "亿" and _is_money(text, one):
        unit = unit_named("元")
    more, end = _more(text, unit, end, said)
    value += more
    sign, word = comparators.before(text, one.start, left)
    if one.open or said:
        own = ("≈", "来") if said == "来" else (">", comparators.OPEN)
        sign, word = comparators.combined(sign, own[0]), word or own[1]
    end, sign, word = _behind(text, end, sign, word)
    sort = one.written if one.written == "fraction" else "amount"
    if unit.dimension == "multiple":
        sort = "multiple"
    return Quantity(
        one.start, end, value, unit=unit.name, comparator=sign, said=word, per=per,
        number_end=one.end, step=step, measure=unit, sort=sort,
    )  # fmt: skip


def _is_money(text: str, one: Number) -> bool:
    """千亿级产业集群, 产值突破百亿: money without its unit."""
    left = text[max(0, one.start - 14) : one.start]
    return bool(_SIZE_OF.match(text, one.end) or _MONEY_OF.search(left))


def _more(text: str, unit: Unit, end: int, said: str) -> tuple[Decimal, int]:
    """What stands behind the unit and belongs to the number: 九成二, 两成半, 一年半."""
    tenth = _TENTH.match(text, end) if unit.name == "成" and not said else None
    if tenth:
        return Decimal(DIGITS[tenth[1]]) / 10, tenth.end()
    if unit.name in _HALVED and not said and _HALF_MORE.match(text, end):
        return Decimal("0.5"), end + 1
    return Decimal(0), end


def _behind(text: str, end: int, sign: str, word: str) -> tuple[int, str, str]:
    """以上, 左右 and 多 behind the unit join the sign, not the place of the figure."""
    other, its, _ = comparators.after(text, end)
    if other == "=":
        return end, sign, word
    if sign == "=" or (sign == "≈" and other != "≈"):
        return end, other, its
    return end, sign, word


def _unit(text: str, one: Number) -> tuple[Unit, str, int, str]:
    """Unit, what it is counted by, where it ends, and the 余 or 多 between number and unit."""
    at, said = one.end, ""
    if one.unit:
        return unit_named(one.unit), "", at, said
    skip = at + (text[at : at + 1] == " ")
    if text[skip : skip + 1] in _OPEN and text[skip : skip + 1]:
        unit, end = unit_at(text, skip + 1)
        if unit.dimension or text[skip] != "来":
            said = text[skip]
            skip = at = skip + 1
    unit, end = unit_at(text, skip)
    if not unit.name:
        return NO_UNIT, "", at, said
    if unit.name == "度" and "电" in text[max(0, one.start - 12) : one.start]:
        unit = unit_named("千瓦时")
    per = _PER.match(text, end)
    return unit, per[1] if per else "", per.end() if per else end, said


def _range(text: str, one: Number, other: Number, left: int) -> Quantity | None:
    """3—5亿千瓦时, 10%至15%: two numbers with nothing but a dash (and the unit) between them."""
    unit, _, end, said = _unit(text, one)
    between = text[end : other.start]
    if said or len(between) > 4 or not _LINK.match(between):
        return None
    if between.strip() in ("至", "到") and _CHANGE.search(text[max(0, one.start - 1) : one.start]):
        return None
    second = _single(text, other, other.start)
    first, step = one.value, step_of(text, one)
    scale = _scale(text, other)
    if unit.name == "" and not _scaled(text, one) and first * scale < second.value:
        first, step = first * scale, step * scale
    if unit.name and unit.dimension != second.measure.dimension:
        return None
    if unit.name and unit.factor != second.measure.factor and second.measure.factor:
        first = first * unit.factor / second.measure.factor
    if first > second.value or (one.written == "fraction") != (other.written == "fraction"):
        return None
    sign, word = comparators.before(text, one.start, left)
    return replace(second, start=one.start, value=first, value_to=second.value, step=step,
                   comparator="≈" if sign == "≈" else "=", said=word)  # fmt: skip


def _pair(text: str, one: Number, left: int) -> Quantity | None:
    """两三家, 十五六个, 七八百: two neighbouring digits are a range."""
    found = _PAIR.match(text[one.start : one.end])
    if not found or not one.numeral.parts or DIGITS[found[3]] - DIGITS[found[2]] != 1:
        return None
    low = numeral_at(found[1] + found[2] + found[4], 0)
    high = numeral_at(found[1] + found[3] + found[4], 0)
    single = _single(text, one, left)
    if low is None or high is None or (not single.measure.name and not found[4]):
        return None
    return replace(single, value=low.value, value_to=high.value)


def _words(text: str, shut: _Shut) -> Iterator[Quantity]:
    for found in _HALF.finditer(text):
        start, end = found.start(1), found.end(1)
        if found[0].startswith("一"):
            start = found.start()
        if shut.touches(start, end):
            continue
        sign, word = comparators.before(text, start, max(0, start - 4))
        if found[0].startswith(("过", "超", "逾")):
            sign, word = ">", "过"
        end, sign, word = _behind(text, found.end(1), sign, word)
        yield Quantity(start, end, Decimal("0.5"), comparator=sign, said=word, number_end=end,
                       step=Decimal("0.1"), sort="fraction")  # fmt: skip
    for found in re.finditer("半百", text):
        yield Quantity(*found.span(), Decimal(50), number_end=found.end())
    for found in _DOUBLED.finditer(text):
        times_over = DIGITS[found[2]] if found[2] else 1
        yield Quantity(*found.span(), Decimal(2**times_over), unit="倍", number_end=found.end(),
                       comparator=_DOUBLED_SIGNS.get(found[1], "="), said=found[1] or "",
                       measure=unit_named("倍"), sort="doubling")  # fmt: skip


def step_of(text: str, one: Number) -> Decimal:
    """The worth of the last place written: 12.29亿 has 1,000,000, 2300 has 1."""
    raw = text[one.start : one.end]
    if one.written == "fraction":
        return Decimal("0.01")
    digits = re.search(r"[.点]([0-9零一二三四五六七八九]+)", raw)
    return Decimal(1).scaleb(-len(digits[1])) * _scale(text, one) if digits else _scale(text, one)


def _scale(text: str, one: Number) -> Decimal:
    """The 万 and 亿 at the end of a number, with 千 and 百 behind Arabic digits."""
    scale, at = Decimal(1), one.end
    small = one.numeral.is_arabic
    while at > one.start and (text[at - 1] in LARGE or (small and text[at - 1] in UNITS)):
        at -= 1
        scale *= UNITS[text[at]]
    return scale


def _scaled(text: str, one: Number) -> bool:
    return text[one.end - 1] in LARGE
