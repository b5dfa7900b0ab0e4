"""Who takes which need in a whole region: teams lead, experts advise, achievements answer, all at
once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from cigu.engines.matching.assign import Assignment, Infeasible, solve
from cigu.engines.matching.floors import Clock
from cigu.engines.matching.model import Group
from cigu.engines.matching.why import Why, why
from cigu.records.needs.models import Need

from . import matching
from .conflicts import Faces, barring, conflicts_of
from .index import Shelves, shelves
from .limits import Limits
from .market import Market, Triple
from .models import AssignmentRun, Match
from .profiles import Provider

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
SECONDS = 3.0  # after which a page that asks why tries no further change


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

    def solve(self) -> tuple[str, dict[str, Any]]:
        """The outcome, and the result that the run keeps."""
        result: dict[str, Any] = {"pairs": [], "rounds": {}, "sides": {}, "loads": {},
                                  "bodies": [], "unknown": [], "wordless": []}  # fmt: skip
        if not (self.needs and self.limits.kinds):
            return AssignmentRun.Outcome.SOLVED, result
        market = self.market()
        result["unknown"] = sorted(market.unknown)
        result["wordless"] = [need.pk for need in market.wordless]
        if not market.needs:
            return AssignmentRun.Outcome.SOLVED, result
        try:
            found = solve(
                market.scores, market.bounds, self.limits.objective, self._before(market),
                clock=Clock(stop=self.stop),
            )  # fmt: skip
        except Infeasible as refusal:
            told = {"reasons": _reasons(refusal, market), "repairs": _repairs(refusal, market)}
            return AssignmentRun.Outcome.INFEASIBLE, {**result, **told}
        return AssignmentRun.Outcome.SOLVED, {**result, **_told(market, found, self.previous)}

    def market(self) -> Market:
        return Market(
            self.shelves, self.needs, self.limits, self._barred(), self._refused(), self.progress
        )

    def _before(self, market: Market) -> set[tuple[int, int]] | None:
        return None if self.previous is None else market.places(triples(self.previous))

    def _barred(self) -> set[tuple[int, int]]:
        """Pairs (need, party) that a conflict of interest rules out."""
        parties = list({p.party for kind in self.limits.kinds for p in self.shelves.of(kind)})
        faces, out = Faces(parties), set()
        for need in self.needs:
            found = conflicts_of(need, parties, self.on, faces)
            out |= {(need.pk, pk) for pk, rows in found.items() if barring(rows)}
        return out

    def _refused(self) -> set[Triple]:
        """What an earlier decision rules out."""
        rows = Match.objects.filter(
            need__in=self.needs, state__in=("excluded", "declined", "failed")
        )
        return set(rows.values_list("need_id", "provider_id", "achievement_id"))


def triples(run: AssignmentRun) -> set[Triple]:
    rows = run.result.get("pairs", [])
    return {(row["need"], row["provider"], row.get("achievement")) for row in rows}


def why_in_run(run: AssignmentRun, need: Need, provider: Provider) -> tuple[Why, Market] | None:
    """Why a run has a pair or has not; None where that cannot be said: the need was not in it,
    the registers moved on since, or it did not seek the best total alone."""
    limits = Limits.of(run.parameters)
    if limits.objective or run.outcome != AssignmentRun.Outcome.SOLVED:
        return None
    needs = list(
        Need.objects.filter(pk__in=run.parameters["needs"])
        .select_related("organisation__party")
        .order_by("number")
    )
    market = Region(needs, limits, run.run_on).market()
    place = market.place((need.pk, provider.party, provider.achievement))
    if place is None:
        return None
    try:
        plan = solve(market.scores, market.bounds, clock=Clock(SECONDS))
        if set(plan.pairs) != market.places(triples(run)):
            return None
        told = {pair: "、".join(names) for pair, names in market.filtered.items()}
        found = why(
            market.scores, market.bounds, plan, place, filtered=told, seconds=SECONDS
        )  # fmt: skip
    except Infeasible:
        return None
    return found, market


def _told(market: Market, found: Assignment, previous: AssignmentRun | None) -> dict[str, Any]:
    """What a run keeps of an answer."""
    return {
        "rounds": {"all": _proof(market, found, previous)}, "sides": _sides(market, found),
        "pairs": _pairs(market, found), "loads": _loads(market, found),
        "bodies": _bodies(market, found),
    }  # fmt: skip


def _proof(market: Market, found: Assignment, previous: AssignmentRun | None) -> dict[str, Any]:
    return {
        "total": round(found.total, 6), "bound": round(found.bound, 6),
        "gap": round(found.gap, 6), "minimum": found.minimum, "floor": found.floor,
        "floor_bound": found.floor_bound, "kept": found.kept, "proved": found.proved,
        "seconds": round(found.seconds, 3), "pairs": len(found.pairs),
        "needs": len(market.needs), "providers": len(market.columns),
        "forbidden": len(market.forbidden),
        "before": None if previous is None else len(previous.result.get("pairs", [])),
    }  # fmt: skip


def _sides(market: Market, found: Assignment) -> dict[str, dict[str, Any]]:
    """By kind: how many pairs, and their part of the total."""
    out: dict[str, dict[str, Any]] = {}
    for kind in market.limits.kinds:
        own = [pair for pair in found.pairs if market.columns[pair[1]].kind == kind]
        out[str(kind)] = {
            "pairs": len(own), "needs": len({n for n, _ in own}),
            "total": round(float(np.nansum([market.scores[pair] for pair in own])), 6),
            "providers": sum(p.kind == kind for p in market.columns),
        }  # fmt: skip
    return out


def _pairs(market: Market, found: Assignment) -> list[dict[str, Any]]:
    """By need, leads first, the best first."""
    chosen = [(market.needs[n], market.columns[c], market.scores[n, c]) for n, c in found.pairs]
    grounds = matching.grounds_of(market.shelves, ((n, p) for n, p, _score in chosen))
    order = {str(kind): place for place, kind in enumerate(market.limits.kinds)}
    rows = []
    for need, provider, score in chosen:
        parts, passages = grounds.get((need.pk, provider.id), ({}, []))
        rows.append({
            "need": need.pk, "need_number": need.number, "provider": provider.party,
            "achievement": provider.achievement, "kind": str(provider.kind),
            "score": 0.0 if np.isnan(score) else round(float(score), 4),
            "parts": parts, "passages": passages,
        })  # fmt: skip
    return sorted(rows, key=lambda r: (r["need_number"], order[r["kind"]], -r["score"]))


def _loads(market: Market, found: Assignment) -> dict[str, list[dict[str, Any]]]:
    """Of all providers, also those without a pair: unused capacity is a finding too."""
    taken = Counter(column for _row, column in found.pairs)
    out: dict[str, list[dict[str, Any]]] = {str(kind): [] for kind in market.limits.kinds}
    for column, p in enumerate(market.columns):
        row = {"provider": p.party, "assigned": taken[column], "room": market.room[p.party]}
        out[str(p.kind)].append(row | ({"achievement": p.achievement} if p.achievement else {}))
    return out


def _bodies(market: Market, found: Assignment) -> list[dict[str, Any]]:
    """Every institution with what it takes, and the limits it was under."""
    taken = Counter(column for _row, column in found.pairs)
    limits = {party: group for party, group in market.groups if group.name == "body"}
    rows = []
    for body, columns in market.members.items():
        group: Group | None = limits.get(body)
        capped = group is not None and group.cap < market.most
        rows.append({
            "body": body, "assigned": sum(taken[c] for c in columns), "providers": len(columns),
            "least": group.floor if group else 0, "most": group.cap if group and capped else None,
        })  # fmt: skip
    return sorted(rows, key=lambda row: (-row["assigned"], row["body"]))


def _reasons(refusal: Infeasible, market: Market) -> list[dict[str, Any]]:
    """Why it cannot be met, by records instead of rows and columns."""
    needs, columns, groups = market.needs, market.columns, market.groups
    return [
        {
            "code": reason.code, "demand": reason.demand, "supply": reason.supply,
            "needs": [needs[n].pk for n in reason.needs],
            "providers": _named(
                [columns[c].party for c in reason.providers]
                + [groups[g][0] for g in reason.groups if groups[g][1].name == "provider"]
            ),
            "bodies": [groups[g][0] for g in reason.groups if groups[g][1].name == "body"],
            "conflicts": [[needs[n].pk, columns[c].party] for n, c in reason.conflicts],
        }
        for reason in refusal.reasons
    ]  # fmt: skip


def _named(parties: list[int]) -> list[int]:
    return list(dict.fromkeys(parties))


def _repairs(refusal: Infeasible, market: Market) -> list[dict[str, Any]]:
    """The least changes of each kind that would do, by records."""
    needs, columns, groups = market.needs, market.columns, market.groups

    def record(repair: Any, change: tuple[int, ...]) -> list[int]:
        if repair.kind == "conflicts":
            return [needs[change[0]].pk, columns[change[1]].party]
        if repair.kind == "demand":
            return [needs[change[0]].pk, change[1]]
        if repair.kind in ("cap", "floor"):
            return [groups[change[0]][0], change[1]]
        return [columns[change[0]].party, change[1]]

    return [
        {"kind": repair.kind, "amount": repair.amount,
         "changes": [record(repair, change) for change in repair.changes]}
        for repair in refusal.repairs if repair.changes
    ]  # fmt: skip
