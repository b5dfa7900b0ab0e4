"""The text of a section: prose with slots, and blocks that stand alone.

``{A-19}``          the figure with its unit: 85家
``{A-19:n}``        the number alone: 85
``{A-20/A-19}``     how many for each, two decimals: 0.84
``{A-23%A-20}``     the share, one decimal: 45.1%
``{period}``        a word of the report: period, since, until, territory, domain, office
``{table counties A-19 A-20}``, ``{chart months A-23}``   alone in a paragraph
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cigu.core.figures.registry import registered
from cigu.engines.basis.errors import CiguError

ID = r"[A-Z]{1,3}-\d{1,3}"
SLOT = re.compile(r"\{([^{}]*)\}")
FIGURE = re.compile(rf"({ID})(:n)?\Z")
PAIR = re.compile(rf"({ID})([/%])({ID})\Z")
BLOCK = re.compile(rf"(table counties|table months|chart months)((?: {ID})+)\Z")
WORDS = ("period", "since", "until", "territory", "domain", "office", "year")


class BadSlot(CiguError):
    pass


@dataclass(frozen=True)
class FigureSlot:
    ident: str
    bare: bool = False


@dataclass(frozen=True)
class PairSlot:
    """How ``top`` stands to ``bottom``: for each (``/``) or as a share (``%``)."""

    top: str
    sign: str
    bottom: str


@dataclass(frozen=True)
class WordSlot:
    name: str


@dataclass(frozen=True)
class BlockSlot:
    kind: str  # table or chart
    over: str  # counties or months
    idents: tuple[str, ...]


Piece = str | FigureSlot | PairSlot | WordSlot
Parsed = list[Piece] | BlockSlot


def paragraphs(body: str) -> list[Parsed]:
    """Paragraphs are parted by line ends; raises ``BadSlot`` naming what nobody computes."""
    return [_paragraph(line.strip()) for line in body.splitlines() if line.strip()]


def idents_of(parsed: Parsed) -> Iterator[str]:
    if isinstance(parsed, BlockSlot):
        yield from parsed.idents
        return
    for piece in parsed:
        if isinstance(piece, FigureSlot):
            yield piece.ident
        elif isinstance(piece, PairSlot):
            yield from (piece.top, piece.bottom)


def _paragraph(line: str) -> Parsed:
    whole = SLOT.fullmatch(line)
    block = BLOCK.match(whole[1].strip()) if whole else None
    if block:
        kind, over = block[1].split()
        idents = tuple(block[2].split())
        return BlockSlot(kind, over, tuple(map(_known, idents)))
    out: list[Piece] = []
    at = 0
    for found in SLOT.finditer(line):
        out += [line[at : found.start()]] if found.start() > at else []
        out.append(_slot(found[1].strip()))
        at = found.end()
    return out + ([line[at:]] if at < len(line) else [])


def _slot(text: str) -> Piece:
    if one := FIGURE.match(text):
        return FigureSlot(_known(one[1]), bool(one[2]))
    if pair := PAIR.match(text):
        return PairSlot(_known(pair[1]), pair[2], _known(pair[3]))
    if text in WORDS:
        return WordSlot(text)
    raise BadSlot(
        "slot", _("{%(slot)s} is no slot. Write an indicator such as {A-19}.") % {"slot": text},
        field="body", value=text,
    )  # fmt: skip


def _known(ident: str) -> str:
    if ident not in registered():
        raise BadSlot(
            "figure", _("%(id)s: no records give this figure. Take it out of the text.")
            % {"id": ident},
            field="body", value=ident,
        )  # fmt: skip
    return ident
