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
_kept: ContextVar[list[date] | None] = ContextVar("kept_day", default=None)


def today() -> date:
    """The business day: a scenario's day, else the day set for a demo, else the real one."""
    kept = _kept.get()
    if kept is None:
        return _day.get() or set_day() or timezone.localdate()
    if not kept:
        kept.append(_day.get() or set_day() or timezone.localdate())
    return kept[0]


@contextmanager
def one_day() -> Iterator[None]:
    """A request has one day, though midnight pass; and the database is asked for it once."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


def set_day() -> date | None:
    from .models import ClockSetting

    return ClockSetting.objects.values_list("today", flat=True).first()


def fix_day(day: date | None) -> None:
    from .models import ClockSetting

    ClockSetting.objects.update_or_create(pk=1, defaults={"today": day})


@contextmanager
def travel(day: date) -> Iterator[date]:
    token, kept = _day.set(day), _kept.set(None)
    try:
        yield day
    finally:
        _kept.reset(kept)
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
