"""What providers have in hand, against what they can carry. Unknown capacity limits nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cigu.records.cooperations.models import Cooperation
from cigu.records.people.models import Person
from cigu.records.teams.models import Team

from .models import Match

RUNNING = ("signed", "performing")


@dataclass(frozen=True)
class Load:
    held: int
    capacity: int | None
    available: bool = True

    @property
    def is_full(self) -> bool:
        return not self.available or (self.capacity is not None and self.held >= self.capacity)

    @property
    def free(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.held, 0)


def loads_of(providers: Iterable[int]) -> dict[int, Load]:
    """By party: open matches and running cooperations, each need once."""
    wanted = set(providers)
    held, capacity = _held(wanted), capacities(wanted)
    return {
        pk: Load(held[pk], *capacity.get(pk, (None, True)))
        for pk in wanted
    }  # fmt: skip


def _held(wanted: set[int]) -> Counter[int]:
    matches = Match._base_manager.filter(
        provider__in=wanted, state__in=("proposed", "interested", "negotiating")
    )
    tasks = {(p, "need", n) for p, n in matches.values_list("provider_id", "need_id")}
    for side in ("provider", "adviser"):
        rows = Cooperation._base_manager.filter(**{f"{side}__in": wanted}, state__in=RUNNING)
        for party, need, pk in rows.values_list(f"{side}_id", "need_id", "pk"):
            tasks.add((party, "need", need) if need else (party, "cooperation", pk))
    return Counter(party for party, _kind, _pk in tasks)


def capacities(wanted: Iterable[int]) -> dict[int, tuple[int | None, bool]]:
    """Tasks at once, and whether the person is available at all."""
    found: dict[int, tuple[int | None, bool]] = {}
    for pk, capacity in Team._base_manager.filter(party__in=wanted).values_list(
        "party_id", "capacity"
    ):
        found[pk] = (capacity, True)
    people = Person._base_manager.filter(party__in=wanted)
    for pk, capacity, available in people.values_list("party_id", "capacity", "available"):
        found[pk] = (capacity, available)
    return found
