"""A step of the scenario: a day, a key, and what to do. Done steps are remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cigu.core.audit.uids import seeded
from cigu.core.clock.business import travel

from .models import ScenarioStep


@dataclass(frozen=True)
class Step:
    on: date
    key: str
    do: Callable[[], object]


def run(steps: Iterable[Step], say: Callable[[int, int, Step], None]) -> int:
    """Carry out what is not yet done, oldest first; each step is whole or not at all."""
    done = set(ScenarioStep.objects.values_list("key", flat=True))
    ordered = sorted(steps, key=lambda s: s.on)  # stable: the order within a day is kept
    left = [step for step in ordered if step.key not in done]
    for number, step in enumerate(left, 1):
        with travel(step.on), seeded(step.key):  # still that day when the commit tells others
            _whole(step)
        say(number, len(left), step)
    return len(left)


def _whole(step: Step) -> None:
    with transaction.atomic():
        step.do()
        ScenarioStep.objects.create(key=step.key)
