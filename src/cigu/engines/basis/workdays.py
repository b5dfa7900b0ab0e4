"""Working days by the official calendar of the State Council.

A calendar is data (see `cigu.rulebook`): days off on weekdays, weekend days worked instead, and
the years for which the arrangement is published and checked. Outside these years the answer is
a guess, mostly weekends only, and says so: `provisional`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_ONE = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays and extra working days, with the span of published years (both inclusive)."""

    holidays: frozenset[date]
    extra_workdays: frozenset[date]
    first_published_year: int
    last_published_year: int

    def is_published(self, day: date) -> bool:
        return self.first_published_year <= day.year <= self.last_published_year

    def is_workday(self, day: date) -> bool:
        return is_workday(day, self)

    def add_workdays(self, day: date, n: int) -> DueDay:
        return add_workdays(day, n, self)

    def workdays_between(self, start: date, end: date) -> int:
        return workdays_between(start, end, self)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day found by counting; provisional if a day on the way lies beyond published years."""

    date: date
    provisional: bool


def is_workday(day: date, calendar: Calendar) -> bool:
    """Whether offices work on that day."""
    if day in calendar.extra_workdays:
        return True
    return day.weekday() < _SATURDAY and day not in calendar.holidays


def add_workdays(day: date, n: int, calendar: Calendar) -> DueDay:
    """The n-th working day after `day` (before it when n < 0); `day` itself is not counted.

    n = 0 gives `day` unchanged, working day or not.
    """
    step = _ONE if n > 0 else -_ONE
    provisional = not calendar.is_published(day)
    left = abs(n)
    while left:
        day += step
        left -= is_workday(day, calendar)
        provisional = provisional or not calendar.is_published(day)
    return DueDay(day, provisional)


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and including `end`; negative when end < start.

    So `workdays_between(d, add_workdays(d, n, c).date, c) == n` for n > 0.
    """
    if end < start:
        return -workdays_between(end, start, calendar)
    return sum(is_workday(day, calendar) for day in _days_after(start, end))


def _days_after(start: date, end: date) -> Iterator[date]:
    while start < end:
        start += _ONE
        yield start
