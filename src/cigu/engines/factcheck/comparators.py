"""Words that say how a number is meant: 余, 多, 近, 超, 约, 以上, 以下, 不足, 突破."""

from __future__ import annotations

import re
from typing import Final

from cigu.engines.factcheck.grammar import pattern
from cigu.engines.factcheck.lexicon import alternation

NEAR, OPEN = "近", "余"  # what `said` holds for these two, whatever the word was

_BEFORE_SIGNS: Final = {
    "超": ">", "超过": ">", "已超": ">", "已超过": ">", "远超": ">", "超出": ">", "逾": ">",
    "突破": ">", "破": ">", "大于": ">", "高于": ">", "多于": ">", "过": ">", "跨越": ">",
    "至少": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥", "不下": "≥", "不下于": "≥", "上": "≥",
    "下限为": "≥", "多达": "=", "高达": "=",
    "不足": "<", "不到": "<", "低于": "<", "少于": "<", "小于": "<", "未满": "<", "未到": "<",
    "不超过": "≤", "不高于": "≤", "不多于": "≤", "不大于": "≤", "至多": "≤", "最多": "≤",
    "最高": "≤", "最高可达": "≤", "上限为": "≤", "控制在": "≤",
    "约": "≈", "约合": "≈", "折合约": "≈", "大约": "≈",
    "约为": "≈", "约占": "≈", "大概": "≈", "近": "≈", "将近": "≈",
    "接近": "≈", "已近": "≈", "大致": "≈", "左右": "≈",
}  # fmt: skip
_AFTER_SIGNS: Final = {
    "以上": "≥", "及以上": "≥", "或以上": "≥", "以下": "≤", "及以下": "≤", "以内": "≤", "之内": "≤",
    "左右": "≈", "上下": "≈", "有余": ">", "开外": ">", "多": ">", "余": ">",
}  # fmt: skip
_ASCII: Final = {">": ">", "<": "<", "≥": "≥", "≤": "≤", ">=": "≥", "<=": "≤", "≈": "≈", "~": "≈"}
_BEFORE: Final = re.compile(rf"(?:{alternation(_BEFORE_SIGNS)})$")
_AFTER: Final = re.compile(rf" ?\(?({alternation(_AFTER_SIGNS)})")
_CAP: Final = re.compile(r"(?:补助|补贴|奖励|奖补|资助|贴息|支持|比例|额度)[^，。]{0,2}$")
_SYMBOL: Final = re.compile(r"(>=|<=|[><≥≤≈~]) ?$")
_FILLER: Final = re.compile(r"(?:[了的为达至到过在有]|达到|人民币|资金|金额|[:“\" ±])$")
_AT_MOST: Final = pattern("at_most")
_NO_NEAR: Final = pattern("no_near")


def before(text: str, start: int, left: int) -> tuple[str, str]:
    """The sign and the word before the number at `start`, not further left than `left`."""
    piece = text[max(left, start - 8) : start]
    symbol = _SYMBOL.search(piece)
    if symbol:
        return _ASCII[symbol[1]], symbol[1]
    for _ in range(2):
        found = _BEFORE.search(piece)
        if found and not _NO_NEAR.search(piece):
            word = found[0]
            if word in ("高达", "多达") and _CAP.search(piece[: found.start()]):
                return "≤", word  # 补助高达50%: the rate is a cap
            return _BEFORE_SIGNS[word], NEAR if word in ("将近", "接近", "已近") else word
        filler = _FILLER.search(piece)
        if not filler:
            break
        piece = piece[: filler.start()]
    if _AT_MOST.search(text[max(left, start - 12) : start]):
        return "≤", "最高"
    return "=", ""


def after(text: str, end: int) -> tuple[str, str, int]:
    """The sign and the word behind number and unit, and where it ends."""
    found = _AFTER.match(text, end)
    if not found or _is_other(text, found):
        return "=", "", end
    word = found[1]
    return _AFTER_SIGNS[word], OPEN if word in ("多", "有余", "余", "开外") else word, found.end()


def _is_other(text: str, found: re.Match[str]) -> bool:
    """多 of 5家多年坚持, 余 of 5家余下."""
    following = text[found.end() : found.end() + 1]
    return found[1] in ("多", "余") and following in tuple("个项名元年次层方样种下额党")


def combined(first: str, second: str) -> str:
    """One sign of two: 约30余名 is open, 近100家左右 is about."""
    if first == "=" or (first == "≈" and second != "="):
        return second
    return first
