"""How parts make a total: added up, climbed level by level, or weighed with unknown weights."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_HUNDRED = Decimal(100)
_ONE = Decimal(1)


def climbed(levels: Sequence[Decimal], met_from: Decimal) -> Decimal:
    """Total of a ladder. `levels`: the score of each level from the lowest up, 0 to 1.

    A level that reaches `met_from` counts 1; the first that does not counts its score, and none
    above it counts. Source: GB/T 39117-2020 as `gbt-39117-2020` of the rulebook cites it.
    """
    total = Decimal(0)
    for score in levels:
        if score < met_from:
            return total + score
        total += _ONE
    return total


def weighed(
    parts: Sequence[tuple[Decimal, Decimal]], shares: Sequence[Decimal | None]
) -> tuple[Decimal, Decimal]:
    """Lowest and highest total in percent that weights not known could give.

    `parts`: least and most of each part in percent of itself; `shares`: its weight in percent of
    the whole, None where it is not known. Weights are not negative and add up to 100, so the
    unknown ones share what the known ones leave, each somehow. Nothing at all gives (0, 100).
    """
    if not parts:
        return Decimal(0), _HUNDRED
    rest = _HUNDRED - sum((share for share in shares if share is not None), Decimal(0))
    least = most = Decimal(0)
    for (low, high), share in zip(parts, shares, strict=True):
        least += low * (share or 0) / _HUNDRED
        most += high * (share or 0) / _HUNDRED
    free = [part for part, share in zip(parts, shares, strict=True) if share is None]
    if free:
        least += min(low for low, _high in free) * rest / _HUNDRED
        most += max(high for _low, high in free) * rest / _HUNDRED
    return least, most
