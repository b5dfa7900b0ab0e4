from decimal import Decimal

import pytest

from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.values import Comparator, agrees, round_like


@pytest.mark.parametrize(
    ("published", "comparator", "computed", "answer"),
    [
        (Decimal("85"), "=", Decimal("85"), True),
        (85, "=", 84, False),
        (Decimal("7.98"), "=", Decimal("7.98125"), True),
        (Decimal("8"), "=", Decimal("7.98125"), True),
        (Decimal("7.9"), "=", Decimal("7.98125"), False),
        (Decimal("0.5"), "=", Decimal("0.45"), True),
        (Decimal("40"), ">", Decimal("40.0001"), True),
        (Decimal("40"), ">", Decimal("40"), False),
        (Decimal("3.5"), "≥", Decimal("3.46"), True),
        (Decimal("3.5"), "≥", Decimal("3.44"), False),
        (Decimal("10"), "<", Decimal("9.99"), True),
        (Decimal("10"), "<", Decimal("10"), False),
        (Decimal("10"), "≤", Decimal("10.4"), True),
        (Decimal("10"), "≤", Decimal("10.5"), False),
        (Decimal("3000"), "≈", Decimal("2850"), True),
        (Decimal("3000"), "≈", Decimal("2849"), False),
        (Decimal("0"), "=", Decimal("0"), True),
        (Decimal("-5"), "≈", Decimal("-5.2"), True),
    ],
)
def test_the_comparator_decides(published, comparator, computed, answer):
    assert agrees(published, comparator, computed) is answer


@pytest.mark.parametrize("comparator", list(Comparator))
def test_unknown_is_never_zero(comparator):
    assert agrees(Decimal(0), comparator, None) is None
    assert agrees(None, comparator, Decimal(0)) is None


def test_a_strange_sign_is_refused():
    with pytest.raises(CiguError, match="comparator"):
        agrees(Decimal(1), "~", Decimal(1))


def test_a_binary_float_is_refused():
    with pytest.raises(CiguError) as caught:
        agrees(Decimal(1), "=", 1.0)
    assert caught.value.code == "inexact"


def test_rounding_keeps_whole_numbers_whole():
    assert round_like(Decimal("1234.5"), Decimal("1E+3")) == Decimal("1235")
