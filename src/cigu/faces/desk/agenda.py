"""The next ten working days: what falls due, and events that are announced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from cigu.core.clock.business import due, today
from cigu.core.flow.models import Task
from cigu.work.roadshows.models import Event

from .board import Board

AHEAD = 10
SHOWN = 9


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
    rows = Task.objects.filter(pk__in=board.mine, due_on__gte=start, due_on__lte=end)
    found: dict[date, int] = defaultdict(int)
    for row in rows.values("due_on").annotate(n=Count("pk")).order_by():
        found[row["due_on"]] += row["n"]
    return [Item(day, _words(n), _filtered(day)) for day, n in found.items()]


def _words(n: int) -> str:
    return ngettext("%(n)s task falls due", "%(n)s tasks fall due", n) % {"n": n}


def _filtered(day: date) -> str:
    return f"{reverse('desk:home')}?due_on_from={day}&due_on_to={day}"
