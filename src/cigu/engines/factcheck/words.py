"""Words that hold a number character and count nothing: 一切, 四川, 队伍.

The list (words.txt) is this project's own, from common written Chinese; it holds for any report.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

WORDS: Final = frozenset(
    files("cigu.engines.factcheck").joinpath("words.txt").read_text(encoding="utf-8").split()
)
_LONGEST = max(map(len, WORDS))


def inside_a_word(text: str, at: int) -> int:
    """Where the word that covers position ``at`` ends; ``at`` itself if none does."""
    for start in range(max(0, at - _LONGEST + 1), at + 1):
        for length in range(_LONGEST, at - start, -1):
            if text[start : start + length] in WORDS and start + length > at:
                return start + length
    return at
