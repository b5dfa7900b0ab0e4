"""Counts every figure again from raw SQL and plain loops. Shares no code with the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Answer:
    value: int
    uids: frozenset[UUID]  # every record that may stand in the drill
    distinct: bool  # the drill shows one record per key


@dataclass(frozen=True)
class Ask:
    territory: str
    since: date
    before: date
    domain: str | None


def table(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def inside(code: str, wanted: str) -> bool:
    """Walk up from ``code``; the parents are read anew each time, on purpose."""
    parents = dict(table("SELECT code, parent_id FROM territory"))
    while code is not None:
        if code == wanted:
            return True
        code = parents[code]
    return False


def day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def pick(rows: list[tuple[Any, ...]], ask: Ask) -> list[tuple[Any, ...]]:
    """Rows of (uid, territory, domain, day, key, …) that belong to the question."""
    out = []
    for row in rows:
        when = day(row[3])
        if when is None or not ask.since <= when < ask.before:
            continue
        if ask.domain is not None and row[2] != ask.domain:
            continue
        if inside(row[1], ask.territory):
            out.append(row)
    return out


def plain(rows: list[tuple[Any, ...]]) -> Answer:
    return Answer(len(rows), frozenset(UUID(str(r[0])) for r in rows), False)


def by_key(rows: list[tuple[Any, ...]]) -> Answer:
    return Answer(len({r[4] for r in rows}), frozenset(UUID(str(r[0])) for r in rows), True)


def checkups(ask: Ask) -> Answer:
    rows = table(
        "SELECT uid, territory_id, domain_id, issued_on, enterprise_id, above_scale FROM checkup"
    )
    return by_key([r for r in pick(rows, ask) if r[5]])


def needs(ask: Ask) -> Answer:
    rows = table(
        "SELECT uid, territory_id, domain_id, accepted_on, merged_into_id, state FROM need"
    )
    closed = ("draft", "submitted", "rejected")
    return plain([r for r in pick(rows, ask) if r[4] is None and r[5] not in closed])


def matched(kind: str) -> Callable[[Ask], Answer]:
    def count(ask: Ask) -> Answer:
        rows = table(
            "SELECT m.uid, n.territory_id, n.domain_id, m.proposed_on, m.provider_id, m.kind,"
            " n.accepted_on, n.merged_into_id FROM match m JOIN need n ON n.id = m.need_id"
        )
        kept = [r for r in pick(rows, ask) if r[5] == kind and r[6] and r[7] is None]
        return by_key(kept)

    return count


def cooperations(origin: str) -> Callable[[Ask], Answer]:
    def count(ask: Ask) -> Answer:
        rows = table("SELECT uid, territory_id, domain_id, signed_on, origin FROM cooperation")
        return plain([r for r in pick(rows, ask) if r[4] == origin])

    return count


def events(ask: Ask) -> Answer:
    rows = table("SELECT uid, territory_id, domain_id, held_on, state FROM event")
    return plain([r for r in pick(rows, ask) if r[4] in ("held", "closed")])


def achievements(ask: Ask) -> Answer:
    rows = table("SELECT uid, territory_id, domain_id, published_on FROM achievement")
    return plain(pick(rows, ask))


COUNTERS: dict[str, Callable[[Ask], Answer]] = {
    "A-19": checkups,
    "A-20": needs,
    "A-21": matched("team"),
    "A-22": matched("person"),
    "A-23": cooperations("need"),
    "A-24": events,
    "A-25": achievements,
    "A-26": cooperations("achievement"),
}
