"""What goes into a ranking and the passages that come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

# Kinds of document that show delivered work, not only words.
RECORD_KINDS = frozenset({"contract", "acceptance", "achievement"})


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a provider: paper, patent, profile, contract, acceptance, achievement …"""

    id: str
    title: str
    text: str
    kind: str = ""
    date: date | None = None

    @property
    def is_record(self) -> bool:
        return self.kind in RECORD_KINDS


@dataclass(frozen=True, slots=True)
class Profile:
    """A provider (expert, team, achievement) by its documents. Ids sort ties."""

    id: str
    kind: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A need as published; `keywords` are indexed like a second title."""

    id: str
    title: str
    text: str
    keywords: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        return "\n".join((self.title, self.text, *self.keywords))


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A term that need and passage share, at characters [start, end) of the same text."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that matched: characters [start, end) of the document's `part`.

    `terms` are in order and do not overlap; their offsets count from the start of that title or
    text, like the passage's own (subtract `start` to mark them inside `text`).
    """

    document_id: str
    start: int
    end: int
    text: str
    terms: tuple[MatchedTerm, ...]
    part: Literal["title", "text"] = "text"
    score: float = field(default=0.0, compare=False)
