"""Answers that are kept as long as nothing they rest on has changed.

Every change leaves a leaf in its own transaction, so the leaves tell which tables have changed.
Before a kept answer is given, the leaves that came since the last look are read: one short
question. An answer is given again only if no leaf speaks of a table that it was read from.

Order of the moments: first the look, then the answer is worked out. A change that commits between
them is in the answer and is seen again at the next look; the answer is then worked out once more
than needed, never once too few. Inside a transaction nothing is kept: what it sees may be undone.

Counting a great many records anew takes longer than a reader should wait. Such an answer is given
as it was, with the time at which it was counted, for ten minutes at most; meanwhile it is counted.
"""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from cigu.core.audit.models import AuditLeaf

log = logging.getLogger(__name__)
OLDEST = timedelta(minutes=10)
MOST = 2_000  # answers kept by one process
BEHIND = 10_000  # leaves to catch up with; more, and everything is asked anew
T = TypeVar("T")


class Watch:
    """How often each table has changed, as far as this process has looked."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.changed: Counter[str] = Counter()
        self.epoch = 0
        self.anchor: tuple[int, str] | None = None  # the newest leaf seen, and its hash
        self.snapshot = ""  # PostgreSQL: which transactions had ended by then

    def stamp(self, models: Iterable[str]) -> tuple[Any, ...]:
        with self.lock:
            self._look()
            return (self.epoch, *((name, self.changed[name]) for name in sorted(models)))

    def _look(self) -> None:
        came = _since_snapshot(self) if connection.vendor == "postgresql" else _since_anchor(self)
        if came is None:
            self.epoch += 1
            self.changed.clear()
        else:
            self.changed.update(came)


def _since_anchor(watch: Watch) -> set[str] | None:
    """SQLite has one writer at a time: leaves become visible in the order of their ids. None where
    the leaf seen last is gone or another one: the database itself was put back."""
    known = watch.anchor
    rows = AuditLeaf.objects.order_by("pk").values_list("pk", "leaf_hash", "object_type")
    if known is not None:
        found = list(rows.filter(pk__gte=known[0])[: BEHIND + 1])
        if found and found[0][:2] == known and len(found) <= BEHIND:
            watch.anchor = found[-1][:2]
            return {kind for _pk, _hash, kind in found[1:]}
    watch.anchor = rows.order_by("-pk").values_list("pk", "leaf_hash").first()
    return set() if known is None and watch.anchor is None else None


# Ids do not commit in order here: a leaf is new if its transaction had not ended at the last look.
_LOOK = """
SELECT pg_current_snapshot()::text,
       (SELECT max(id) FROM audit_leaf),
       (SELECT leaf_hash FROM audit_leaf WHERE id = %s),
       ARRAY(SELECT DISTINCT object_type FROM audit_leaf
             WHERE txid >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
               AND NOT pg_visible_in_snapshot(txid::text::xid8, %s::pg_snapshot))
"""


def _since_snapshot(watch: Watch) -> set[str] | None:
    known, before = watch.anchor, watch.snapshot or "1:1:"
    with connection.cursor() as cursor:
        if known is None:
            cursor.execute("SELECT pg_current_snapshot()::text, max(id) FROM audit_leaf")
            (watch.snapshot, newest), same, came = cursor.fetchone(), False, []
        else:
            cursor.execute(_LOOK, [known[0], before, before])
            watch.snapshot, newest, found, came = cursor.fetchone()
            same = found == known[1] and _end(watch.snapshot) >= _end(before)
        if known is None or not same or newest != known[0]:
            cursor.execute("SELECT id, leaf_hash FROM audit_leaf WHERE id = %s", [newest])
            watch.anchor = cursor.fetchone()
    return set(came) if same else None


def _end(snapshot: str) -> int:
    """It only falls where another cluster took the place of the one asked before."""
    return int(snapshot.split(":")[1])


@dataclass(frozen=True)
class Kept:
    """An answer, and when it was worked out if changes have come since."""

    answer: Any
    behind: datetime | None = None


@dataclass(frozen=True)
class _Known:
    stamp: Any
    answer: Any
    at: datetime


watch = Watch()
_answers: OrderedDict[Any, _Known] = OrderedDict()
_coming: dict[Any, Future[None]] = {}
_beside: ThreadPoolExecutor | None = None


def kept(
    question: Any, models: frozenset[str] | None, ask: Callable[[], Any],
    is_large: Callable[[], bool] = lambda: False,
) -> Kept:  # fmt: skip
    """The answer to ``question``, worked out anew if a row of ``models`` has changed since. Where
    much has to be read, the last answer is given, with its time, while the new one is worked
    out."""
    if models is None or connection.in_atomic_block:
        return Kept(ask())
    stamp, known = watch.stamp(models), _answers.get(question)
    if known is not None and known.stamp == stamp:
        return Kept(known.answer)
    if known is not None and timezone.now() - known.at < OLDEST and is_large():
        _work_out_beside(question, models, ask)
        return Kept(known.answer, known.at)
    return Kept(_work_out(question, stamp, ask))


def _work_out(question: Any, stamp: Any, ask: Callable[[], T]) -> T:
    at, answer = timezone.now(), ask()
    _answers[question] = _Known(stamp, answer, at)
    while len(_answers) > MOST:
        _answers.popitem(last=False)
    return answer


def _work_out_beside(question: Any, models: frozenset[str], ask: Callable[[], Any]) -> None:
    """One at a time for the whole process: readers keep the database."""
    global _beside
    if question not in _coming:
        _beside = _beside or ThreadPoolExecutor(1, thread_name_prefix="figures")
        _coming[question] = _beside.submit(_quietly, question, models, ask)


def _quietly(question: Any, models: frozenset[str], ask: Callable[[], Any]) -> None:
    try:
        _work_out(question, watch.stamp(models), ask)
    except Exception:
        log.exception("a figure was not counted; the next reader asks again")
    finally:
        _coming.pop(question, None)
        connection.close()  # of this thread


def settled() -> None:
    """Waits for what is being worked out."""
    for coming in list(_coming.values()):
        coming.result()


def forget() -> None:
    """Everything is asked anew: after the records were changed past the actions."""
    settled()
    _answers.clear()
