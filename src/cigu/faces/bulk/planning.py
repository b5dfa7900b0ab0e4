"""What would become of each chosen record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cigu.core.changesets.verbs import Difference, Given, Verb
from cigu.engines.basis.errors import CiguError


@dataclass(frozen=True)
class Planned:
    row: Any
    changes: list[Difference]
    why_not: str = ""

    @property
    def goes(self) -> bool:
        return bool(self.changes)


def plan(verb: Verb, rows: Iterable[Any], user: Any, given: Given) -> list[Planned]:
    """In the order in which they were found; nothing is written."""
    return [_one(verb, row, user, given) for row in rows]


def _one(verb: Verb, row: Any, user: Any, given: Given) -> Planned:
    try:
        return Planned(row, verb.plan(row, user, given))
    except CiguError as refusal:
        return Planned(row, [], str(refusal))
