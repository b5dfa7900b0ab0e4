"""A job's state and its times agree."""

from __future__ import annotations

from django.db.models import F, Q

from cigu.core.invariants.rows import before, never

from .models import Job

ENDED = [Job.State.DONE, Job.State.FAILED, Job.State.STOPPED]

never("jobs.state_known", "a job is in a known state", Job, ~Q(state__in=Job.State.values), "state")
never(
    "jobs.ended_has_time",
    "a job that ended says when",
    Job,
    Q(state__in=ENDED, ended_at__isnull=True),
    "state",
)
never(
    "jobs.waiting_never_ran",
    "a waiting job has not ended",
    Job,
    Q(state=Job.State.WAITING, ended_at__isnull=False),
    "state",
)
never(
    "jobs.running_has_begun",
    "a running job says when it began and was last seen",
    Job,
    Q(state=Job.State.RUNNING) & (Q(started_at__isnull=True) | Q(seen_at__isnull=True)),
    "kind",
)
never(
    "jobs.running_counted",
    "a running job has been taken by a worker",
    Job,
    Q(state=Job.State.RUNNING, run=0),
    "kind",
)
never(
    "jobs.ended_after_start",
    "a job does not end before it begins",
    Job,
    before("ended_at", "started_at"),
    "started_at",
    "ended_at",
)
never(
    "jobs.failed_says_why",
    "a failed job says why",
    Job,
    Q(state=Job.State.FAILED, error=""),
    "kind",
)
never(
    "jobs.progress_within_total",
    "no more is done than there is to do",
    Job,
    Q(done__gt=F("total")),
    "done",
    "total",
)
