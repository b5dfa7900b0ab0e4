"""Working days for the scenario: spread a month's count over it, step back and forth."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from cigu.core.clock.business import official_calendar

ONE = timedelta(days=1)


def is_workday(on: date) -> bool:
    return official_calendar().is_workday(on)


def step(on: date, days: int) -> date:
    """``days`` working days later, or earlier where negative."""
    move = ONE if days >= 0 else -ONE
    for _ in range(abs(days)):
        on += move
        while not is_workday(on):
            on += move
    return on


def workdays(start: date, end: date) -> list[date]:
    """Working days in [start, end)."""
    span = (start + timedelta(days=n) for n in range((end - start).days))
    return [on for on in span if is_workday(on)]


def month_bounds(month: str) -> tuple[date, date]:
    start = date.fromisoformat(f"{month}-01")
    return start, (start + timedelta(days=32)).replace(day=1)


def slots(
    months: list[str], cumulative: list[int], rng: random.Random, first: date, last: date
) -> Iterator[date]:
    """One date for each unit of each month's increase, in order, inside [first, last]."""
    before = 0
    for month, total in zip(months, cumulative, strict=True):
        start, end = month_bounds(month)
        days = workdays(max(start, first), min(end, last + ONE))
        yield from sorted(rng.choice(days) for _ in range(total - before))
        before = total
