"""What an assignment of a region asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .models import Kind


@dataclass
class Limits:
    """``max_load`` replaces the capacities when these are not used; ``body_min``, ``body_max``:
    needs for each institution, all its teams, experts and achievements together; ``objective``: 0
    the best total, 1 the fairest, between them a floor so far up; ``capacity``, ``bodies``: another
    room for some parties, for some institutions; ``pinned`` and ``refused``: [need, party] or
    [need, party, achievement]. Ready answers are at most so many: few needs have one."""

    team_demand: int = 2
    expert_demand: int = 1
    answer_demand: int = 1
    min_load: int = 0
    use_capacity: bool = True
    max_load: int | None = None
    body_min: int = 0
    body_max: int | None = None
    objective: float = 0.0
    pinned: list[list[int]] = field(default_factory=list)
    refused: list[list[int]] = field(default_factory=list)
    capacity: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, parameters: dict[str, Any]) -> Limits:
        """As a run keeps them; runs of before achievements took part had none."""
        given = {name: value for name, value in parameters.items() if name != "needs"}
        return cls(**{"answer_demand": 0, **given})

    def demand(self, kind: str) -> int:
        asked = {Kind.TEAM: self.team_demand, Kind.PERSON: self.expert_demand}
        return asked.get(Kind(kind), self.answer_demand)

    @property
    def kinds(self) -> list[Kind]:
        """Those that are asked for, in the order of their roles."""
        return [kind for kind in (Kind.TEAM, Kind.PERSON, Kind.ACHIEVEMENT) if self.demand(kind)]
