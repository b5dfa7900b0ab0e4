"""GB 32100-2015: eighteen characters, the last one checks the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.basis.credit_code import (
    ALPHABET,
    CreditCodeError,
    check_character,
    is_synthetic_code,
    synthetic_code,
    validate_credit_code,
)

# The standard's own formula with the weights it prints, written out as an independent counter.
PRINTED_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]


def by_hand(first17: str) -> str:
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, PRINTED_WEIGHTS, strict=True))
    rest = 31 - total % 31
    return ALPHABET[0 if rest == 31 else rest]


first17 = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


@given(first17)
def test_the_check_character_is_that_of_the_printed_weights(text):
    assert check_character(text) == by_hand(text)


@given(first17)
def test_a_code_with_its_check_character_is_valid(text):
    code = text + check_character(text)
    assert validate_credit_code(code) == code


@given(first17, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(text, place, other):
    code = text + check_character(text)
    wrong = code[:place] + other + code[place + 1 :]
    if wrong == code:
        return
    with pytest.raises(CreditCodeError) as caught:
        validate_credit_code(wrong)
    assert caught.value.code == "check_digit"
    assert caught.value.data["value"] == wrong
    assert caught.value.data["expected"] == check_character(wrong[:17])


def test_full_width_lower_case_and_blanks_are_read():
    code = synthetic_code(7)
    written = " " + "".join(chr(ord(c) + 0xFEE0) for c in code.lower()) + "\u3000"
    assert validate_credit_code(written) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        ("91150200", "length"),
        ("9115020012345678901", "length"),
        ("91150200I234567890", "character"),
        ("91150200-234567890", "character"),
        ("磁谷一二三四五六七八九十一二三四五六", "character"),
    ],
)
def test_what_is_no_code_says_why_and_what_to_do(text, code):
    with pytest.raises(CreditCodeError) as caught:
        validate_credit_code(text)
    assert caught.value.code == code
    assert caught.value.remedy
    assert caught.value.data["expected"] is None


@given(st.integers(0, 99_999_999), st.sampled_from(["150200", "150203", "360700"]))
def test_synthetic_codes_are_valid_and_recognisable(serial, territory):
    code = synthetic_code(serial, territory)
    assert validate_credit_code(code) == code
    assert is_synthetic_code(code)
    assert code[2:8] == territory


def test_the_organisation_code_inside_is_valid_too():
    """GB 11714: weights 3 7 9 10 5 8 4 2; 11 - sum mod 11, with 10 as X and 11 as 0."""
    for serial in range(300):
        body = synthetic_code(serial)[8:17]
        total = sum(int(d) * w for d, w in zip(body[:8], [3, 7, 9, 10, 5, 8, 4, 2], strict=True))
        assert body[8] == {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def test_synthetic_codes_differ_by_serial():
    assert len({synthetic_code(serial) for serial in range(500)}) == 500


def test_a_real_looking_code_is_not_synthetic():
    first = "91150200123456789"
    assert not is_synthetic_code(first + check_character(first))


@pytest.mark.parametrize(
    ("serial", "territory", "code"),
    [(-1, "150200", "serial"), (100_000_000, "150200", "serial"), (1, "1502", "territory")],
)
def test_impossible_synthetic_codes_are_refused(serial, territory, code):
    with pytest.raises(CreditCodeError) as caught:
        synthetic_code(serial, territory)
    assert caught.value.code == code
