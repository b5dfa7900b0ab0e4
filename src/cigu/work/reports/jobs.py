"""Long work: reading long reports, and many of them, with progress."""

from __future__ import annotations

from typing import Any

from cigu.core.jobs.running import Progress, job_kind

from .actions.checking import KIND, read_in
from .models import ReportCheck

EVERY = 20  # pages, or hundreds of figures, between two reports of progress


@job_kind(KIND)
def read_many(progress: Progress) -> dict[str, Any]:
    """One report: progress by its pages. Many: by the reports; what was read stays read."""
    numbers = list(progress.arguments["checks"])
    rows = ReportCheck.objects.for_(progress.owner).filter(number__in=numbers, state="reading")
    waiting = list(rows.select_related("territory", "domain").order_by("number"))
    done, total = len(numbers) - len(waiting), len(numbers)
    one = _pages(progress) if total == 1 else None
    failed = 0
    for check in waiting:
        read_in(check=check, by=progress.owner, step=one)
        failed += check.state == "failed"
        done += 1
        if total > 1 and (done % 10 == 0 or done == total):
            progress.step(done, total)
    return {"read": total - failed, "failed": failed}


def _pages(progress: Progress) -> Any:
    def step(done: int, total: int) -> None:
        if done % EVERY == 0 or done == total:
            progress.step(done, total)

    return step
