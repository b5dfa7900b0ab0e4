"""How much of the yearbook stands on records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cigu.core.figures.sources import Where
from cigu.faces.yearbook import verdicts
from cigu.faces.yearbook.evidence import query
from cigu.faces.yearbook.lines import Line, tally


@dataclass(frozen=True)
class Share:
    look: str
    label: Any
    count: int
    url: str


class Coverage:
    def __init__(self, lines: list[Line], where: Where) -> None:
        self.where, self.total, self.counts = where, len(lines), tally(lines)

    @property
    def agreeing(self) -> int:
        return self.counts[verdicts.AGREES]

    @property
    def url(self) -> str:
        return f"{reverse('yearbook:index')}?{query(self.where)}"

    @property
    def parts(self) -> list[tuple[int, str]]:
        """For the bar; what no room computes yet is drawn like what cannot be computed."""
        return [(s.count, s.look or "end") for s in self.shares]

    @property
    def shares(self) -> list[Share]:
        return [
            Share(look, label, self.counts[code], f"{self.url}&verdict={code}")
            for code, (look, label) in verdicts.VERDICTS.items()
            if self.counts[code] or code in (verdicts.AGREES, verdicts.DIFFERS)
        ]
