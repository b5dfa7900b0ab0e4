"""The job kind ``invariants.check``: all invariants asked in the worker, for the administrator."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.invariants.asking import ask, known

from .running import Progress, job_kind


@job_kind("invariants.check")
def check(progress: Progress) -> dict[str, Any]:
    """Result: how many were asked, and the answers that failed."""
    if not Access.of(progress.owner).has(Role.SYSTEM_ADMIN):
        raise NotAllowed()
    rules = known(str(progress.arguments.get("only", "*")))
    failed = []
    for at, rule in enumerate(rules, 1):
        answer = ask(rule)
        if answer.failed:
            failed.append(answer.as_dict())
        if at % 25 == 0 or at == len(rules):
            progress.step(at, len(rules))
    return {"asked": len(rules), "failed": failed}
