"""Finds the sentences that answer a need, with the terms they share with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cigu.engines.matching.cuts import Sentence
from cigu.engines.matching.profiles import Document, MatchedTerm, Passage
from cigu.engines.matching.segment import Token

MOST = 3

Cut = tuple[Document, Sequence[Sentence]]


def find_passages(
    wanted: frozenset[str],
    cuts: Iterable[Cut],
    weight: Callable[[str], float],
    key: Callable[[str], str] = str,
) -> tuple[Passage, ...]:
    """The best one to three passages of the documents; empty if none holds a wanted term.

    A passage weighs the sum of `weight` (idf of the whole corpus) over the distinct wanted terms
    in it, so that a rare shared term counts more than many common ones. `key` brings terms to the
    form in which `wanted` holds them, such as their stem.
    """
    found = [passage for cut in cuts for passage in _matching(cut, wanted, weight, key)]
    found.sort(key=lambda p: (-p.score, p.document_id, p.part, p.start))
    return tuple(_distinct(found))


def _matching(
    cut: Cut,
    wanted: frozenset[str],
    weight: Callable[[str], float],
    key: Callable[[str], str],
) -> Iterator[Passage]:
    document, sentences = cut
    for sentence in sentences:
        shared = wanted.intersection(key(token.term) for token in sentence.tokens)
        if shared:
            yield Passage(
                document_id=document.id,
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                terms=_marks(token for token in sentence.tokens if key(token.term) in shared),
                part=sentence.part,
                score=sum(sorted(map(weight, shared))),
            )


def _marks(found: Iterable[Token]) -> tuple[MatchedTerm, ...]:
    """Longest first where terms overlap: 晶界扩散 is marked once, not 扩散 inside it."""
    marks: list[Token] = []
    for token in sorted(found, key=lambda t: (t.start - t.end, t.start)):
        if all(token.end <= mark.start or mark.end <= token.start for mark in marks):
            marks.append(token)
    marks.sort(key=lambda mark: mark.start)
    return tuple(MatchedTerm(mark.term, mark.start, mark.end) for mark in marks)


def _distinct(passages: Iterable[Passage]) -> list[Passage]:
    """At most three, none quoting the same words twice."""
    seen: dict[str, Passage] = {}
    for passage in passages:
        seen.setdefault(passage.text, passage)
        if len(seen) == MOST:
            break
    return list(seen.values())
