"""``today()`` for every clock, figure and action; ``travel()`` for a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache

from django.utils import timezone

from cigu.engines.basis.workdays import Calendar, DueDay
from cigu.rulebook.loader import calendar

_day: ContextVar[date | None] = ContextVar("business_day", default=None)


def today() -> date:
    """The business day: a scenario's day, else the day set for a demo, else the real one."""
    return _day.get() or set_day() or timezone.localdate()


def set_day() -> date | None:
    from .models import ClockSetting

    return ClockSetting.objects.values_list("today", flat=True).first()


def fix_day(day: date | None) -> None:
    from .models import ClockSetting

    ClockSetting.objects.update_or_create(pk=1, defaults={"today": day})


@contextmanager
def travel(day: date) -> Iterator[date]:
    token = _day.set(day)
    try:
        yield day
    finally:
        _day.reset(token)


@lru_cache(maxsize=1)
def official_calendar() -> Calendar:
    return calendar()


def due(start: date, working_days: int) -> DueDay:
    """The last day of a term of ``working_days`` that begins the day after ``start``."""
    return official_calendar().add_workdays(start, working_days)


def days_left(due_on: date, at: date | None = None) -> int:
    """Working days until ``due_on``; negative when it has passed."""
    return official_calendar().workdays_between(at or today(), due_on)
