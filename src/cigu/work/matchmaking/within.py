"""Invariants of what stands inside one value: pairs of an assignment, passages of a match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, line, rows_of

from .models import AssignmentRun, Match


@invariant(
    "matchmaking.run_keeps_limits",
    "an assignment pairs its own needs, no pair twice, and nobody beyond their room",
)
def runs() -> Iterator[str]:
    rows = rows_of(AssignmentRun).values_list("uid", "parameters", "result")
    for uid, asked, result in rows.iterator(CHUNK):
        for found in _faults_of_run(asked, result):
            yield line(AssignmentRun, uid, found=found)


def _faults_of_run(asked: dict[str, Any], result: dict[str, Any]) -> Iterator[str]:
    pairs = result.get("pairs", [])
    needs, taken = set(asked.get("needs", ())), Counter(map(_offer, pairs))
    each = Counter((p["need"], *_offer(p)) for p in pairs)
    yield from (f"need {p['need']} was not asked for" for p in pairs if p["need"] not in needs)
    yield from (f"pair {pair} stands twice" for pair, n in each.items() if n > 1)
    for kind, loads in result.get("loads", {}).items():
        for row in loads:
            there, room = taken[_offer({"kind": kind, **row})], row["room"]
            if row["assigned"] != there or (room is not None and there > room):
                yield f"{kind} {row['provider']}: {row['assigned']} of {room}, {there} pairs"
    yield from _faults_of_parties(result.get("loads", {}))
    for row in result.get("bodies", ()):
        most = row["assigned"] if row["most"] is None else row["most"]
        if not row["least"] <= row["assigned"] <= most:
            yield f"institution {row['body']}: {row['assigned']} of {row['most']}"


def _offer(row: dict[str, Any]) -> tuple[str, int, int | None]:
    return row["kind"], row["provider"], row.get("achievement")


def _faults_of_parties(loads: dict[str, Any]) -> Iterator[str]:
    """Whoever offers several things has one room for all of them."""
    rows = [row for part in loads.values() for row in part]
    room, taken = {row["provider"]: row["room"] for row in rows}, Counter[int]()
    for row in rows:
        taken[row["provider"]] += row["assigned"]
    for party, many in taken.items():
        limit = room[party]
        if limit is not None and many > limit:
            yield f"provider {party}: {many} of {limit} altogether"


@invariant(
    "matchmaking.passages_fit", "a passage is as long as its place, and its terms stand in it"
)
def passages() -> Iterator[str]:
    rows = rows_of(Match).values_list("uid", "passages")
    for uid, quoted in rows.iterator(CHUNK):
        for passage in quoted:
            if not _fits(passage):
                yield line(Match, uid, passage=passage.get("document"))


def _fits(passage: dict[str, Any]) -> bool:
    long = len(passage["text"])
    inside = all(0 <= start < end <= long for _term, start, end in passage["terms"])
    return inside and passage["end"] - passage["start"] == long
