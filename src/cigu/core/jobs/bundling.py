"""The job kind ``audit.bundle``: made in the worker, fetched by the auditor who asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from time import monotonic, time
from typing import Any
from uuid import UUID

from django.conf import settings

from cigu.core.access.errors import NotAllowed
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.bundling import Wish, bundle_to

from .models import Job
from .running import Progress, job_kind, start_job

KIND = "audit.bundle"
KEPT = timedelta(days=7)  # then the file goes; it can be made again
EVERY = 2.0  # seconds between two reports: each is a change of its own


def start_bundle(wish: Wish, *, by: User) -> Job:
    return start_job(
        KIND, by=by, synthetic=by.synthetic, records=[str(uid) for uid in wish.records],
        first=wish.first, last=wish.last, since=wish.since,
    )  # fmt: skip


def file_of(job: Job) -> Path:
    """Where the worker leaves the bundle; site and worker share the folder of the data."""
    return Path(settings.DATA) / "bundles" / f"{job.uid}.zip"


@job_kind(KIND)
def make(progress: Progress) -> dict[str, Any]:
    """Result: how many leaves, in the tree of which size. Begun anew as a whole."""
    if not Access.of(progress.owner).has(Role.AUDIT_ADMIN):
        raise NotAllowed()
    told = [0.0]

    def tell(done: int, total: int) -> None:
        if monotonic() - told[0] >= EVERY:
            told[0] = monotonic()
            progress.step(done, total)

    path = file_of(progress.job)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(path.parent)
    made = bundle_to(path, _wish(progress.arguments), by=progress.owner, tell=tell)
    return {"leaves": made.leaves, "head": made.head, "since": made.since}


def _wish(said: dict[str, Any]) -> Wish:
    return Wish(tuple(map(UUID, said["records"])), said["first"], said["last"], said["since"])


def _sweep(folder: Path) -> None:
    """Also what a worker that was killed had begun."""
    for path in folder.iterdir():
        if path.stat().st_mtime < time() - KEPT.total_seconds():
            path.unlink(missing_ok=True)
