"""Unified social credit codes (统一社会信用代码), GB 32100-2015.

Eighteen characters: department (1), kind of body (1), territory (6), organisation code (9,
GB 11714-1997, itself ending in a check character), check character (1).
"""

from __future__ import annotations

import unicodedata

from cigu.engines.basis.errors import CiguError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: they are misread (GB 32100 §4)
LENGTH = 18
SYNTHETIC_PREFIX = "00"  # the standard gives no registration department the number 0
MAX_SERIAL = 99_999_999

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**place % 31 for place in range(LENGTH - 1))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997


class CreditCodeError(CiguError):
    """A text that is not a credit code.

    `code` is "length", "character" or "check_digit"; `data` holds `value` (normalised text) and
    `expected` (the right check character, or None while the first 17 cannot be read).
    """


def check_character(first17: str) -> str:
    """The 18th character for the first 17 (upper case, already normalised).

    Raises CreditCodeError ("length" or "character").
    """
    if len(first17) != LENGTH - 1:
        raise _wrong_length(first17, LENGTH - 1)
    _check_alphabet(first17)
    total = sum(_VALUE[c] * weight for c, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def validate_credit_code(text: str) -> str:
    """The code in its one written form: NFKC, upper case, no blanks.

    Raises CreditCodeError with the first of: length, character, check_digit.
    """
    code = normalise_credit_code(text)
    if len(code) != LENGTH:
        raise _wrong_length(code, LENGTH)
    _check_alphabet(code)
    expected = check_character(code[:-1])
    if code[-1] != expected:
        raise CreditCodeError(
            "check_digit",
            f"{code} ends in {code[-1]}, but its first 17 characters call for {expected}.",
            remedy="Compare it with the business licence; one character was probably mistyped.",
            value=code,
            expected=expected,
        )
    return code


def normalise_credit_code(text: str) -> str:
    """Full-width forms, lower case and blanks removed; nothing is checked."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def is_synthetic_code(code: str) -> bool:
    """Whether the code carries the prefix that no real body can have."""
    return normalise_credit_code(code).startswith(SYNTHETIC_PREFIX)


def synthetic_code(serial: int, territory: str = "150200") -> str:
    """A valid code that no real body has: prefix 00, six-digit territory, serial, check.

    The organisation code inside is valid too (GB 11714), so that strict readers accept it.
    Raises CreditCodeError: "serial" outside 0..99,999,999, "territory" not six digits.
    """
    if not 0 <= serial <= MAX_SERIAL:
        raise CreditCodeError(
            "serial",
            f"A synthetic serial lies between 0 and {MAX_SERIAL}; {serial} does not.",
            remedy="Use a smaller serial or another territory.",
            value=serial,
            expected=None,
        )
    if not (len(territory) == 6 and territory.isascii() and territory.isdigit()):
        raise CreditCodeError(
            "territory",
            f"A territory code has six digits; '{territory}' does not.",
            remedy="Use the six digits of GB/T 2260, for example 150200 for Baotou.",
            value=territory,
            expected=None,
        )
    body = f"{serial:08d}"
    first17 = SYNTHETIC_PREFIX + territory + body + _body_check(body)
    return first17 + check_character(first17)


def _body_check(body: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _wrong_length(value: str, wanted: int) -> CreditCodeError:
    return CreditCodeError(
        "length",
        f"'{value}' has {len(value)} characters instead of {wanted}.",
        remedy="Enter all 18 characters of the unified social credit code.",
        value=value,
        expected=None,
    )


def _check_alphabet(code: str) -> None:
    strange = [c for c in code if c not in _VALUE]
    if strange:
        raise CreditCodeError(
            "character",
            f"'{code}' contains {', '.join(sorted(set(strange)))}, which no credit code has.",
            remedy="Only digits and capital letters without I, O, S, V, Z occur; "
            "I is often a misread 1, O a 0, S a 5, Z a 2.",
            value=code,
            expected=None,
        )
