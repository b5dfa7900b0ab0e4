"""Two actions at once, in a fixed order: the first stands still just before its commit while the
second runs as far as it can, then both go on. Whatever the second reads, it reads before the first
has committed, unless it was made to wait."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

from cigu.core.database import points

PATIENCE = 30.0
SETTLED = 0.1  # seconds after which a thread on SQLite, which shows no waiting, counts as waiting
STOP = "change.before_commit"
Act = Callable[[], Any]


class Side(threading.Thread):
    """One of the two: what it does, and where it is."""

    def __init__(self, act: Act) -> None:
        super().__init__(daemon=True)
        self.act, self.outcome = act, None
        self.context = contextvars.copy_context()  # the business day of the test
        self.still, self.go, self.backend = threading.Event(), threading.Event(), 0

    def run(self) -> None:
        try:
            self.backend = _backend()
            self.outcome = self.context.run(self.act)
        except Exception as error:
            self.outcome = error
        finally:
            connections["default"].close()
            self.still.set()

    def hears(self, name: str) -> None:
        if name == STOP and threading.current_thread() is self and not self.go.is_set():
            self.still.set()
            assert self.go.wait(PATIENCE), "nobody let this side go on"


def duel(first: Act, second: Act) -> tuple[Any, Any]:
    """What came of each: its result, or the error it raised."""
    one, two = Side(first), Side(second)
    with points.watched(one.hears), points.watched(two.hears):
        one.start()
        assert one.still.wait(PATIENCE)
        two.start()
        _as_far_as_it_can(two)
        for side in (one, two):
            side.go.set()
            side.join(PATIENCE)
            assert not side.is_alive(), "a side hangs"
    return one.outcome, two.outcome


def _as_far_as_it_can(side: Side) -> None:
    deadline = time.monotonic() + (SETTLED if connection.vendor == "sqlite" else PATIENCE)
    while time.monotonic() < deadline:
        if side.still.wait(0.02) or _waits_for_a_lock(side.backend):
            return


def _backend() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _waits_for_a_lock(backend: int) -> bool:
    if not backend:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'", [backend]
        )
        return cursor.fetchone() is not None


def again(row: Any) -> Any:
    """The record as another person reads it now."""
    return type(row).objects.get(pk=row.pk)
