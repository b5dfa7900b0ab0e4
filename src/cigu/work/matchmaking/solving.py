"""Who takes which need in a whole region: teams as leads first, then experts beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from cigu.engines.matching.assign import Assignment, Infeasible, assign, solve
from cigu.engines.matching.floors import Clock
from cigu.engines.matching.model import Limits as Bounds
from cigu.engines.matching.why import Why, filtered_scores, why
from cigu.records.needs.models import Need
from cigu.records.teams.models import Membership

from . import matching
from .conflicts import Faces, barring, conflicts_of
from .filtering import filters_of
from .index import Shelves, shelves
from .loads import loads_of
from .models import AssignmentRun, Kind, Match
from .profiles import Provider

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
Pairs = set[tuple[int, int]]  # need, party; or row, column
KINDS = (Kind.TEAM, Kind.PERSON)
SECONDS = 3.0  # after which a page that asks why tries no further change


@dataclass
class Limits:
    """What a run asks for. ``max_load`` replaces the capacities when these are not used;
    ``objective``: 0 the best total, 1 the fairest, between them a floor so far up; ``capacity``:
    another room for some parties; ``pinned`` and ``refused``: [need, party]."""

    team_demand: int = 2
    expert_demand: int = 1
    min_load: int = 0
    use_capacity: bool = True
    max_load: int | None = None
    objective: float = 0.0
    pinned: list[list[int]] = field(default_factory=list)
    refused: list[list[int]] = field(default_factory=list)
    capacity: dict[str, int] = field(default_factory=dict)

    def demand(self, kind: str) -> int:
        return self.team_demand if kind == Kind.TEAM else self.expert_demand


@dataclass
class Round:
    """One side of the market: its providers, scores, room, and pairs by row and column."""

    kind: str
    shelf: tuple[Provider, ...]
    scores: Any
    room: list[int]
    forbidden: Pairs
    pinned: Pairs
    previous: Pairs | None
    filtered: dict[tuple[int, int], list[str]]  # by row and column: conditions that rule it out


@dataclass
class Region:
    """What is worked out, and how one hears of it and ends it early."""

    needs: list[Need]
    limits: Limits
    on: date
    previous: AssignmentRun | None = None
    progress: Progress | None = None
    stop: Stop | None = None
    shelves: Shelves = field(default_factory=shelves)  # one index for the whole of it
    result: dict[str, Any] = field(
        default_factory=lambda: {"pairs": [], "rounds": {}, "loads": {}, "unknown": {}}
    )

    def solve(self) -> tuple[str, dict[str, Any]]:
        """The outcome, and the result that the run keeps."""
        barred = self._barred()
        for position, kind in enumerate(KINDS):
            if self.limits.demand(kind) == 0 or not self.needs:
                continue
            refusal = self._round(kind, barred, position)
            if refusal is not None:
                told = {"reasons": _reasons(refusal, self, kind), "stopped": str(kind),
                        "repairs": _repairs(refusal, self, kind)}  # fmt: skip
                return AssignmentRun.Outcome.INFEASIBLE, {**self.result, **told}
        self.result["pairs"].sort(
            key=lambda row: (row["need_number"], row["kind"] != "team", -row["score"])
        )
        return AssignmentRun.Outcome.SOLVED, self.result

    def _round(self, kind: str, barred: Pairs, position: int) -> Infeasible | None:
        """Solve one side into the result; gives the refusal when it cannot be met."""
        side = self._side(kind, barred, position)
        demand, room = self.limits.demand(kind), np.asarray(side.room, dtype=int)
        try:
            found = assign(
                side.scores, demand, room, np.minimum(self.limits.min_load, room), side.forbidden,
                side.pinned, objective=self.limits.objective, previous=side.previous,
                stop=self.stop,
            )  # fmt: skip
        except Infeasible as refusal:
            return refusal
        self._keep(side, found)
        return None

    def _side(self, kind: str, barred: Pairs, position: int) -> Round:
        shelf = self.shelves.of(kind)
        scores = matching.score_matrix(self.shelves, self.needs, kind, self._stage(position))
        self.result["unknown"][kind] = [
            p.party for c, p in enumerate(shelf) if np.isnan(scores[:, c]).all()
        ]
        at = _Places(self.needs, shelf)
        ruled = matching.failing(self.shelves, self.needs, kind, filters_of(self.needs))
        filtered = {at.of({pair}).pop(): names for pair, names in ruled.items()}
        scores = filtered_scores(scores, filtered)
        forbidden = at.of(barred | self._own_members() | _set(self.limits.refused))
        earlier = None
        if self.previous is not None:
            rows = self.previous.result.get("pairs", [])
            earlier = at.of({(r["need"], r["provider"]) for r in rows if r["kind"] == kind})
        pinned = at.of(_set(self.limits.pinned))
        return Round(kind, shelf, scores, self._room(shelf), forbidden, pinned, earlier, filtered)

    def _stage(self, position: int) -> Progress | None:
        if self.progress is None:
            return None
        tell = self.progress
        return lambda done, total: tell(position * total + done, 2 * total)

    def _room(self, shelf: Sequence[Provider]) -> list[int]:
        """How many needs each may take: what capacity leaves free, one cap for all, or what was
        said for it."""
        limits, most = self.limits, len(self.needs)
        if limits.use_capacity:
            loads = loads_of(p.party for p in shelf)
            free = [(loads[p.party].available, loads[p.party].free) for p in shelf]
            room = [(most if n is None else n) if available else 0 for available, n in free]
        else:
            room = [most if limits.max_load is None else limits.max_load] * len(shelf)
        return [
            limits.capacity.get(str(p.party), n) for p, n in zip(shelf, room, strict=True)
        ]  # fmt: skip

    def _barred(self) -> Pairs:
        """Pairs (need, party) that a conflict of interest or an earlier decision rules out."""
        parties = [p.party for kind in KINDS for p in self.shelves.of(kind)]
        faces, out = Faces(parties), set()
        for need in self.needs:
            found = conflicts_of(need, parties, self.on, faces)
            out |= {(need.pk, pk) for pk, rows in found.items() if barring(rows)}
        refused = Match.objects.filter(
            need__in=self.needs, state__in=("excluded", "declined", "failed")
        )
        return out | set(refused.values_list("need_id", "provider_id"))

    def _own_members(self) -> Pairs:
        """A team's own members are no independent advisers to it."""
        taken: dict[int, set[int]] = {}
        for row in self.result["pairs"]:
            taken.setdefault(row["provider"], set()).add(row["need"])
        rows = Membership.objects.filter(team__party__in=taken, until__isnull=True)
        links = rows.values_list("team__party_id", "person__party_id")
        return {(need, person) for team, person in links for need in taken[team]}

    def _keep(self, side: Round, found: Assignment) -> None:
        self.result["rounds"][side.kind] = {
            "total": round(found.total, 6), "bound": round(found.bound, 6),
            "gap": round(found.gap, 6), "minimum": found.minimum, "floor": found.floor,
            "floor_bound": found.floor_bound, "kept": found.kept, "proved": found.proved,
            "seconds": round(found.seconds, 3), "pairs": len(found.pairs),
            "needs": len(self.needs), "providers": len(side.shelf),
            "forbidden": len(side.forbidden),
            "before": None if side.previous is None else len(side.previous),
        }  # fmt: skip
        chosen = [(self.needs[n], side.shelf[p], float(side.scores[n, p])) for n, p in found.pairs]
        pairs = ((need, provider) for need, provider, _score in chosen)
        grounds = matching.grounds_of(self.shelves, pairs)
        for need, provider, score in chosen:
            parts, passages = grounds.get((need.pk, provider.id), ({}, []))
            self.result["pairs"].append({
                "need": need.pk, "need_number": need.number, "provider": provider.party,
                "kind": side.kind, "score": 0.0 if np.isnan(score) else round(score, 4),
                "parts": parts, "passages": passages,
            })  # fmt: skip
        self.result["loads"][side.kind] = _loads(side, found)


def why_in_run(run: AssignmentRun, need: Need, provider: Provider) -> Why | None:
    """Why a run has a pair or has not; None where that cannot be said: the need was not in it,
    the registers moved on since, or it did not seek the best total alone."""
    given = {k: v for k, v in run.parameters.items() if k != "needs"}
    limits = Limits(**given)
    if limits.objective or run.outcome != AssignmentRun.Outcome.SOLVED:
        return None
    needs = list(
        Need.objects.filter(pk__in=run.parameters["needs"])
        .select_related("organisation__party")
        .order_by("number")
    )
    region = Region(needs, limits, run.run_on)
    if provider.kind == Kind.PERSON:
        region.result["pairs"] = [r for r in run.result["pairs"] if r["kind"] == Kind.TEAM]
    side = region._side(provider.kind, region._barred(), 0)
    at = _Places(needs, side.shelf)
    asked = at.of({(need.pk, provider.party)})
    if not asked:
        return None
    room = np.asarray(side.room, dtype=int)
    bounds = Bounds(
        limits.demand(provider.kind), room, np.minimum(limits.min_load, room), side.forbidden,
        side.pinned,
    )  # fmt: skip
    try:
        plan = solve(side.scores, bounds, clock=Clock(SECONDS))
        if set(plan.pairs) != at.of({(r["need"], r["provider"]) for r in run.result["pairs"]
                                     if r["kind"] == provider.kind}):  # fmt: skip
            return None
        told = {pair: "、".join(names) for pair, names in side.filtered.items()}
        return why(side.scores, bounds, plan, asked.pop(), filtered=told, seconds=SECONDS)
    except Infeasible:
        return None


class _Places:
    """From records to rows and columns."""

    def __init__(self, needs: Sequence[Need], shelf: Sequence[Provider]) -> None:
        self.row = {need.pk: row for row, need in enumerate(needs)}
        self.column = {p.party: column for column, p in enumerate(shelf)}

    def of(self, pairs: Iterable[tuple[int, int]]) -> Pairs:
        return {
            (self.row[need], self.column[party])
            for need, party in pairs
            if need in self.row and party in self.column
        }


def _set(pairs: Iterable[Sequence[int]]) -> Pairs:
    return {(int(need), int(party)) for need, party in pairs}


def _loads(side: Round, found: Assignment) -> list[dict[str, Any]]:
    """Of all providers, also those without a pair: unused capacity is a finding too."""
    taken = [column for _row, column in found.pairs]
    return [
        {"provider": p.party, "assigned": taken.count(c), "room": side.room[c]}
        for c, p in enumerate(side.shelf)
    ]


def _reasons(refusal: Infeasible, region: Region, kind: str) -> list[dict[str, Any]]:
    """Why it cannot be met, by records instead of rows and columns."""
    needs, shelf = region.needs, region.shelves.of(kind)
    return [
        {
            "code": reason.code, "demand": reason.demand, "supply": reason.supply,
            "needs": [needs[n].pk for n in reason.needs],
            "providers": [shelf[p].party for p in reason.providers],
            "conflicts": [[needs[n].pk, shelf[p].party] for n, p in reason.conflicts],
        }
        for reason in refusal.reasons
    ]  # fmt: skip


def _repairs(refusal: Infeasible, region: Region, kind: str) -> list[dict[str, Any]]:
    """The least changes of each kind that would do, by records."""
    needs, shelf = region.needs, region.shelves.of(kind)

    def record(repair: Any, change: tuple[int, ...]) -> list[int]:
        if repair.kind == "conflicts":
            return [needs[change[0]].pk, shelf[change[1]].party]
        if repair.kind == "demand":
            return [needs[change[0]].pk, change[1]]
        return [shelf[change[0]].party, change[1]]

    return [
        {"kind": repair.kind, "amount": repair.amount,
         "changes": [record(repair, change) for change in repair.changes]}
        for repair in refusal.repairs if repair.kind != "cap" and repair.changes
    ]  # fmt: skip
