"""Region-wide assignment: teams as leads first, then experts as advisers beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from cigu.core.access.acting import acting, business_day
from cigu.core.numbers.actions import next_number
from cigu.engines.matching.assign import Infeasible
from cigu.records.needs.models import Need
from cigu.records.teams.models import Membership

from .. import matching
from ..conflicts import Faces, conflicts_of
from ..guards import check_can_assign
from ..loads import loads_of
from ..models import AssignmentRun, Kind, Match
from ..profiles import Provider, library
from .proposing import propose
from .suggesting import suggest

Progress = Callable[[int, int], None]
Forbidden = set[tuple[int, int]]


@dataclass
class Limits:
    """What a run asks for. ``max_load`` replaces the capacities when these are not used."""

    team_demand: int = 2
    expert_demand: int = 1
    min_load: int = 0
    use_capacity: bool = True
    max_load: int | None = None

    def demand(self, kind: str) -> int:
        return self.team_demand if kind == Kind.TEAM else self.expert_demand


@dataclass
class Round:
    """One side of the market: its providers, scores, limits and forbidden pairs."""

    kind: str
    shelf: tuple[Provider, ...]
    scores: Any
    loads: list[int]
    forbidden: Forbidden = field(default_factory=set)


def run_assignment(
    *, needs: Sequence[Need], territory: Any, by: Any, domain: Any = None, team_demand: int = 2,
    expert_demand: int = 1, min_load: int = 0, use_capacity: bool = True,
    max_load: int | None = None, on: date | None = None, reason: str = "",
    progress: Progress | None = None,
) -> AssignmentRun:  # fmt: skip
    """The best total under loads and conflicts, kept with its proof; nothing is sent."""
    check_can_assign(by, territory, domain)
    limits = Limits(team_demand, expert_demand, min_load, use_capacity, max_load)
    ordered = sorted(needs, key=lambda need: need.number)
    outcome, result = _solve(ordered, limits, business_day(by, on, reason), progress)
    with acting("matchmaking.assign", by=by, on=on, reason=reason) as step:
        run = AssignmentRun(
            number=next_number("FP", step.on), territory=territory, domain=domain, made_by=by,
            run_on=step.on, parameters={**asdict(limits), "needs": [n.pk for n in ordered]},
            outcome=outcome, result=result, synthetic=any(n.synthetic for n in ordered),
        )  # fmt: skip
        run.save()
    return run


def _solve(needs: list[Need], limits: Limits, on: date, progress: Progress | None) -> Any:
    result: dict[str, Any] = {"pairs": [], "rounds": {}, "loads": {}}
    barred = _barred(needs, on)
    for position, kind in enumerate((Kind.TEAM, Kind.PERSON)):
        if limits.demand(kind) == 0 or not needs:
            continue
        done = _round(needs, kind, limits, barred, result, _stage(progress, position))
        if done is not None:
            return AssignmentRun.Outcome.INFEASIBLE, {**result, "reasons": done, "stopped": kind}
    result["pairs"].sort(key=lambda row: (row["need_number"], row["kind"] != "team", -row["score"]))
    return AssignmentRun.Outcome.SOLVED, result


def _stage(progress: Progress | None, position: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(position * total + done, 2 * total)


def _round(needs: list[Need], kind: str, limits: Limits, barred: set[tuple[int, int]],
           result: dict[str, Any], progress: Progress | None) -> Any:  # fmt: skip
    """Solve one side into ``result``; gives the reasons when it cannot be met."""
    shelf = library().of(kind)
    ranking = matching.score_matrix(needs, shelf, progress)
    side = Round(kind, shelf, ranking.scores, _room(shelf, limits, len(needs)))
    side.forbidden = _forbidden(needs, shelf, barred | _own_members(result))
    try:
        found = matching.solve(
            side.scores, limits.demand(kind), side.loads, limits.min_load, side.forbidden
        )
    except Infeasible as refusal:
        return [_reason(r, needs, shelf) for r in refusal.reasons]
    _keep(result, side, found, needs, ranking)
    return None


def _room(shelf: Sequence[Provider], limits: Limits, most: int) -> list[int]:
    """How many needs each may take: what capacity leaves free, or one cap for all."""
    if not limits.use_capacity:
        return [most if limits.max_load is None else limits.max_load] * len(shelf)
    loads = loads_of(p.party for p in shelf)
    free = [(loads[p.party].available, loads[p.party].free) for p in shelf]
    return [(most if room is None else room) if available else 0 for available, room in free]


def _barred(needs: list[Need], on: date) -> set[tuple[int, int]]:
    """Pairs (need, party) that a conflict of interest or a broker's decision rules out."""
    parties = [p.party for kind in (Kind.TEAM, Kind.PERSON) for p in library().of(kind)]
    faces, by_owner = Faces(parties), {}
    out: set[tuple[int, int]] = set()
    for need in needs:
        owner = need.organisation.party
        if owner.pk not in by_owner:
            by_owner[owner.pk] = set(conflicts_of(owner, parties, on, faces))
        out |= {(need.pk, pk) for pk in by_owner[owner.pk]}
    refused = Match.objects.filter(need__in=needs, state__in=("excluded", "declined", "failed"))
    return out | set(refused.values_list("need_id", "provider_id"))


def _own_members(result: dict[str, Any]) -> set[tuple[int, int]]:
    """A team's own members are no independent advisers to it."""
    taken: dict[int, set[int]] = {}
    for row in result["pairs"]:
        taken.setdefault(row["provider"], set()).add(row["need"])
    rows = Membership.objects.filter(team__party__in=taken, until__isnull=True)
    links = rows.values_list("team__party_id", "person__party_id")
    return {(need, person) for team, person in links for need in taken[team]}


def _forbidden(
    needs: list[Need], shelf: Sequence[Provider], barred: set[tuple[int, int]]
) -> Forbidden:
    return {
        (row, column)
        for row, need in enumerate(needs)
        for column, provider in enumerate(shelf)
        if (need.pk, provider.party) in barred
    }


def _keep(result: dict[str, Any], side: Round, found: matching.Solution, needs: list[Need],
          ranking: Any) -> None:  # fmt: skip
    result["rounds"][side.kind] = {
        "total": round(found.total, 6), "bound": round(found.bound, 6), "gap": round(found.gap, 6),
        "minimum": found.minimum, "seconds": round(found.seconds, 3), "pairs": len(found.pairs),
        "needs": len(needs), "providers": len(side.shelf), "forbidden": len(side.forbidden),
    }  # fmt: skip
    for row, column in found.pairs:
        result["pairs"].append(_pair(needs[row], side.shelf[column], side, ranking, row, column))
    result["loads"][side.kind] = _loads(side, found)


def _pair(need: Need, provider: Provider, side: Round, ranking: Any, row: int, column: int) -> Any:
    grounds = matching.grounds(ranking, need, provider)
    return {
        "need": need.pk, "need_number": need.number, "provider": provider.party,
        "kind": side.kind, "score": round(float(side.scores[row, column]), 4), **grounds,
    }  # fmt: skip


def _loads(side: Round, found: matching.Solution) -> list[dict[str, Any]]:
    """Of all providers, also those without a pair: unused capacity is a finding too."""
    taken = [column for _row, column in found.pairs]
    return [
        {"provider": p.party, "assigned": taken.count(c), "room": side.loads[c]}
        for c, p in enumerate(side.shelf)
    ]


def _reason(reason: Any, needs: list[Need], shelf: Sequence[Provider]) -> dict[str, Any]:
    """Why it cannot be met, by records instead of rows and columns."""
    return {
        "code": reason.code, "demand": reason.demand, "supply": reason.supply,
        "needs": [needs[n].pk for n in reason.needs],
        "providers": [shelf[p].party for p in reason.providers],
        "conflicts": [[needs[n].pk, shelf[p].party] for n, p in reason.conflicts],
    }  # fmt: skip


def take_over(
    *, run: AssignmentRun, by: Any, keys: set[str] | None = None, send: bool = False,
    on: date | None = None, reason: str = "",
) -> list[Match]:  # fmt: skip
    """Keep the chosen pairs as suggestions, and invite them at once if asked.

    ``keys``: "need:provider" as the page sends them; None takes all."""
    with acting("matchmaking.take_over", by=by, on=on, reason=reason):
        kept = [
            suggest(
                need=pair.need,
                provider=pair.provider,
                kind=pair.kind,
                score=pair.score,
                parts=pair.parts,
                passages=pair.passages,
                run=run,
                by=by,
                on=on,
                reason=reason,
            )
            for pair in run.pairs
            if keys is None or f"{pair.need.pk}:{pair.provider.pk}" in keys
        ]
        if send:
            propose(
                matches=[m for m in kept if m.state in ("suggested", "lapsed")], by=by, on=on,
                reason=reason,
            )  # fmt: skip
    return kept
