"""Start a job; run it in the worker; report progress; stop at the next step when asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django_tasks import task

from cigu.core.access.models import User
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.engines.basis.errors import CiguError

from .models import Job

log = logging.getLogger(__name__)
Work = Callable[["Progress"], dict[str, Any]]
_kinds: dict[str, Work] = {}


class Stopped(Exception):
    """The owner asked the job to stop."""


class Progress:
    """What a job's work gets: its arguments, its checkpoint, and a way to report."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.owner: User = job.owner
        self.arguments: dict[str, Any] = job.arguments

    @property
    def checkpoint(self) -> Any:
        return self.job.checkpoint

    def step(self, done: int, total: int | None = None, checkpoint: Any = None) -> None:
        """Record progress; raises ``Stopped`` when the owner asked to stop."""
        self.job.refresh_from_db()
        if self.job.stop_asked:
            raise Stopped
        self.job.done, self.job.total = done, total
        if checkpoint is not None:
            self.job.checkpoint = checkpoint
        _save(self.job, "jobs.progress")


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
    with change("jobs.stop", by=by, on=today()):
        job.stop_asked = True
        job.save()


@task()
def run_job(pk: int) -> None:
    """Runs again from the checkpoint if a worker died; a finished job stays finished."""
    job = Job.objects.select_related("owner").get(pk=pk)
    if job.state in (Job.State.DONE, Job.State.STOPPED):
        return
    job.state, job.started_at = Job.State.RUNNING, timezone.now()
    _save(job, "jobs.run")
    try:
        result = _kinds[job.kind](Progress(job))
    except Stopped:
        _end(job, Job.State.STOPPED)
    except CiguError as error:
        _end(job, Job.State.FAILED, error=str(error))
    except Exception as error:
        log.exception("job %s failed", pk)
        _end(job, Job.State.FAILED, error=repr(error))
    else:
        _end(job, Job.State.DONE, result=result)


def _end(job: Job, state: str, error: str = "", result: Any = None) -> None:
    job.refresh_from_db()
    job.state, job.error, job.result, job.ended_at = state, error, result, timezone.now()
    _save(job, "jobs.end")


def _save(job: Job, verb: str) -> None:
    with change(verb, by=job.owner, on=today()):
        job.save()
