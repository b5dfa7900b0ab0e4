"""A Chinese need reaches English documents, and the other way round, by a list of terms.

There is no measure of how well this does, so whatever is found by it alone is marked as of low
confidence. The list is `bilingual.txt`, own compilation.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from cigu.engines.matching.features import folded, stem

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z0-9]+")


def translated(text: str) -> str:
    """The terms of the list that stand in the text, in the other language; longest first, each
    part of the text used once."""
    plain = folded(text)
    return " ; ".join([*_to_english(plain), *_to_chinese(plain)])


def language(text: str) -> str:
    """ "zh" where Chinese characters are a fifth of the letters and more, else "en"."""
    han = len(_HAN.findall(text))
    letters = han + sum(len(word) for word in _LATIN.findall(folded(text)))
    return "zh" if letters and han >= 0.2 * letters else "en"


def _to_english(plain: str) -> list[str]:
    """Without terms that only stand inside longer ones: 萃取 inside 溶剂萃取."""
    kept = []
    for term, english in _from_chinese():
        if term in plain:
            plain = plain.replace(term, " ")
            kept.append(english)
    return kept


def _to_chinese(plain: str) -> list[str]:
    stems = [stem(word) for word in _LATIN.findall(plain)]
    row = f" {' '.join(stems)} "
    return [chinese for english, chinese in _from_english() if f" {english} " in row]


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    text = files("cigu.engines.matching").joinpath("bilingual.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((row[0], tuple(part.strip() for part in row[1].split(" / "))) for row in rows)


@cache
def _from_chinese() -> tuple[tuple[str, str], ...]:
    """Longest term first."""
    rows = [(chinese, " ; ".join(english)) for chinese, english in _rows()]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0])))


@cache
def _from_english() -> tuple[tuple[str, str], ...]:
    rows = [
        (" ".join(stem(word) for word in _LATIN.findall(folded(one))), chinese)
        for chinese, english in _rows()
        for one in english
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0])))
