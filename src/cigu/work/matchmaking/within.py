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
    needs, taken = set(asked.get("needs", ())), Counter((p["kind"], p["provider"]) for p in pairs)
    each = Counter((p["need"], p["provider"], p["kind"]) for p in pairs)
    yield from (f"need {p['need']} was not asked for" for p in pairs if p["need"] not in needs)
    yield from (f"pair {pair} stands twice" for pair, n in each.items() if n > 1)
    for kind, loads in result.get("loads", {}).items():
        for row in loads:
            there = taken[kind, row["provider"]]
            if row["assigned"] > row["room"] or row["assigned"] != there:
                yield f"{kind} {row['provider']}: {row['assigned']} of {row['room']}, {there} pairs"


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
