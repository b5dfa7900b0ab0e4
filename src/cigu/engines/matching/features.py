"""Texts as the rankers count them: stemmed English words, Chinese words and pairs of characters,
pairs of neighbouring words, and character n-grams.

Passages are found by `segment`, whose terms are words as written; what is counted here is coarser,
so that "magnets" meets "magnet" and a Chinese word cut differently still meets its characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from cigu.engines.matching.segment import han_words, stopwords

_RUN = re.compile(r"(?P<latin>[a-z0-9]+(?:-[a-z0-9]+)*)|(?P<han>[\u3400-\u9fff\u3007]+)")
_ENDINGS = (
    "ational", "ations", "ation", "ingly", "edly", "ments", "ment", "ness", "ities", "ity",
    "ings", "ing", "ies", "ers", "ed", "ly", "es", "er", "al", "s",
)  # fmt: skip
Cut = Callable[[str], tuple[list[str], list[str]]]  # such as `both`
_SHORTEST = 3  # letters a stem keeps


def words(text: str) -> list[str]:
    """Stemmed English words, Chinese words, and pairs of characters of Chinese runs."""
    return both(text)[0]


def neighbours(text: str) -> list[str]:
    """`words` and each two English words that stand side by side."""
    return both(text)[1]


def both(text: str) -> tuple[list[str], list[str]]:
    """`words` and `neighbours`, cut once."""
    found: list[str] = []
    latin: list[str] = []
    for match in _RUN.finditer(folded(text)):
        if match["latin"]:
            stems = [stem(w) for w in match["latin"].split("-") if _tells(w)]
            found += stems
            latin += stems
        else:
            run = match["han"]
            found += [w for w in han_words(run) if len(w) > 1 and w not in stopwords()]
            found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found, found + [f"{a} {b}" for a, b in pairwise(latin)]


def is_readable(text: str) -> bool:
    """Whether anything in it is Chinese, Latin letters or digits."""
    return _RUN.search(folded(text)) is not None


def characters(text: str, shortest: int = 3, longest: int = 5) -> list[str]:
    """Runs of `shortest` to `longest` characters within English words, of one to three in Chinese
    runs."""
    found: list[str] = []
    for match in _RUN.finditer(folded(text)):
        if match["han"]:
            word, sizes = match["han"], range(1, 4)
        else:
            word, sizes = f" {match['latin']} ", range(shortest, longest + 1)
        for size in sizes:
            found += [word[i : i + size] for i in range(len(word) - size + 1)]
    return found


def folded(text: str) -> str:
    """NFKC and lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """An English word without its ending; the longest ending that leaves three letters goes."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in _generic()


@cache
def _generic() -> frozenset[str]:
    text = files("cigu.engines.matching").joinpath("generic.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#")
                     for w in line.split())  # fmt: skip
