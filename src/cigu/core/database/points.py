"""Named points on the way of a write, where a test stops the process to see what is left.

Off unless ``CIGU_FAIL_AT`` names a point, and never on in production. ``CIGU_FAIL_AT=name`` stops
at the first pass, ``name:3`` at the third; ``CIGU_FAIL_HOW=kill`` (the default) ends the process
as ``kill -9`` does, ``raise`` raises ``PointReached``. ``watched`` lets a test hold a thread at a
point while another one runs.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class PointReached(RuntimeError):
    """The armed point was passed with ``CIGU_FAIL_HOW=raise``."""


_passed: Counter[str] = Counter()
_watchers: list[Callable[[str], None]] = []


@contextmanager
def watched(by: Callable[[str], None]) -> Iterator[None]:
    """``by`` hears the name of every point that any thread passes."""
    _watchers.append(by)
    try:
        yield
    finally:
        _watchers.remove(by)


def reach(name: str) -> None:
    """Pass the point ``name``: nothing happens unless a test has armed it."""
    for watch in _watchers:
        watch(name)
    armed = os.environ.get("CIGU_FAIL_AT", "")
    if not armed or os.environ.get("CIGU_MODE") == "production":
        return
    wanted, _sep, turn = armed.partition(":")
    if name != wanted:
        return
    _passed[name] += 1
    if _passed[name] == int(turn or 1):
        _stop(name)


def _stop(name: str) -> None:
    if os.environ.get("CIGU_FAIL_HOW", "kill") == "raise":
        raise PointReached(name)
    os.kill(os.getpid(), signal.SIGKILL)
