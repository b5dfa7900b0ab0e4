"""Text as pieces of characters: any two that stand together find the text again.

Each character outside ASCII is a piece, each pair of neighbours is one, and so are four ASCII
characters in a row: pairs of digits would say little about a number. A piece is written in ASCII
letters and digits, so that no database cuts, folds or quotes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cigu.engines.basis.text import fold

LONG = 4  # ASCII characters of a long piece
MOST = 40  # pieces of one question; fewer only let more candidates through


def grams(*texts: str) -> str:
    """The pieces of these texts, each once, with blanks between them."""
    found: dict[str, None] = {}
    for text in texts:
        for run in fold(text).text.split():
            found.update(dict.fromkeys(_pieces(run)))
    return " ".join(found)


def wanted(words: Iterable[str]) -> list[str]:
    """Pieces that a text holding all the words must have; empty where nothing can be said, as of
    a single ASCII character."""
    found: dict[str, None] = {}
    for word in words:
        for run in fold(word).text.split():
            found.update(dict.fromkeys(_telling(run)))
    return list(found)[:MOST]


def _pieces(run: str) -> Iterator[str]:
    for at, character in enumerate(run):
        if not character.isascii():
            yield _written(character)
        if at + 1 < len(run):
            yield _written(run[at : at + 2])
        long = run[at : at + LONG]
        if len(long) == LONG and long.isascii():
            yield _written(long)


def _telling(run: str) -> Iterator[str]:
    """Few pieces that together cover the run: long ones side by side, pairs where none fits."""
    if len(run) == 1:
        if not run.isascii():
            yield _written(run)
        return
    at = 0
    while at < len(run) - 1:
        start = min(at, max(len(run) - LONG, 0))
        long = run[start : start + LONG]
        if len(long) == LONG and long.isascii():
            yield _written(long)
            at = start + LONG - 1
        else:
            yield _written(run[at : at + 2])
            at += 1


def _written(piece: str) -> str:
    return "g".join(f"{ord(character):x}" for character in piece)
