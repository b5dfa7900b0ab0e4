"""The broker's marks of candidates, so that the ranking can be measured from the first day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from cigu.faces.regions.reading import rows
from cigu.records.achievements.models import Achievement
from cigu.work.matchmaking.actions import label
from cigu.work.matchmaking.actions.labelling import Marked
from cigu.work.matchmaking.models import Kind

from .matching import need
from .registers import provider, user
from .scenario import Scenario
from .steps import Step

FILE = "scenario/labels.csv"


def steps(scenario: Scenario, region: str) -> Iterator[Step]:
    by_need: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows(region, FILE):
        by_need[row["need"]].append((row["provider"], int(row["grade"])))
    for key, marks in sorted(by_need.items()):
        yield Step(scenario.today, f"need:{key}:label", partial(_label, key, marks))


def _label(key: str, marks: list[tuple[str, int]]) -> None:
    wanted = need(key)
    label(need=wanted, marks=[_mark(who, grade) for who, grade in marks], by=user("broker"))


def _mark(who: str, grade: int) -> Marked:
    if who.startswith("S"):
        work: Any = Achievement.objects.get(pack_key=who)
        party = work.team.party if work.team else work.owner.party
        return party, str(Kind.ACHIEVEMENT), work, grade
    kind = Kind.TEAM if who.startswith("G") else Kind.PERSON
    return provider(who), str(kind), None, grade
