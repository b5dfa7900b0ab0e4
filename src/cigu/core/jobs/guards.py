"""Who runs a job again: its owner, and who keeps the system running."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access

from .models import Job

AGAIN = (Job.State.FAILED, Job.State.STOPPED)
BUSY = (Job.State.WAITING, Job.State.RUNNING)


def can_handle(job: Job, user: Any) -> bool:
    return job.owner_id == user.pk or Access.of(user).has(Role.SYSTEM_ADMIN)


def check_can_run_again(job: Job, user: Any) -> None:
    if not can_handle(job, user):
        raise NotAllowed()


def check_can_stop(job: Job, user: Any) -> None:
    if not can_handle(job, user):
        raise NotAllowed()
