"""Start a job; run it in the worker; report progress; stop at the next step when asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from cigu.core.access.models import User
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.database.points import reach
from cigu.engines.basis.errors import CiguError

from .guards import AGAIN, check_can_run_again, check_can_stop
from .models import Job

log = logging.getLogger(__name__)
Work = Callable[["Progress"], dict[str, Any]]
_kinds: dict[str, Work] = {}
OVER = (Job.State.DONE, Job.State.STOPPED, Job.State.FAILED)
LEASE = timedelta(minutes=5)  # without a sign of life for so long, a worker counts as dead
MAX_RUNS = 5  # a job that ends its worker so often is not begun again by itself


class Stopped(Exception):
    """The owner asked the job to stop."""


class Superseded(Exception):
    """Another worker took the job over; this one has nothing more to say."""


class Progress:
    """What a job's work gets: its arguments, its checkpoint, and a way to report."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.owner: User = job.owner
        self.arguments: dict[str, Any] = job.arguments

    @property
    def checkpoint(self) -> Any:
        return self.job.checkpoint

    def step(
        self, done: int, total: int | None = None, checkpoint: Any = None, *, heed: bool = True
    ) -> None:
        """Record progress; raises ``Stopped`` when the owner asked to stop, unless that is not
        heeded any more. Work done after a checkpoint is done again when the worker dies, so it
        must bear that."""
        with _changing(self.job, "jobs.progress"):
            if heed and self.job.stop_asked:
                raise Stopped
            self.job.done, self.job.total = done, total
            if checkpoint is not None:
                self.job.checkpoint = checkpoint
        reach("jobs.stepped")


def job_kind(name: str) -> Callable[[Work], Work]:
    def keep(work: Work) -> Work:
        _kinds[name] = work
        return work

    return keep


def start_job(kind: str, *, by: User, synthetic: bool = False, **arguments: Any) -> Job:
    job = Job(kind=kind, owner=by, arguments=arguments, synthetic=synthetic)
    with change("jobs.start", by=by, on=today()):
        job.save()
        run_job.enqueue(job.pk)
    return job


def stop_job(job: Job, *, by: User) -> None:
    check_can_stop(job, by)
    with change("jobs.stop", by=by, on=today()):
        _lock(job)
        job.stop_asked = True
        job.save()


def run_again(job: Job, *, by: User) -> None:
    """Begun anew by a person, from its checkpoint and under its owner's rights."""
    check_can_run_again(job, by)
    with change("jobs.run_again", by=by, on=today()):
        _lock(job)
        if job.state not in AGAIN:
            raise CiguError("not_over", _("This job waits, runs or is done: nothing to run again."))
        job.state, job.runs_before = Job.State.WAITING, job.run
        job.error, job.stop_asked, job.ended_at = "", False, None
        job.save()
        run_job.enqueue(job.pk)


def resume_stalled() -> int:
    """Queue again what a dead worker left behind; called when a worker starts."""
    stalled = Job.objects.filter(state=Job.State.RUNNING, seen_at__lt=timezone.now() - LEASE)
    for pk in stalled.values_list("pk", flat=True):
        run_job.enqueue(pk)
    return len(stalled)


@task()
def run_job(pk: int) -> None:
    """Runs again from the checkpoint if a worker died; a finished job stays finished."""
    job = Job.objects.select_related("owner").get(pk=pk)
    if not _claim(job):
        return
    try:
        result = _kinds[job.kind](Progress(job))
    except Superseded:
        log.warning("job %s goes on in another worker", pk)
    except Stopped:
        _end(job, Job.State.STOPPED)
    except CiguError as error:
        _end(job, Job.State.FAILED, error=str(error))
    except Exception as error:
        log.exception("job %s failed", pk)
        _end(job, Job.State.FAILED, error=repr(error))
    else:
        _end(job, Job.State.DONE, result=result)


def _claim(job: Job) -> bool:
    """One worker at a time; a job that shows signs of life is left to its worker."""
    with change("jobs.run", by=job.owner, on=today()):
        _lock(job)
        now = timezone.now()
        alive = job.seen_at is not None and job.seen_at > now - LEASE
        if job.state in OVER or (job.state == Job.State.RUNNING and alive):
            return False
        if job.run - (job.runs_before or 0) >= MAX_RUNS:
            job.state, job.ended_at, job.error = Job.State.FAILED, now, _worn()
            job.save()
            return False
        job.state, job.started_at, job.seen_at, job.run = Job.State.RUNNING, now, now, job.run + 1
        job.save()
    reach("jobs.claimed")
    return True


def _worn() -> str:
    told = _("Its worker ended %(n)d times while it ran. Look at the log before you run it again.")
    return told % {"n": MAX_RUNS}


def _end(job: Job, state: str, error: str = "", result: Any = None) -> None:
    try:
        with _changing(job, "jobs.end"):
            job.state, job.error, job.result, job.ended_at = state, error, result, timezone.now()
        reach("jobs.ended")
    except Superseded:
        log.warning("job %s was taken over before it ended", job.pk)


@contextmanager
def _changing(job: Job, verb: str) -> Iterator[None]:
    """The row as it is now, kept from others until it is saved, if the job is still ours."""
    run = job.run
    with change(verb, by=job.owner, on=today()):
        _lock(job)
        if job.run != run:
            raise Superseded
        yield
        job.seen_at = timezone.now()
        job.save()


def _lock(job: Job) -> None:
    job.refresh_from_db(from_queryset=Job.objects.select_for_update())
