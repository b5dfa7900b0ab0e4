"""The next ten working days: what falls due, and events that are announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from cigu.core.clock.business import due, today
from cigu.core.ui.counting import capped_each, number_text
from cigu.work.roadshows.models import Event

from .board import Board

AHEAD = 10
SHOWN = 9
CAP = 100


@dataclass(frozen=True)
class Item:
    day: date
    text: str
    url: str
    time: Any = None


def agenda(user: Any, board: Board) -> list[Item]:
    """In order of day and time; due dates of one day stand together."""
    start, end = today(), due(today(), AHEAD).date
    items = [*_events(user, start, end), *_dues(board, start, end)]
    return sorted(items, key=lambda i: (i.day, i.time is None, i.time, i.text))[:SHOWN]


def _events(user: Any, start: date, end: date) -> list[Item]:
    rows = Event.objects.for_(user).filter(held_on__gte=start, held_on__lte=end)
    return [
        Item(e.held_on, e.title, e.get_absolute_url(), e.time)
        for e in rows.exclude(state="cancelled")
    ]


def _dues(board: Board, start: date, end: date) -> list[Item]:
    """In one question where the tasks are few; else each day by itself, and on each no more is
    counted than anybody wants to know."""
    mine = board.tasks.filter(board.mine)
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    soon = mine.filter(due_on__gte=start, due_on__lte=end).order_by("due_on")
    found = list(soon.values_list("due_on", flat=True)[: CAP + 1])
    if len(found) <= CAP:
        counts = [found.count(day) for day in days]
    else:
        counts = capped_each([mine.filter(due_on=day) for day in days], CAP)
    return [Item(day, _words(n), _filtered(day)) for day, n in zip(days, counts, strict=True) if n]


def _words(n: int) -> str:
    told = {"n": number_text(n, CAP)}
    return ngettext("%(n)s task falls due", "%(n)s tasks fall due", n) % told


def _filtered(day: date) -> str:
    return f"{reverse('desk:home')}?due_on_from={day}&due_on_to={day}"
