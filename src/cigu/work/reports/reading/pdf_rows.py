"""The lines of a PDF page from where its pieces of text stand, with tables as rows of cells.

A PDF has no tables, only pieces of text at places, in the order in which they were set: cell by
cell. A piece well to the right of the one before, and not below it, begins a cell; one under the
beginning of a cell goes on in it; any other begins a line. Only lines with cells that follow one
another are taken for a table: a signature beside its day is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

GAP = 1.5  # sizes of type between two cells; words of justified text stand closer
LEVEL = 0.4  # sizes of type that pieces of one line may stand above each other
TALL = 4.0  # sizes of type that a cell may begin above one that is set at mid height
BELOW = 2.2  # from a line of a cell to its next
WIDE_FROM = "\u2e80"  # from here on characters are as wide as high
SET_APART = re.compile(f"(?<=[{WIDE_FROM}-\uffff]) | (?=[{WIDE_FROM}-\uffff])")


@dataclass(frozen=True)
class Piece:
    """One stretch of text: its left end, its base line and its size, in points."""

    x: float
    y: float
    size: float
    text: str

    @property
    def end(self) -> float:
        return self.x + self.size * sum(1.0 if c >= WIDE_FROM else 0.5 for c in self.text.strip())


@dataclass
class Cell:
    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def last(self) -> Piece:
        return self.pieces[-1]


@dataclass
class Row:
    cells: list[Cell] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Pieces that stand close are one word: the space between a character and a digit is the
        setter's."""
        return "\t".join(SET_APART.sub("", " ".join(cell.text.split())) for cell in self.cells)


def text_of(page: Any) -> str:
    """The text as the library puts it together; of a page with a table, line by line from the
    places, with tabs between the cells of its rows."""
    pieces: list[Piece] = []

    def take(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(tm[3] * cm[3]) or 1.0
            pieces.append(Piece(float(x), float(y), float(size) * scale, text.replace("\n", "")))

    plain = page.extract_text(visitor_text=take)
    found = rows(pieces)
    tables = _tables(found)
    if not tables:
        return str(plain)
    return "\n".join(
        row.text if id(row) in tables else row.text.replace("\t", "  ") for row in found
    )


def rows(pieces: Iterable[Piece]) -> list[Row]:
    out: list[Row] = []
    for piece in pieces:
        row = out[-1] if out else None
        if row is None:
            out.append(Row([Cell([piece])]))
        elif _goes_on(row, piece):
            row.cells[-1].pieces.append(piece)
        elif _begins_cell(row, piece):
            row.cells.append(Cell([piece]))
        else:
            out.append(Row([Cell([piece])]))
    return out


def _goes_on(row: Row, piece: Piece) -> bool:
    """On the same line, or on the next line of the same cell."""
    cell = row.cells[-1]
    last, size = cell.last, max(piece.size, cell.last.size)
    if abs(piece.y - last.y) <= LEVEL * size:
        return -size <= piece.x - last.end <= GAP * size
    under = 0 < last.y - piece.y <= BELOW * size
    first = cell.pieces[0]
    return under and len(row.cells) > 1 and abs(piece.x - first.x) <= size


def _begins_cell(row: Row, piece: Piece) -> bool:
    last = row.cells[-1].last
    size = max(piece.size, last.size)
    right = max(p.end for p in row.cells[-1].pieces)
    return piece.x - right > GAP * size and -LEVEL * size <= piece.y - last.y <= TALL * size


def _tables(found: list[Row]) -> set[int]:
    """Rows that stand in a run of two or more with cells."""
    out: set[int] = set()
    for many, run in groupby(found, key=lambda row: len(row.cells) > 1):
        group = list(run)
        if many and len(group) > 1:
            out.update(id(row) for row in group)
    return out
