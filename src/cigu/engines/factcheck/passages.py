"""A block of the text in reading order, its sentences, and the way back to the text as given."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from cigu.engines.factcheck.layout import Block

LONGEST_SENTENCE = 1000
_END: Final = re.compile(r"(?:[。！？；!?;]|…{2}(?=[”’])|…+(?=[”’]))+[”’」』）)\"']*|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is what is read on; `starts` and `origins` say where each piece of it came from."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    ends: tuple[int, ...]
    heading: str
    sort: str

    def place(self, at: int) -> int:
        piece = bisect_right(self.starts, at) - 1
        return self.origins[piece] + at - self.starts[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the given text. One that was cut by a move keeps its first piece."""
        first, last = self.place(start), self.place(end - 1) + 1
        if last > first and last - first <= end - start + 4:
            return first, last
        piece = bisect_right(self.starts, start) - 1
        return first, self.ends[piece] if piece + 1 < len(self.starts) else first + end - start


def passage(block: Block) -> Passage:
    starts, origins, ends, at = [], [], [], 0
    for line in block.lines:
        starts.append(at)
        origins.append(line.start)
        ends.append(line.end)
        at += len(line.text)
    text = "".join(line.text for line in block.lines)
    return Passage(text, tuple(starts), tuple(origins), tuple(ends), block.heading, block.sort)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a block. A row of signs without a stop is cut: no sentence is so long."""
    whole = _whole_spans(text)
    return [
        (at, min(at + LONGEST_SENTENCE, last))
        for first, last in whole
        for at in range(first, last, LONGEST_SENTENCE)
    ]


def _whole_spans(text: str) -> list[tuple[int, int]]:
    out, start = [], 0
    for stop in _END.finditer(text):
        if stop.end() > start:
            out.append((start, stop.end()))
        start = stop.end()
    if start < len(text):
        out.append((start, len(text)))
    return out
