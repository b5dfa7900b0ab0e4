"""The job kinds ``backup.make`` and ``backup.drill``: started by the system administrator, run in
the worker."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.jobs.running import Progress, job_kind

from .drilling import drill
from .errors import BackupError
from .making import backup

SECONDS = 2.0  # between two steps that are written down


class Steps:
    """Progress leaves an audit leaf each time: now and then is enough."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.last = progress, time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self.last >= SECONDS:
            self.progress.step(done, total)
            self.last = time.monotonic()


def _begin(progress: Progress) -> Any:
    if not Access.of(progress.owner).has(Role.SYSTEM_ADMIN):
        raise NotAllowed()
    if settings.BACKUP_TO is None:
        raise BackupError("no_folder", _("No folder of backups is named."),
                          remedy=_("Set CIGU_BACKUP_TO."))  # fmt: skip
    return settings.BACKUP_TO


@job_kind("backup.make")
def make(progress: Progress) -> dict[str, Any]:
    made = backup(_begin(progress), keep=settings.BACKUP_KEEP, tell=Steps(progress))
    return {"backup": made.manifest.name, "missing": made.manifest.missing}


@job_kind("backup.drill")
def practise(progress: Progress) -> dict[str, Any]:
    done, _proof = drill(_begin(progress), by=progress.owner, tell=Steps(progress))
    return {"backup": done.backup, "outcome": done.outcome, "faults": done.faults}
