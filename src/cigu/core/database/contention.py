"""Errors that pass: another transaction was in the way, or the server went away and is back.

Nothing was written then, or nobody knows: whoever tries again does so under a key that tells
whether the first attempt was kept (``core/ui/once``).
"""

from __future__ import annotations

import random
import time

from django.db import DatabaseError, InterfaceError, OperationalError, connection

ATTEMPTS = 3
FIRST_REST = 0.05  # seconds; doubled each time, with a part by chance so that two do not meet again
RETRY_AFTER = 2  # seconds, told to whoever has to come back
BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}
AGAIN = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "57P01", "57P02", "57P03",  # the server is going down, crashed, or is not up yet
    "08000", "08003", "08006",  # the connection is lost
}  # fmt: skip
LATER = {
    "55P03",  # lock not available
    "57014",  # cancelled by statement_timeout
    "53300",  # too many connections
    "25P03",  # idle in transaction for too long
}


class Busy(OperationalError):
    """No turn to write came in time."""


def passing(error: BaseException | None) -> bool:
    """May the same be asked again later, as it is?"""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    return isinstance(error, Busy) or _state(error) in LATER or _busy(error) or again(error)


def again(error: BaseException | None) -> bool:
    """Is it worth trying at once? Not what has waited its time already."""
    if _state(error) in AGAIN:
        return True
    return isinstance(error, OperationalError | InterfaceError) and not _state(error) and _lost()


def rest(attempt: int) -> None:
    """Between two attempts, outside any transaction; a lost connection is not used again."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    time.sleep(FIRST_REST * 2**attempt * (1 + random.random()))


def _state(error: BaseException | None) -> str:
    while error is not None:
        found = getattr(error, "sqlstate", None)
        if found:
            return str(found)
        error = error.__cause__
    return ""


def _busy(error: BaseException) -> bool:
    name = str(getattr(error.__cause__, "sqlite_errorname", ""))
    return "_".join(name.split("_")[:2]) in BUSY


def _lost() -> bool:
    """psycopg names no state when the socket breaks; the connection then says that it is closed."""
    own = connection.connection
    return connection.vendor == "postgresql" and (own is None or bool(own.closed))
