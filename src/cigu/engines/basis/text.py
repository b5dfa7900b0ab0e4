"""Text as officers write it: full-width forms, two languages, sentences, excerpts.

Offsets always count characters of the text that was given, so that a quotation can be traced.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# A stop ends a sentence, with closing quotes after it. A full point only before a blank or the
# end, and not after an abbreviation: 1.42 T, e.g. and Fig. 3 stay whole. A line end always does.
_SENTENCE_END = re.compile(
    r"[。！？；!?;]+[”’」』）)\"']*|\n+|(?<!\be\.g)(?<!\bi\.e)(?<!\bal)(?<!\bFig)(?<!\bNo)\.+(?=\s|$)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LATIN = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A normalised text and, for each of its characters, where it came from.

    `origin[i]` is the index in the given text of the character behind `text[i]`.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The span of the given text behind `text[start:end]` (not empty)."""
        return Span(self.origin[start], self.origin[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation on one line; [start, end) is where the wanted span stands in `text`."""

    text: str
    start: int
    end: int


def normalise(text: str) -> str:
    """NFKC, one blank for each run of white space, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def fold(text: str) -> Folded:
    """NFKC and lower case character by character, keeping the way back to the given text."""
    pieces: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        piece = unicodedata.normalize("NFKC", character).lower()
        pieces.append(piece)
        origin.extend([index] * len(piece))
    return Folded("".join(pieces), tuple(origin))


def sentences(text: str) -> list[Span]:
    """The sentences of a Chinese or English text, in order, without blanks around them."""
    spans: list[Span] = []
    start = 0
    for stop in _SENTENCE_END.finditer(text):
        _append_trimmed(spans, text, start, stop.end())
        start = stop.end()
    _append_trimmed(spans, text, start, len(text))
    return spans


def excerpt(text: str, start: int, end: int, width: int = 80) -> Excerpt:
    """About `width` characters around [start, end), never cutting a Latin word or the span.

    Control characters and line ends become blanks; "…" marks what was left out. The result is
    plain text, so a page escapes it as any other. The span is clipped to the text.
    """
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text)))
    margin = max(0, width - (end - start)) // 2
    left = _word_edge(text, max(0, start - margin), -1)
    right = _word_edge(text, min(len(text), end + margin), 1)
    before = "…" if left else ""
    after = "…" if right < len(text) else ""
    shift = len(before) - left
    quoted = _CONTROL.sub(" ", text[left:right])
    return Excerpt(before + quoted + after, start + shift, end + shift)


def _append_trimmed(spans: list[Span], text: str, start: int, end: int) -> None:
    body = text[start:end]
    first = start + len(body) - len(body.lstrip())
    last = start + len(body.rstrip())
    if first < last:
        spans.append(Span(first, last))


def _word_edge(text: str, position: int, step: int, reach: int = 20) -> int:
    """Moves a cut outwards while it would split a Latin word or a base from its accents."""
    for _ in range(reach):
        if not 0 < position < len(text) or not _splits(text[position - 1], text[position]):
            break
        position += step
    return position


def _splits(before: str, after: str) -> bool:
    if unicodedata.combining(after):
        return True
    return bool(_LATIN.match(before) and _LATIN.match(after))
