"""Steps in which it is told what the cooperations of the year have brought so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from cigu.records.cooperations.actions import confirm_outcome, report_outcome
from cigu.records.cooperations.actions.outcomes import months_after
from cigu.records.cooperations.models import MONTHS, Cooperation, Outcome

from .calendar_slots import step
from .registers import user
from .scenario import Scenario
from .steps import Step


def steps(scenario: Scenario, key: str, signed: date, **origin: str) -> Iterator[Step]:
    """What was due up to a fortnight ago is told and confirmed; the rest waits on desks.
    ``origin`` finds the cooperation."""
    for months in MONTHS:
        told = step(months_after(signed, months), 2)
        if told > step(scenario.today, -10):
            return
        notes = scenario.year["outcome_notes"][months]
        note = notes[sum(map(ord, key)) % len(notes)]
        yield Step(told, f"{key}:outcome:{months}", partial(_tell, origin, months, note))
        confirmed = partial(_confirm, origin, months)
        yield Step(step(told, 3), f"{key}:outcome:{months}:confirm", confirmed)


def _tell(origin: dict[str, str], months: int, note: str) -> None:
    """No amounts: what a demo invents is not to be added up."""
    row = _outcome(origin, months)
    report_outcome(outcome=row, by=user("broker"), progress="working", note=note)


def _confirm(origin: dict[str, str], months: int) -> None:
    confirm_outcome(outcome=_outcome(origin, months), by=user("broker"))


def _outcome(origin: dict[str, str], months: int) -> Outcome:
    return Outcome.objects.get(cooperation=Cooperation.objects.get(**origin), months=months)
