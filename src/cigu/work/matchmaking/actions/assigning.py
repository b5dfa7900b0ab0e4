"""Region-wide assignment: worked out, kept with its proof, taken over by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from cigu.core.access.acting import acting, business_day
from cigu.core.audit.holding import queue
from cigu.core.numbers.actions import next_number
from cigu.records.needs.models import Need

from ..guards import check_can_assign
from ..index import shelves
from ..limits import Limits
from ..models import AssignmentRun, Match
from ..solving import Progress, Region, Stop
from .proposing import propose
from .suggesting import suggest


def run_assignment(
    *, needs: Sequence[Need], territory: Any, by: Any, domain: Any = None,
    previous: AssignmentRun | None = None, on: date | None = None, reason: str = "",
    progress: Progress | None = None, stop: Stop | None = None, **limits: Any,
) -> AssignmentRun:  # fmt: skip
    """The best under loads and conflicts, kept with its proof; nothing is sent. ``limits``: see
    ``limits.Limits``; ``previous``: as few of its pairs as possible change."""
    check_can_assign(by, territory, domain)
    given = Limits(**limits)
    ordered = sorted(needs, key=lambda need: need.number)
    day = business_day(by, on, reason)
    fresh = shelves(fresh=True)
    outcome, result = Region(ordered, given, day, previous, progress, stop, fresh).solve()
    with acting("matchmaking.assign", by=by, on=on, reason=reason) as step:
        run = AssignmentRun(
            number=next_number("FP", step.on), territory=territory, domain=domain, made_by=by,
            run_on=step.on, parameters={**asdict(given), "needs": [n.pk for n in ordered]},
            outcome=outcome, result=result, previous=previous,
            synthetic=any(n.synthetic for n in ordered),
        )  # fmt: skip
        run.save()
    return run


def take_over(
    *, run: AssignmentRun, by: Any, keys: set[str] | None = None, send: bool = False,
    on: date | None = None, reason: str = "",
) -> list[Match]:  # fmt: skip
    """Keep the chosen pairs as suggestions, and invite them at once if asked.

    ``keys``: those of the pairs, as the page sends them; None takes all."""
    with acting("matchmaking.take_over", by=by, on=on, reason=reason):
        chosen = [
            pair for pair in run.pairs
            if keys is None or pair.key in keys
        ]  # fmt: skip
        needs, providers = [p.need for p in chosen], [p.provider for p in chosen]
        queue(*needs, *providers, *(need.organisation.party for need in needs))
        kept = [
            suggest(
                need=pair.need,
                provider=pair.provider,
                kind=pair.kind,
                score=pair.score,
                parts=pair.parts,
                passages=pair.passages,
                achievement=pair.achievement,
                run=run,
                by=by,
                on=on,
                reason=reason,
            )
            for pair in chosen
        ]
        if send:
            propose(
                matches=[m for m in kept if m.state in ("suggested", "lapsed")], by=by, on=on,
                reason=reason,
            )  # fmt: skip
    return kept
