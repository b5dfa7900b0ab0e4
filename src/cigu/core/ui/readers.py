"""Read what people type as numbers and days: full-width forms, commas, Chinese dates."""

from __future__ import annotations

import re
import string
import unicodedata
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|[+-]?\.\d+")
_DAY = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
LONGEST = 20


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


def read_decimal(text: str, places: int) -> Decimal | None:
    """The number, or None if the text is none or has too many decimals."""
    plain = fold(text)
    if len(plain) > LONGEST or not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain.replace(",", ""))
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and -exponent <= places else None


def read_day(text: str) -> tuple[date | None, str]:
    """The day and "", or None and what is wrong: "shape" or "missing" (no such day)."""
    plain = fold(text)
    found = _DAY.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if found is None:
        return None, "shape"
    try:
        return date(*map(int, found.groups())), ""
    except ValueError:
        return None, "missing"


WIDE = 0xFEE0  # how far a full-width sign lies above its narrow one
NARROW = {ord(sign) + WIDE: sign for sign in string.ascii_letters + string.digits}
NARROW[0x3000] = " "  # the full-width blank


def fold_width(text: str) -> str:
    """Full-width letters and digits made narrow; commas and brackets of Chinese text kept."""
    return unicodedata.normalize("NFC", text).translate(NARROW)


HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_WORD = re.compile(r"[^\W\d_]+")


def hidden_sign(text: str) -> str:
    """The first sign that shows nothing and turns or joins its neighbours, as U+202E."""
    found = HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def mixed_word(text: str) -> str:
    """The first word whose letters come from Latin and Cyrillic: made to look like another one.
    Greek letters stand in formulas (μm, Δt) and are left alone."""
    for word in _WORD.findall(text):
        alphabets = {unicodedata.name(sign, "").partition(" ")[0] for sign in word}
        if {"LATIN", "CYRILLIC"} <= alphabets:
            return str(word)
    return ""
