"""Published values and how a computed value agrees with them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from cigu.engines.basis.errors import CiguError

APPROXIMATE = Decimal("0.05")  # "about n" holds within five hundredths of n; this project's choice


class Comparator(StrEnum):
    """How a published figure is meant: 近, 超过, 以上, 以下 and the plain figure."""

    EQ = "="
    GT = ">"
    GE = "≥"
    LT = "<"
    LE = "≤"
    APPROX = "≈"


def agrees(
    published: Decimal | int | None, comparator: Comparator | str, computed: Decimal | int | None
) -> bool | None:
    """Whether a computed value supports a published one; None when either is unknown.

    "=", "≥" and "≤" compare after rounding the computed value half up to the published decimals;
    ">" and "<" compare as they are; "≈" allows 5 %. Unknown is never zero.
    Raises CiguError: "comparator" for an unknown sign, "inexact" for a float.
    """
    sign = _comparator(comparator)
    if published is None or computed is None:
        return None
    target, value = _exact(published), _exact(computed)
    rounded = round_like(value, target)
    match sign:
        case Comparator.EQ:
            return rounded == target
        case Comparator.GE:
            return rounded >= target
        case Comparator.LE:
            return rounded <= target
        case Comparator.GT:
            return value > target
        case Comparator.LT:
            return value < target
        case Comparator.APPROX:
            return abs(value - target) <= APPROXIMATE * abs(target)


def round_like(value: Decimal, model: Decimal) -> Decimal:
    """`value` rounded half up to as many decimals as `model` is written with."""
    exponent = model.as_tuple().exponent
    places = min(exponent, 0) if isinstance(exponent, int) else 0
    return value.quantize(Decimal(1).scaleb(places), rounding=ROUND_HALF_UP)


def _comparator(sign: Comparator | str) -> Comparator:
    try:
        return Comparator(sign)
    except ValueError:
        raise CiguError(
            "comparator",
            f"'{sign}' is not a comparator.",
            remedy=f"Use one of {' '.join(Comparator)}.",
            value=sign,
        ) from None


def _exact(value: Decimal | int) -> Decimal:
    if isinstance(value, float):
        raise CiguError(
            "inexact",
            f"{value!r} is a binary float and has no exact decimals.",
            remedy="Give a Decimal, for example Decimal('54.9').",
            value=value,
        )
    return Decimal(value)
