"""How far a batch is: counted from its checks, with the pages of the one that is being read."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.jobs.models import Job

from .actions.checking import KIND
from .judging.wording import VERDICTS, verdict_words
from .models import CheckBatch, RefusedFile, ReportCheck


class Standing:
    def __init__(self, batch: CheckBatch) -> None:
        self.batch = batch

    @cached_property
    def checks(self) -> list[ReportCheck]:
        return list(self.batch.checks.defer("text", "notes").order_by("number"))

    @cached_property
    def refused(self) -> list[RefusedFile]:
        return list(self.batch.refused.order_by("pk"))

    @property
    def reading(self) -> int:
        return sum(check.state == "reading" for check in self.checks)

    @property
    def failed(self) -> int:
        return sum(check.state == "failed" for check in self.checks)

    @property
    def done(self) -> int:
        return len(self.checks) - self.reading + len(self.refused)

    @property
    def share(self) -> float:
        return self.done / self.batch.files

    @property
    def goes_on(self) -> bool:
        """Whether a reader still works at it; a job that failed is for a person to run again."""
        return any(job.state in ("waiting", "running") for job in self.jobs.values())

    @cached_property
    def verdicts(self) -> list[tuple[str, str, int]]:
        """Look, words and number of each verdict over all reports of the batch."""
        return [
            (look, verdict_words(v), sum(int(c.tally.get(v, 0)) for c in self.checks))
            for v, (look, _css) in VERDICTS.items()
        ]

    @cached_property
    def jobs(self) -> dict[str, Job]:
        """The newest job of each report that still waits to be read."""
        waiting = {check.number for check in self.checks if check.state == "reading"}
        if not waiting:
            return {}
        found: dict[str, Job] = {}
        rows = Job.objects.filter(kind=KIND, owner=self.batch.author).order_by("pk")
        for job in rows.exclude(state="done"):
            found |= {n: job for n in job.arguments.get("checks", ()) if n in waiting}
        return found

    def told(self, check: Any) -> str:
        """What a reader should know of one report, beyond its verdicts."""
        from .papers.marked import outcome

        if check.state != "reading":
            return outcome(check)
        job = self.jobs.get(check.number)
        if job is not None and job.state in ("failed", "stopped"):
            return _("Reading stopped: %(why)s Run the job again.") % {"why": job.error}
        if job is None or not job.total:
            return _("Waits to be read.")
        return _("Being read: %(done)s / %(total)s") % {"done": job.done, "total": job.total}
