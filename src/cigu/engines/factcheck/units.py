"""The unit library: Chinese, Latin and measure words, with dimension and factor (units.txt)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from typing import Final

from cigu.engines.factcheck.model import NO_UNIT, Unit

# Measure words that may stand for one another: what a sentence calls 位 a list may call 名.
_KIN: Final = (
    frozenset("名人位"),
    frozenset(("场", "次", "期", "轮", "届", "批")),
    frozenset(("台", "套", "台套", "辆", "座", "面", "块", "只", "组")),
    frozenset(("份", "册", "本", "篇", "部")),
)
_THINGS: Final = frozenset(("个", "项", "条", "件", "种", "类", "款", "例", "起", "宗", "笔", "单"))


_LINES: Final = tuple(
    line
    for line in files("cigu.engines.factcheck")
    .joinpath("units.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line.strip() and not line.startswith("#")
)
_NO_UNITS: Final = frozenset(w for line in _LINES if line[0] == "!" for w in line[1:].split())
# 3个人, 5户均, 2人均: what looks like another word is a unit behind a number of people.
_YET_UNITS: Final = frozenset(("个人", "项目"))


def _library() -> Iterator[tuple[str, Unit]]:
    for line in _LINES:
        if line[0] == "!":
            continue
        name, dimension, factor, *aliases = line.split()
        unit = Unit(name, dimension, Decimal(factor))
        for alias in (name, *aliases):
            yield alias, unit


_UNITS: Final = dict(_library())
_LONGEST: Final = max(map(len, _UNITS))
_FIRST: Final = frozenset(alias[0] for alias in _UNITS)


def unit_named(name: str) -> Unit:
    """The unit of a name or alias, also with 万 or 亿 before it (亿元); NO_UNIT if unknown."""
    if name in _UNITS:
        return _UNITS[name]
    for sign, factor in (("万", 10**4), ("亿", 10**8)):
        if name.startswith(sign) and name[1:] in _UNITS:
            base = _UNITS[name[1:]]
            return Unit(name, base.dimension, base.factor * factor)
    return NO_UNIT


def unit_at(text: str, at: int) -> tuple[Unit, int]:
    """The longest unit that begins at `at` of folded `text`, and where it ends.

    A Latin unit ends before a character that is no Latin letter or digit: 10kW, not 5Gbit.
    """
    if at >= len(text) or text[at] not in _FIRST:
        return NO_UNIT, at
    for length in range(min(_LONGEST, len(text) - at), 0, -1):
        unit = _UNITS.get(text[at : at + length])
        if unit is not None and not _runs_on(text, at + length):
            other = text[at : at + 2] if length == 1 else ""
            if other in _NO_UNITS and other not in _YET_UNITS:
                return NO_UNIT, at
            return unit, at + length
    return NO_UNIT, at


def _runs_on(text: str, end: int) -> bool:
    """Whether a Latin word goes on behind its supposed end."""
    last, after = text[end - 1], text[end : end + 1]
    return last.isascii() and last.isalnum() and after.isascii() and after.isalnum()


def same_dimension(first: Unit, second: Unit) -> bool:
    """Whether a value of one can be told in the other. Points are told apart from percent."""
    return first.dimension == second.dimension or {first.dimension, second.dimension} == {
        "share",
        "",
    }


def convert(value: Decimal, first: Unit, second: Unit) -> Decimal:
    """`value` in `first` told in `second`; both have one dimension."""
    return value * first.factor / second.factor


def kin(first: str, second: str) -> bool:
    """Whether two measure words can count the same thing."""
    if first == second or "" in (first, second):
        return True
    if any(len(name) > 1 and name.endswith(("次", "人天")) for name in (first, second)):
        return False  # 人次, 家次: one may come many times
    if "个" in (first, second) or (first in _THINGS and second in _THINGS):
        return True
    return any(first in group and second in group for group in _KIN)
