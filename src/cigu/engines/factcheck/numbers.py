"""Numbers as they stand in a text: sign, numeral, fraction, percent, power, dozen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from cigu.engines.factcheck.glyphs import (
    DIGITS,
    LETTERS,
    UNITS,
    fold,
    is_formal,
    is_han,
)
from cigu.engines.factcheck.numerals import LONGEST, Numeral, Part, numeral_at
from cigu.engines.factcheck.words import inside_a_word

_OF = re.compile(r" {0,3}分 {0,3}之 {0,3}(?P<minus>[负-]?)")
_AND = re.compile(r" {0,3}又 {0,3}")
_SLASH = re.compile(r"/(\d{1,12})(?![\d/])")
_MIXED = re.compile(r"(\d{1,12}) (\d{1,12})/(\d{1,12})(?![\d/])")
_EXPONENT = re.compile(r"[eE]([+-]?\d{1,2})(?![\dA-Za-z])")
_POWER = re.compile(r"\^([+-]{0,3})(\d{1,3})(?!\d)")
_RATE = {"百": "%", "千": "‰"}
_BEGINS = frozenset(DIGITS) | frozenset(UNITS) | frozenset("0123456789.")
_SAYS = frozenset("近上逾超数过约破达足")
_AFTER_DOZEN = frozenset("造印击破通下好开动听断磨扮包卡")


@dataclass(frozen=True, slots=True)
class Number:
    """``unit`` is set where the number itself says it: 百分之五 has the unit %."""

    start: int
    end: int
    value: Decimal
    numeral: Numeral
    unit: str = ""
    written: str = "plain"  # plain, fraction, scientific

    @property
    def open(self) -> bool:
        return self.numeral.open


def read_numbers(text: str) -> list[Number]:
    """All numbers of ``text`` from left to right, with their places in it."""
    return list(folded_numbers(fold(text), text))


def folded_numbers(text: str, original: str) -> Iterator[Number]:
    """``text`` is folded; ``original`` is the text as written."""
    at = 0
    while at < len(text):
        if text[at] not in _BEGINS or _dot_between(text, at):
            at += 1
            continue
        word_end = at if _is_counted(text, at) else inside_a_word(text, at)
        if word_end > at:
            at = word_end
            continue
        found = _number_at(text, at)
        if found is None:
            at += 1
        elif _is_overlong(text, found) or _is_word(text, original, found):
            at = _past(text, found.end)
        else:
            yield found
            at = found.end


def _is_counted(text: str, at: int) -> bool:
    """超百家企业, though 百家 is a word too."""
    return text[at] in UNITS and at > 0 and text[at - 1] in "近逾超破"


def _number_at(text: str, at: int) -> Number | None:
    mixed = _MIXED.match(text, at)
    first = numeral_at(text, at)
    if first is None:
        return None
    if mixed and Decimal(mixed[3]):
        value = Decimal(mixed[1]) + Decimal(mixed[2]) / Decimal(mixed[3])
        return _signed(text, Number(at, mixed.end(), value, first, written="fraction"))
    return _signed(text, _composed(text, first))


def _composed(text: str, first: Numeral) -> Number:
    plain = Number(first.start, first.end, first.value, first)
    for reading in (_whole_and_part, _ratio, _slash, _scientific, _power, _letter, _dozen):
        found = reading(text, plain)
        if found is not None:
            return found
    return plain


def _ratio(text: str, below: Number) -> Number | None:
    """三分之一; 百分之五 has the unit in words."""
    link = _OF.match(text, below.end)
    above = numeral_at(text, link.end()) if link else None
    if link is None or above is None:
        return None
    value = -above.value if link["minus"] else above.value
    rate = _RATE.get(text[below.start : below.end])
    if rate:
        return Number(below.start, above.end, value, above, unit=rate)
    if not below.value:
        return None
    return Number(below.start, above.end, value / below.value, above, written="fraction")


def _whole_and_part(text: str, whole: Number) -> Number | None:
    """一又二分之一."""
    link = _AND.match(text, whole.end)
    below = numeral_at(text, link.end()) if link else None
    if below is None:
        return None
    part = _ratio(text, Number(below.start, below.end, below.value, below))
    if part is None or part.unit:
        return None
    return replace(part, start=whole.start, value=whole.value + part.value)


def _slash(text: str, above: Number) -> Number | None:
    found = _SLASH.match(text, above.end)
    plain = above.numeral.is_arabic and text[above.start : above.end].isdigit()
    behind_slash = text[max(above.start - 1, 0) : above.start] == "/"
    if not found or not plain or not Decimal(found[1]) or behind_slash:
        return None
    return replace(
        above, end=found.end(), value=above.value / Decimal(found[1]), written="fraction"
    )


def _scientific(text: str, base: Number) -> Number | None:
    found = _EXPONENT.match(text, base.end) if base.numeral.is_arabic else None
    if not found:
        return None
    return replace(base, end=found.end(), value=base.value.scaleb(int(found[1])),
                   written="scientific")  # fmt: skip


def _power(text: str, base: Number) -> Number | None:
    found = _POWER.match(text, base.end) if base.numeral.is_arabic else None
    if not found:
        return None
    exponent = -int(found[2]) if "-" in found[1] and len(found[1]) == 1 else int(found[2])
    try:
        value = base.value**exponent
    except (Overflow, InvalidOperation, DivisionByZero):
        return None
    return replace(base, end=found.end(), value=value, written="scientific")


def _letter(text: str, base: Number) -> Number | None:
    """40k, 2.5 M; not 40km, not 10 MW."""
    at = base.end + (text[base.end : base.end + 1] == " ")
    factor = LETTERS.get(text[at : at + 1]) if base.numeral.is_arabic else None
    after = text[at + 1 : at + 2]
    if factor is None or (after.isascii() and after.isalnum()):
        return None
    return replace(base, end=at + 1, value=base.value * factor)


def _dozen(text: str, base: Number) -> Number | None:
    if text[base.end : base.end + 1] != "打" or base.numeral.is_arabic:
        return None
    if text[base.end + 1 : base.end + 2] in _AFTER_DOZEN:
        return None
    return replace(base, end=base.end + 1, value=base.value * 12)


def _signed(text: str, number: Number) -> Number:
    """负三十二, -5. A dash behind a number is a range, one behind a letter a hyphen."""
    sign = text[number.start - 1 : number.start] if number.start else ""
    before = text[number.start - 2 : number.start - 1] if number.start > 1 else ""
    behind = (before.isascii() and before.isalnum()) or before in ("-", ")", "%")
    is_minus = sign == "-" and number.numeral.is_arabic and not behind
    if sign == "负" or is_minus:
        return replace(number, start=number.start - 1, value=-number.value)
    return number


def _dot_between(text: str, at: int) -> bool:
    """A point that no digit follows, or that ends a number: 2222.2222.22."""
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    return text[at] == "." and (not after.isdigit() or before.isdigit() or before == ".")


def _past(text: str, at: int) -> int:
    while at < len(text) and text[at].isdigit():
        at += 1
    return at


def _is_overlong(text: str, found: Number) -> bool:
    """A row of digits longer than any figure: an account, a code."""
    return found.numeral.end - found.numeral.start >= LONGEST or (
        found.numeral.is_arabic and text[found.end : found.end + 1].isdigit()
    )


def _is_word(text: str, original: str, found: Number) -> bool:
    """Characters of numbers that are none here: 陆地, 百姓, 万一, 队伍."""
    if found.written != "plain" or found.unit:
        return False
    raw = original[found.start : found.end]
    before = text[found.start - 1 : found.start]
    after = text[found.end : found.end + 1]
    if len(raw) == 1 and is_formal(raw) and raw not in "叁贰壹":
        return is_han(before) or is_han(after)
    return _only_units(found.numeral.parts) and raw not in ("十", "拾") and not _counts(text, found)


def _only_units(parts: tuple[Part, ...]) -> bool:
    return all(part.kind == "unit" for part in parts) and parts[0].value != 10


def _counts(text: str, found: Number) -> bool:
    """百亿, 千亿, 近千: a unit alone is a number where something says so."""
    before = text[found.start - 1 : found.start]
    raw = text[found.start : found.end]
    after = text[found.end : found.end + 1]
    if after and after in "余多" and raw[0] in "百千万":
        return True
    if before in _SAYS and after and after != "上":
        return True
    return len(raw) > 1 and raw[-1] == "亿" and raw[0] in "百千万"
