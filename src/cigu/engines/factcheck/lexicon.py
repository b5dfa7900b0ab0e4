"""The words of reports that say what a figure is (lexicon.txt): verbs, targets, comparators.

The list is this project's own, from common written Chinese; nothing in it belongs to one report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Final


def _classes() -> dict[str, tuple[str, ...]]:
    text = files("cigu.engines.factcheck").joinpath("lexicon.txt").read_text(encoding="utf-8")
    out: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        name, _, words = line.partition(":")
        if words and not line.startswith("#"):
            out[name] = out.get(name, ()) + tuple(words.split())
    return out


CLASSES: Final = _classes()


def _alike() -> tuple[tuple[str, ...], ...]:
    text = files("cigu.engines.factcheck").joinpath("lexicon.txt").read_text(encoding="utf-8")
    lines = (line.partition(":") for line in text.splitlines())
    return tuple(tuple(words.split()) for name, _, words in lines if name == "alike")


ALIKE: Final = _alike()
SHORT: Final = tuple(
    (short, full) for short, _, full in (word.partition("=") for word in CLASSES["short"])
)


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def pattern(*names: str) -> re.Pattern[str]:
    return re.compile(alternation(w for name in names for w in CLASSES[name]))


FLOW: Final = frozenset(CLASSES["flow"])
VERB: Final = pattern("flow", "stock", "change_up", "change_down", "plan", "link")
STOCK: Final = pattern("stock")
UP: Final = pattern("change_up")
DOWN: Final = pattern("change_down")
TARGET: Final = pattern("target")
PROJECTION: Final = pattern("projection")
SPECIFICATION: Final = pattern("specification")
_PROVINCES: Final = CLASSES["province"]
TERRITORY: Final = re.compile(
    r"全国|全球|世界|国内|全省|全市|全区|全县|全旗|高新区|开发区"
    rf"|(?:{alternation(_PROVINCES)})(?:省|市|自治区)?(?:[一-龥]{{2,3}}市)?|自治区"
    r"|(?:(?<![一-龥])|(?<=[年月日度在]))(?![年月日度在去今个该本我等占居排末底初前后]|高于|低于|超过)"
    r"(?:(?![全各])[一-龥]){2,3}(?<!示范)(?<!试点)(?<!先进)(?<!百强)(?<!大)(?<!强)[市县旗](?![场级委政值民])"
)
DOMAIN: Final = re.compile(
    rf"(?!{alternation(CLASSES['no_domain'])})([一-龥]{{2}})(?:领域|行业|产业(?!化|集群))"
)
