"""Where things stand still on the way to a cooperation; each count opens its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cigu.core.figures.sources import Where
from cigu.core.ui.counting import number_text
from cigu.work.matchmaking.funnel import stuck as waiting


@dataclass(frozen=True)
class Stuck:
    label: str
    count: str
    url: str


def stuck(where: Where, user: Any) -> list[Stuck]:
    """The open needs of the period, as far as the user may see them, by where they wait."""
    return [Stuck(label, number_text(n), url) for label, n, url in waiting(where, user)]
