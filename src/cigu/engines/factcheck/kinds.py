"""Stock, flow, share, growth, target, projection, specification or rank."""

from __future__ import annotations

import re
from typing import Final

from cigu.engines.factcheck.grammar import pattern
from cigu.engines.factcheck.lexicon import FLOW, PROJECTION, SPECIFICATION, TARGET
from cigu.engines.factcheck.model import Counted, Kind, Quantity

_TO: Final = re.compile(r"(?:至|到|为原来的|至原来的|到原来的)$")
_CHANGE_BEFORE: Final = pattern("change_before")
_CHANGE_AFTER: Final = pattern("change_behind")
_GROWN_FROM: Final = pattern("growth_from")
_FALL: Final = pattern("fall_before")
_STOCK_BEFORE: Final = pattern("stock_before")
_PROPERTY: Final = pattern("property")
_REACHED: Final = re.compile(r"(?<!计划)(?<!力争)(?<!确保)完成[^，。；]{0,12}目标(?:任务)?")
_IS: Final = re.compile(r"(?:突破|超过|超|达到?|跨越|站上|迈上)[了近约]*$")
_SHARE: Final = re.compile(r"占|比重|占比|比例|份额|率|覆盖")


def kind(quantity: Quantity, left: str, right: str, before: str, counted: Counted) -> Kind:
    """`left` and `right` are the words beside the quantity within its clause, `before` the
    sentence up to it."""
    if quantity.sort == "rank":
        return Kind.RANK
    if quantity.sort == "edition":
        return Kind.SPECIFICATION
    if is_change(quantity, left, right):
        return Kind.GROWTH
    if quantity.measure.dimension in ("share", "points") or quantity.sort == "fraction":
        return _of_share(left, right, before)
    planned = _planned(left, before)
    if planned:
        return planned
    if quantity.unit == "元" and "元" not in quantity.text and not _IS.search(left):
        return Kind.TARGET  # 千亿级产业集群: a size to reach
    if quantity.measure.dimension == "multiple" or SPECIFICATION.search(left):
        return Kind.SPECIFICATION
    return _amount(quantity, left, right, counted)


def is_change(quantity: Quantity, left: str, right: str) -> bool:
    """增长12%, 提升5.3个百分点, 20%以上增速; not 提升到46.4%."""
    if quantity.sort == "doubling" or quantity.measure.dimension == "points":
        return True
    if _TO.search(left):
        return False
    if _GROWN_FROM.search(left):
        return True
    if quantity.measure.dimension not in ("share", "multiple") and quantity.sort != "fraction":
        return False
    return bool(_CHANGE_BEFORE.search(left) or _CHANGE_AFTER.match(right))


def falls(left: str) -> bool:
    return bool(_FALL.search(left))


def _of_share(left: str, right: str, before: str) -> Kind:
    if _PROPERTY.search(left) and not _SHARE.search(left):
        return Kind.SPECIFICATION
    return _planned(left, before) or Kind.SHARE


def _planned(left: str, before: str) -> Kind | None:
    if PROJECTION.search(before):
        return Kind.PROJECTION if not re.search(r"已|完成", left) else None
    return Kind.TARGET if TARGET.search(_REACHED.sub("", before)) else None


def _amount(quantity: Quantity, left: str, right: str, counted: Counted) -> Kind:
    if re.search(r"产能", left + right):
        return Kind.STOCK
    if counted.action in FLOW or counted.action in ("新增", "增加", "减少"):
        return Kind.FLOW
    if quantity.measure.dimension.startswith("money"):
        return Kind.STOCK if re.search(r"余额|存量|保有|市值|资产", left) else Kind.FLOW
    if _STOCK_BEFORE.search(left):
        return Kind.STOCK
    if quantity.measure.dimension == "time":
        return Kind.SPECIFICATION
    return Kind.STOCK
