"""Long work that may be left: ranking many needs, assigning a whole region."""

from __future__ import annotations

from typing import Any

from cigu.core.jobs.running import Progress, job_kind
from cigu.core.places.models import Domain, Territory
from cigu.records.needs.models import Need

from .actions import rank_needs, run_assignment


@job_kind("matchmaking.assign")
def assign(progress: Progress) -> dict[str, Any]:
    given = progress.arguments
    needs = Need.objects.for_(progress.owner).filter(pk__in=given["needs"])
    run = run_assignment(
        needs=list(needs.select_related("organisation__party", "territory", "domain")),
        territory=Territory.objects.get(pk=given["territory"]),
        domain=Domain.objects.filter(pk=given["domain"]).first(),
        by=progress.owner, progress=_every(progress, 10), **given["limits"],
    )  # fmt: skip
    return {"run": run.number}


@job_kind("matchmaking.rank")
def rank(progress: Progress) -> dict[str, Any]:
    needs = Need.objects.for_(progress.owner).filter(pk__in=progress.arguments["needs"])
    found = rank_needs(needs=list(needs), by=progress.owner, progress=_every(progress, 10))
    return {"needs": len(found), "matches": sum(len(rows) for rows in found.values())}


def _every(progress: Progress, steps: int) -> Any:
    """Report now and then: each report is a write."""

    def report(done: int, total: int) -> None:
        if done % steps == 0 or done == total:
            progress.step(done, total)

    return report
