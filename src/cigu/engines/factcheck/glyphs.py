"""The characters that numbers are written with, folded one to one so that places stay the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ONE_FOR_ONE = str.maketrans(
    "億萬點負兩倆俩幾餘個雙對塊〇○廿壹贰貳叁參肆伍陆陸柒捌玖拾佰仟　\u00a0\u2009－−",
    "亿万点负两两两几余个双对块零零廿一二二三三四五六六七八九十百千   --",
)
_FORMAL = frozenset("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟")

DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
SMALL: Final = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}
LARGE: Final = {"万": Decimal(10**4), "亿": Decimal(10**8), "兆": Decimal(10**12)}
UNITS: Final = SMALL | LARGE
LETTERS: Final = {"k": Decimal(10**3), "K": Decimal(10**3), "M": Decimal(10**6)}


def fold(text: str) -> str:
    """``text`` with full-width, traditional and formal number characters in their plain form.
    Every character gives exactly one, so positions in the result are positions in ``text``."""
    return text.translate(_FULL_WIDTH).translate(_ONE_FOR_ONE)


def is_formal(char: str) -> bool:
    """伍, 陆, 拾: digits of cheques that are also ordinary words."""
    return char in _FORMAL


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
