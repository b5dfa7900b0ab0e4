"""Where things stand still on the way to a cooperation; each count opens its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cigu.core.figures.sources import Where
from cigu.work.matchmaking.funnel import funnel


@dataclass(frozen=True)
class Stuck:
    label: str
    count: int
    url: str


def stuck(where: Where, user: Any) -> list[Stuck]:
    """The open needs of the period, as far as the user may see them, by where they wait."""
    return [Stuck(s.stuck_label, s.stuck, s.url) for s in funnel(where, user) if s.stuck]
