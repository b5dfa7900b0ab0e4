"""A document cut once into sentences and terms; ranking, passages and quantities share the cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cigu.engines.basis.text import Span, sentences
from cigu.engines.matching.profiles import Document
from cigu.engines.matching.segment import Token, tokens

Part = Literal["title", "text"]
KEPT = 20_000  # sentences whose words are kept; some 20 MB
_PARTS: tuple[Part, ...] = ("title", "text")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters [start, end) of a document's title or text, with the tokens in it.

    Token offsets count from the start of that title or text too.
    """

    part: Part
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]


def cut_document(document: Document) -> tuple[Sentence, ...]:
    """The sentences of title and text, in order; none when there is no text."""
    return tuple(
        cut_sentence(part, source, span)
        for part, source in zip(_PARTS, (document.title, document.text), strict=True)
        for span in sentences(source)
    )


def cut_text(text: str) -> tuple[Sentence, ...]:
    """The sentences of a plain text, such as a need."""
    return tuple(cut_sentence("text", text, span) for span in sentences(text))


def terms_of(cut: tuple[Sentence, ...]) -> list[str]:
    """All index terms of a cut, in order."""
    return list(_terms(cut))


def _terms(cut: tuple[Sentence, ...]) -> Iterator[str]:
    for sentence in cut:
        for token in sentence.tokens:
            yield token.term


def cut_sentence(part: Part, source: str, span: Span) -> Sentence:
    """One sentence of a document's title or text."""
    text = source[span.start : span.end]
    moved = (Token(t.term, t.start + span.start, t.end + span.start) for t in _tokens(text))
    return Sentence(part, span.start, span.end, text, tuple(moved))


@lru_cache(maxsize=KEPT)
def _tokens(text: str) -> tuple[Token, ...]:
    """The same sentences are quoted for one need after another."""
    return tuple(tokens(text))
