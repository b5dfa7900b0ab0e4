"""One numeral: 4.78万亿, 七十八万五百零六, 5万4千6百, 五百余万, 1,050.

A numeral is a row of parts: numbers (Arabic, or Chinese digits), units (十百千万亿兆) and the words
that leave it open (余, 多, 几). Reading it is linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cigu.engines.factcheck.glyphs import DIGITS, LARGE, SMALL, UNITS

_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_OPEN = frozenset("余多来几")
# 千瓦, 兆帕, 百帕: here the sign belongs to the unit that follows, not to the number.
_METRIC = frozenset("瓦克米卡帕伏赫焦比升安字")
LONGEST = 40  # characters of one numeral; a longer row of digits is no figure of a report
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a numeral: a plain number, or a unit."""

    value: Decimal
    kind: str  # arabic, chinese, zero, unit


@dataclass(frozen=True, slots=True)
class Numeral:
    """A value as written; ``open`` says that it is a lower bound (五百余万)."""

    start: int
    end: int
    value: Decimal
    open: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def is_single(self) -> bool:
        """One Chinese digit, which is more often a word than a number."""
        return self.end - self.start == 1 and self.parts[0].kind in ("chinese", "zero", "unit")

    @property
    def is_arabic(self) -> bool:
        return self.parts[0].kind == "arabic"


def numeral_at(text: str, start: int) -> Numeral | None:
    """The numeral that begins at ``start`` of folded ``text``, as long as it goes."""
    parts, end, is_open = _parts(text, start)
    if not parts:
        return None
    value = _value(parts)
    tail, end = _decimals(text, end, parts)
    if tail:
        value += tail
        factor, end = _large_after(text, end)
        value *= factor
    return Numeral(start, end, value, is_open, tuple(parts))


def _parts(text: str, start: int) -> tuple[list[Part], int, bool]:
    parts: list[Part] = []
    at = end = start
    is_open = False
    while at < len(text) and at - start < LONGEST:
        if text[at] == " " and parts and _joins(text, at, parts[-1]):
            at += 1
            continue
        if parts and text[at] in _OPEN and _unit_follows(text, at + 1):
            is_open, at = True, at + 1
            continue
        part, at = _part(text, at, parts[-1] if parts else None)
        if part is None:
            break
        parts.append(part)
        end = at
    return parts, end, is_open


def _part(text: str, at: int, before: Part | None) -> tuple[Part | None, int]:
    char = text[at]
    if char in UNITS and not (at + 1 < len(text) and text[at + 1] in _METRIC and char in "百千兆"):
        return Part(UNITS[char], "unit"), at + 1
    if char in DIGITS:
        if before is not None and before.kind == "arabic":
            return None, at
        return Part(Decimal(DIGITS[char]), "zero" if char == "零" else "chinese"), at + 1
    found = _ARABIC.match(text, at)
    if found and (before is None or before.kind in ("unit", "zero")):
        return Part(Decimal(found[0].replace(",", "")), "arabic"), found.end()
    return None, at


def _joins(text: str, at: int, before: Part) -> bool:
    """A space inside a numeral: 一百 五 十 二, 1000 万. Never between two Arabic numbers."""
    after = at + 1
    while after < len(text) and text[after] == " ":
        after += 1
    if after >= len(text):
        return False
    return text[after] in UNITS or (before.kind == "unit" and text[after] in DIGITS) or (
        before.kind == "unit" and text[after].isdigit()
    ) or (text[after] in _OPEN and _unit_follows(text, after + 1))  # fmt: skip


def _unit_follows(text: str, at: int) -> bool:
    while at < len(text) and text[at] == " ":
        at += 1
    return at < len(text) and text[at] in UNITS


def _decimals(text: str, at: int, parts: list[Part]) -> tuple[Decimal, int]:
    """点三三 behind a whole number. 两百点两 and 三点五十分 are none."""
    dot = at
    while dot < len(text) and text[dot] == " ":
        dot += 1
    if dot >= len(text) or text[dot] != "点":
        return Decimal(0), at
    first = end = dot + 2 if text[dot + 1 : dot + 2] == " " else dot + 1
    while end < len(text) and text[end] in DIGITS and text[end] != "两":
        end += 1
    if end == first or (end < len(text) and text[end] in SMALL):
        return Decimal(0), at
    digits = "".join(str(DIGITS[c]) for c in text[first:end])
    return Decimal(f"0.{digits}"), end


def _large_after(text: str, at: int) -> tuple[Decimal, int]:
    """The 万 of 二点五万."""
    factor = ONE
    while at < len(text) and text[at] in LARGE:
        factor, at = factor * LARGE[text[at]], at + 1
    return factor, at


def _value(parts: list[Part]) -> Decimal:
    """The last of the largest large units splits the numeral; what stands left of it counts it."""
    large = [i for i, p in enumerate(parts) if p.kind == "unit" and p.value >= LARGE["万"]]
    if not large:
        return _below_ten_thousand(parts)
    top = max(parts[i].value for i in large)
    at = max(i for i in large if parts[i].value == top)
    left, right = parts[:at], parts[at + 1 :]
    return (_value(left) if left else ONE) * top + _rest(right, top)


def _rest(parts: list[Part], unit: Decimal) -> Decimal:
    """What follows a unit. A lone Chinese digit counts the next lower place: 一万三 is 13,000."""
    if len(parts) == 1 and parts[0].kind == "chinese":
        return parts[0].value * unit / 10
    return _value(parts) if parts else Decimal(0)


def _below_ten_thousand(parts: list[Part]) -> Decimal:
    total, waiting, last, zero = Decimal(0), Decimal(-1), ONE, False
    for part in parts:
        if part.kind == "unit":
            total += (waiting if waiting >= 0 else ONE) * part.value
            waiting, last, zero = Decimal(-1), part.value, False
        elif part.kind == "zero":
            waiting, zero = (waiting * 10 if waiting >= 0 else waiting), True
        else:
            waiting = waiting * 10 + part.value if waiting >= 0 else part.value
    if waiting < 0:
        return total
    short = parts[-1].kind == "chinese" and len(parts) > 1 and parts[-2].kind == "unit"
    return total + (waiting * last / 10 if short and not zero and last > ONE else waiting)
