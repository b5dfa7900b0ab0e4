"""Lines of a text as paragraphs, headings and tables; sentences that the page broke are joined.

Columns of a newspaper page that were cut give lines that end in the middle of a sentence; the rest
stands in the next line, or elsewhere. A line that ends open is joined to what continues it: the
line below, or a line that begins in the middle of a sentence. What cannot be placed is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from cigu.engines.basis.text import Span
from cigu.engines.factcheck.model import Repair
from cigu.engines.factcheck.units import unit_at

_ENDS: Final = re.compile(r"[。！？!?…;；][”’」』）)\"']*$|[:：]$")
_COMMA: Final = re.compile(r"[，,；;：:。、]")
_MARKER: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十\d]{1,3}[章节部篇]"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}[、. ](?!\d)|#{1,6} |◎|■|●|◆|▪|·|- |—— ?)"
)
_BEGIN_MID: Final = re.compile(r"^[，。、；：,;:）)”’」』%％]")
_TABLE: Final = re.compile(r"\t|\|| {3,}\S")
LONGEST_HEADING: Final = 40
_NUMBER_SIGNS: Final = frozenset("0123456789零一二三四五六七八九十百千万亿")
_PAIRS: Final = (("“", "”"), ("《", "》"), ("（", "）"), ("「", "」"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line without blanks around it: `sort` is text, heading or table."""

    start: int
    end: int
    text: str
    sort: str = "text"

    @property
    def is_open(self) -> bool:
        return self.sort == "text" and not _ENDS.search(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that read on, in reading order; usually one."""

    lines: tuple[Line, ...]
    sort: str
    heading: str  # the nearest heading above


@dataclass(frozen=True, slots=True)
class Layout:
    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...]


def layout(text: str) -> Layout:
    """The blocks of `text` in the order of their first lines, and what had to be repaired."""
    lines = _wrapped(list(_lines(text)))
    follows, repairs = _joins(text, lines)
    return Layout(tuple(_blocks(lines, follows)), tuple(repairs))


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for raw in text.split("\n"):
        body = raw.strip()
        if body:
            start = at + raw.index(body[0])
            yield Line(start, start + len(body), body, _sort(body))
        at += len(raw) + 1


def _wrapped(lines: list[Line]) -> list[Line]:
    """A line that ends in a number whose unit begins the next is no heading."""
    out = list(lines)
    for i, line in enumerate(lines[:-1]):
        if line.sort == "heading" and line.text[-1] in _NUMBER_SIGNS:
            following = lines[i + 1].text
            if following[0] in _NUMBER_SIGNS or unit_at(following, 0)[1]:
                out[i] = replace(line, sort="text")
    return out


def _sort(body: str) -> str:
    if _TABLE.search(body):
        return "table"
    if len(body) <= LONGEST_HEADING and not _COMMA.search(body) and not _ENDS.search(body):
        return "heading" if _balanced(body) and not _BEGIN_MID.match(body) else "text"
    if body.startswith("◎") or (_MARKER.match(body) and len(body) <= LONGEST_HEADING // 2):
        return "heading" if not _ENDS.search(body) else "text"
    return "text"


def _balanced(body: str) -> bool:
    return all(body.count(a) == body.count(b) for a, b in _PAIRS)


def _joins(text: str, lines: list[Line]) -> tuple[dict[int, int], list[Repair]]:
    """Which line follows which open line."""
    orphans = [i for i, line in enumerate(lines) if _is_orphan(lines, i)]
    follows: dict[int, int] = {}
    repairs: list[Repair] = []
    taken: set[int] = set()
    for i, line in enumerate(lines):
        if not line.is_open or _is_caption(lines, i):
            continue
        nearest = _next(lines, i)
        j = _continuation(text, lines, i, nearest, [o for o in orphans if o not in taken])
        spans = (Span(line.start, line.end),)
        if j is None or j in taken:
            repairs.append(Repair("open", spans, done=False))
            continue
        taken.add(j)
        follows[i] = j
        if j != i + 1 or "\n" in text[line.end : lines[j].start].replace("\n", "", 1):
            sort = "joined" if j == nearest else "moved"
            repairs.append(Repair(sort, (*spans, Span(lines[j].start, lines[j].end)), done=True))
    for o in orphans:
        if o not in taken:
            repairs.append(Repair("orphan", (Span(lines[o].start, lines[o].end),), done=False))
    return follows, repairs


def _next(lines: list[Line], i: int) -> int | None:
    """The text that can continue line i: the one below it, if that is text in one column."""
    j = i + 1
    if j < len(lines) and lines[j].sort == "text" and not _MARKER.match(lines[j].text):
        return j
    wraps = j < len(lines) and lines[j].sort == "heading" and not _MARKER.match(lines[j].text)
    return j if wraps and _is_last_piece(lines, i) else None


def _is_last_piece(lines: list[Line], i: int) -> bool:
    """A short line below an open one belongs to it where a comma or quote says so."""
    return lines[i].text[-1] in "，、,（(“的和与及" or not _balanced(lines[i].text)


def _is_orphan(lines: list[Line], i: int) -> bool:
    """A line that begins in the middle of a sentence although the one above is complete."""
    if lines[i].sort != "text" or (i and lines[i - 1].is_open):
        return False
    if _BEGIN_MID.match(lines[i].text):
        return True
    return any(_closes_first(lines[i].text, a, b) for a, b in _PAIRS)


def _closes_first(body: str, a: str, b: str) -> bool:
    closing, opening = body.find(b), body.find(a)
    return closing >= 0 and (opening < 0 or closing < opening)


def _opens_last(body: str, a: str, b: str) -> bool:
    return body.rfind(a) > body.rfind(b)


def _continuation(
    text: str, lines: list[Line], i: int, nearest: int | None, orphans: list[int]
) -> int | None:
    body = lines[i].text
    for a, b in _PAIRS:
        if not _opens_last(body, a, b):
            continue
        if nearest is not None and _closes_first(lines[nearest].text, a, b):
            return nearest
        closing = [o for o in orphans if o != i and _closes_first(lines[o].text, a, b)]
        if closing:
            return max(closing, key=lambda o: _affinity(text, body, lines[o].text))
    if nearest is not None:
        return nearest
    likely = [o for o in orphans if o != i and _affinity(text, body, lines[o].text) >= 3]
    return max(likely, key=lambda o: _affinity(text, body, lines[o].text)) if likely else None


def _affinity(text: str, body: str, other: str) -> int:
    """How often the word that the join would make stands elsewhere in the text."""
    return text.count(body[-1] + other[0])


def _is_caption(lines: list[Line], i: int) -> bool:
    """The last line of all, a picture's and a table's may end without a stop."""
    body = lines[i].text
    if i + 1 < len(lines) and lines[i + 1].sort == "table":
        return True
    return (i == len(lines) - 1 and _balanced(body) and body[-1] not in "，、,") or bool(
        re.search(r"[摄图]$", body)
    )


def _blocks(lines: list[Line], follows: dict[int, int]) -> Iterator[Block]:
    later = set(follows.values())
    heading = ""
    for i, line in enumerate(lines):
        if line.sort == "heading" and i not in later:
            heading = heading if line.text.startswith("◎") else line.text
            yield Block((line,), "heading", heading)
            continue
        if i in later:
            continue
        chain, at, seen = [line], i, {i}
        while at in follows and follows[at] not in seen:
            at = follows[at]
            seen.add(at)
            chain.append(lines[at])
        yield Block(tuple(chain), line.sort, heading)
