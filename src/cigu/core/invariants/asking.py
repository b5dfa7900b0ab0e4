"""Ask the invariants, one after another, in a transaction that can write nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from .registry import Invariant, load


@dataclass(frozen=True)
class Answer:
    name: str
    sentence: str
    count: int
    first: list[str]
    seconds: float
    error: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.count or self.error)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def known(pattern: str = "*") -> list[Invariant]:
    """The invariants of all rooms whose name matches."""
    return [rule for name, rule in load(settings.ROOMS).items() if fnmatchcase(name, pattern)]


def ask(rule: Invariant, show: int = 5) -> Answer:
    """Violations are counted, the first ``show`` of them kept; a question that breaks has failed,
    it has not passed, and the others are asked all the same."""
    begun, count, first, error = time.monotonic(), 0, [], ""
    try:
        with reading():
            for found in rule.find():
                count += 1
                if count <= show:
                    first.append(found)
    except Exception as broken:
        error = f"{type(broken).__name__}: {broken}"
    return Answer(rule.name, str(rule.sentence), count, first, time.monotonic() - begun, error)


@contextmanager
def reading() -> Iterator[None]:
    """The database itself refuses writes meanwhile. No transaction on SQLite: it would lock."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA query_only = OFF")
