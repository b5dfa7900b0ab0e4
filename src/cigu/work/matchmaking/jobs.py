"""Long work that may be left: ranking many needs, assigning a whole region."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Any

from cigu.core.jobs.models import Job
from cigu.core.jobs.running import Progress, Stopped, job_kind
from cigu.core.places.models import Domain, Territory
from cigu.records.needs.models import Need

from .actions import rank_needs, run_assignment
from .models import AssignmentRun

LOOK_EVERY = 1.0  # seconds between two looks at whether to end


@job_kind("matchmaking.assign")
def assign(progress: Progress) -> dict[str, Any]:
    given = progress.arguments
    needs = Need.objects.for_(progress.owner).filter(pk__in=given["needs"])
    run = run_assignment(
        needs=list(needs.select_related("organisation__party", "territory", "domain")),
        territory=Territory.objects.get(pk=given["territory"]),
        domain=Domain.objects.filter(pk=given["domain"]).first(),
        previous=AssignmentRun.objects.filter(number=given.get("previous")).first(),
        by=progress.owner, progress=_unstopped(_every(progress, 10)), stop=_Asked(progress),
        **given["limits"],
    )  # fmt: skip
    return {"run": run.number}


@job_kind("matchmaking.rank")
def rank(progress: Progress) -> dict[str, Any]:
    needs = Need.objects.for_(progress.owner).filter(pk__in=progress.arguments["needs"])
    found = rank_needs(needs=list(needs), by=progress.owner, progress=_every(progress, 10))
    return {"needs": len(found), "matches": sum(len(rows) for rows in found.values())}


class _Asked:
    """Whether somebody asked to end; a long solve looks now and then and gives its best so far."""

    def __init__(self, progress: Progress) -> None:
        self._job, self._next, self._asked = progress.job.pk, 0.0, False

    def __call__(self) -> bool:
        if not self._asked and monotonic() >= self._next:
            self._next = monotonic() + LOOK_EVERY
            self._asked = Job.objects.filter(pk=self._job, stop_asked=True).exists()
        return self._asked


def _unstopped(tell: Any) -> Any:
    """The solver itself hears that it is to end, and gives the best it has."""

    def report(done: int, total: int) -> None:
        with suppress(Stopped):
            tell(done, total)

    return report


def _every(progress: Progress, steps: int) -> Any:
    """Report now and then: each report is a write."""

    def report(done: int, total: int) -> None:
        if done % steps == 0 or done == total:
            progress.step(done, total)

    return report
