"""The job kind ``audit.verify``: the whole audit checked in the worker, for the auditor."""

from __future__ import annotations

from dataclasses import asdict
from time import monotonic
from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.verifying import verify

from .running import Progress, job_kind

KIND = "audit.verify"
EVERY = 2.0  # seconds between two reports: each is a change of its own
KEPT = 200  # faults that the result names; the rest is counted


@job_kind(KIND)
def check(progress: Progress) -> dict[str, Any]:
    """Result: the report. It has no checkpoint: what is checked is one whole."""
    if not Access.of(progress.owner).has(Role.AUDIT_ADMIN):
        raise NotAllowed()
    told = [0.0]

    def tell(done: int, total: int) -> None:
        if monotonic() - told[0] >= EVERY:
            told[0] = monotonic()
            progress.step(done, total)

    report = verify(tell)
    progress.step(report.sealed, report.leaves)
    found = asdict(report)
    found["more"] += len(report.faults[KEPT:])
    return {**found, "faults": report.faults[:KEPT], "holds": report.holds}
