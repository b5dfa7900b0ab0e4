"""Which column of a file is which of ours: what the office said last time, then our names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .books import Line, Sheet
from .cells import key_of
from .heads import SEEN, Head, find_head, head_at, heading_key
from .models import ImportHeading
from .nouns import Noun

EXAMPLES = 3
PASSED = "-"  # remembered as a column that is passed over


def office_of(user: Any) -> str:
    """Whose habits a file follows; without an office, the account's own."""
    return user.office.strip() or f"user:{user.uid}"


class Known:
    """A heading → the name of our column, "" if unknown, ``PASSED`` if not wanted."""

    def __init__(self, noun: Noun, office: str) -> None:
        self.noun = noun
        rows = ImportHeading.objects.filter(office=office, noun=noun.key)
        self.remembered = dict(rows.values_list("heading", "column"))

    def __call__(self, heading: str) -> str:
        if not heading:
            return ""
        told = self.remembered.get(memory_key(heading))
        if told is not None:
            return told or PASSED
        parts = heading.split("·")
        for text in (heading, "".join(parts), parts[-1], parts[0]):
            for key in (key_of(text), heading_key(text)):
                if key in self.noun.headings:
                    return self.noun.headings[key]
        return ""


def memory_key(heading: str) -> str:
    return (heading_key(heading) or heading)[:100]


@dataclass
class Proposal:
    """One sheet with its headings, as found or as a person said."""

    sheet: str
    head: Head
    lines: list[Line]
    mapping: dict[str, str] = field(default_factory=dict)

    @property
    def examples(self) -> list[list[str]]:
        """For each column of the file, what stands under its heading."""
        below = [line for line in self.lines if line.number > self.head.row and not line.is_empty]
        return [
            [text for line in below if (text := _at(line, column))][:EXAMPLES]
            for column in range(len(self.head.names))
        ]


def _at(line: Line, column: int) -> str:
    return line.cells[column] if column < len(line.cells) else ""


def propose(sheets: Sequence[Sheet], noun: Noun, office: str) -> Proposal:
    """The sheet whose headings fit best."""
    known = Known(noun, office)

    def hit(heading: str) -> str:
        found = known(heading)
        return "" if found == PASSED else found

    best: Proposal | None = None
    for sheet in sheets:
        lines = sheet.head(SEEN)
        head = find_head(lines, hit)
        if head is not None and (best is None or head.score > best.head.score):
            best = Proposal(sheet.name, head, lines)
    if best is None:
        lines = sheets[0].head(SEEN)
        first = next((line.number for line in lines if not line.is_empty), 1)
        best = Proposal(sheets[0].name, head_at(lines, first, 1), lines)
    best.mapping = mapped(best.head.names, known)
    return best


def proposed_at(sheet: Sheet, row: int, rows: int, noun: Noun, office: str) -> Proposal:
    """The headings stand where a person says."""
    lines = sheet.head(max(SEEN, row + EXAMPLES + 5))
    head = head_at(lines, row, rows)
    return Proposal(sheet.name, head, lines, mapped(head.names, Known(noun, office)))


def mapped(names: Sequence[str], known: Known) -> dict[str, str]:
    """Each of our columns once, at the first place where it was found."""
    found: dict[str, str] = {}
    for at, name in enumerate(names):
        column = known(name)
        if column and column != PASSED and column not in found.values():
            found[str(at)] = column
    return found


def remember(noun: Noun, office: str, names: Sequence[str], mapping: dict[str, str]) -> None:
    """Also what was passed over, so that it is not asked again."""
    said = {memory_key(name): mapping.get(str(at), "") for at, name in enumerate(names) if name}
    rows = [
        ImportHeading(office=office, noun=noun.key, heading=heading, column=column)
        for heading, column in said.items()
    ]
    ImportHeading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["office", "noun", "heading"],
        update_fields=["column"],
    )  # fmt: skip
