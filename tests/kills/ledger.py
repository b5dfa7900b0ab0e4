"""What has to hold after every kill: asked of the database by queries that share nothing with the
code that wrote, beside the invariants of the rooms and the check of the audit."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from cigu.core.audit.verifying import verify
from cigu.core.invariants.asking import ask, known

from .steps import Book

NUMBERED = ("need", "match", "cooperation")  # tables whose rows carry a number of a series
STATES = ("draft", "submitted", "accepted", "published", "matched", "negotiating", "solved")


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def faults(book: Book) -> list[str]:
    """Acknowledged and lost, done twice, half-written, numbers doubled or skipped."""
    return [*_needs(book), *_numbers(), *_leaves(), *_documents()]


def _needs(book: Book) -> Iterator[str]:
    by_title: dict[str, list[str]] = defaultdict(list)
    states = {}
    signed = {n for (n,) in rows("SELECT number FROM cooperation WHERE signed_on IS NOT NULL")}
    for title, number, state in rows("SELECT title, number, state FROM need"):
        by_title[title].append(number)
        states[number] = state
    for line in book.lines():
        if "done" in line and by_title.get(line["done"]) != [line["number"]]:
            yield f"lost or doubled: {line['done']} {line['number']} {by_title.get(line['done'])}"
        if line.get("by") in ("submit", "accept", "publish"):
            reached = {"submit": 1, "accept": 2, "publish": 3}[line["by"]]
            if STATES.index(states.get(line["moved"], "draft")) < reached:
                yield f"lost: {line['moved']} was acknowledged as {line['by']}"
        if "signed" in line and line["signed"] not in signed:
            yield f"lost: {line['signed']} was acknowledged as signed"
    yield from (f"twice: {t} {n}" for t, n in by_title.items() if len(n) > 1)


def _numbers() -> Iterator[str]:
    """Each series from 1 to its counter, none doubled, none left out."""
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    for table in NUMBERED:
        for (number,) in rows(f"SELECT number FROM {table} WHERE number IS NOT NULL"):  # noqa: S608
            found = re.fullmatch(r"([A-Z]+)-(\d{4})-(\d{4,})", number)
            assert found, number
            given[found[1], found[2]].append(int(found[3]))
    counters = {(s, str(y)): n for s, y, n in rows("SELECT series, year, last FROM number_counter")}
    for series, numbers in given.items():
        if sorted(numbers) != list(range(1, counters.get(series, 0) + 1)):
            yield f"numbers of {series}: {len(numbers)} given, counter {counters.get(series)}"


def _leaves() -> Iterator[str]:
    """A row without its leaf, or a leaf without its row."""
    told = {
        str(uid).replace("-", ""): (count, last)
        for uid, count, last in rows(
            "SELECT object_uid, count(*), max(object_revision) FROM audit_leaf"
            " WHERE object_revision > 0 GROUP BY object_uid"
        )
    }
    for table in (
        "need",
        "match",
        "task",
        "notice",
        "need_disclosure",
        "document",
        "job",
        "cooperation",
    ):
        for uid, revision in rows(f'SELECT uid, revision FROM "{table}"'):  # noqa: S608
            found = told.get(str(uid).replace("-", ""))
            if found != (revision, revision):
                yield f"half-written: {table} {uid} has revision {revision}, leaves {found}"


def _documents() -> Iterator[str]:
    for (digest,) in rows("SELECT content_hash FROM document"):
        path = Path(settings.DOCUMENTS) / digest[:2] / digest
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"document {digest[:12]} is missing or another one"


def whole() -> list[str]:
    """All invariants of the rooms, and the audit."""
    answers = [ask(rule) for rule in known()]
    broken = [f"{a.name}: {a.first or a.error}" for a in answers if a.failed]
    report = verify()
    return broken + [f"audit: {fault}" for fault in report.faults]


def unfinished(book: Book) -> list[str]:
    """Keys of what was sent and never answered."""
    done = {line["done"] for line in book.lines() if "done" in line}
    return [line["intent"] for line in book.lines() if line.get("intent") not in {None, *done}]
