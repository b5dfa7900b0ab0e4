"""The patterns of patterns.txt, with the words of lexicon.txt put in for «class»."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from cigu.engines.factcheck.lexicon import CLASSES, alternation

_PLACE: Final = re.compile("«([a-z_]+)»")


def _patterns() -> dict[str, tuple[str, ...]]:
    text = files("cigu.engines.factcheck").joinpath("patterns.txt").read_text(encoding="utf-8")
    out: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, raw = line.partition("  ")
        out[name] = (*out.get(name, ()), _PLACE.sub(lambda m: _part(out, m[1]), raw))
    return out


def _part(known: dict[str, tuple[str, ...]], name: str) -> str:
    return known[name][0] if name in known else alternation(CLASSES[name])


PATTERNS: Final = _patterns()


def pattern(name: str) -> re.Pattern[str]:
    """Any of the lines of that name."""
    return re.compile("|".join(PATTERNS[name]))


def alternatives(group: str) -> re.Pattern[str]:
    """The patterns `group.x` as named alternatives x, in the order of the file."""
    mine = {
        k.removeprefix(f"{group}."): v for k, v in PATTERNS.items() if k.startswith(f"{group}.")
    }
    return re.compile("|".join(f"(?P<{name}>{'|'.join(raw)})" for name, raw in mine.items()))
