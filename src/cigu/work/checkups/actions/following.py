"""Follow-ups after 30, 90, 180 and 365 days; the end with a re-check date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.documents.actions import attach
from cigu.core.documents.models import Document
from cigu.core.flow.actions import check_fire, fire, schedule, tasks_of

from .. import guards
from .. import questionnaire as q
from ..models import Checkup, FollowUp

Evidence = tuple[str, bytes]  # file name, content


def start_follow_up(
    *, checkup: Checkup, by: Any, on: date | None = None, reason: str = ""
) -> list[FollowUp]:
    check_fire(checkup, "follow", by)
    with acting("checkups.start_follow_up", by=by, on=on, reason=reason) as step:
        first = checkup.issued_on or step.on
        made = [_planned(checkup, first, days) for days in q.follow_up_days()]
        for row in made:
            row.save()
        fire(checkup, "follow", by=by, on=step.on)
        _set_clock(checkup, step.on)
    return made


def record_follow_up(
    *, follow_up: FollowUp, outcome: str, note: str, by: Any,
    evidence: Evidence | None = None, on: date | None = None, reason: str = "",
) -> FollowUp:  # fmt: skip
    """From a signed contract on, ``evidence`` is the document that shows it."""
    guards.check_outcome(outcome, evidence)
    with acting("checkups.record_follow_up", by=by, on=on, reason=reason) as step:
        queue(follow_up.checkup, unchanged=[follow_up])  # which is next, depends on all of them
        guards.check_can_follow(follow_up, by)
        if evidence is not None:
            follow_up.evidence = _attached(follow_up, evidence, step.on)
        follow_up.outcome, follow_up.note, follow_up.done_on = outcome, note, step.on
        follow_up.save()
        _set_clock(follow_up.checkup, step.on)
    return follow_up


def close(
    *, checkup: Checkup, recheck_on: date, by: Any, on: date | None = None, reason: str = ""
) -> Checkup:
    check_fire(checkup, "close", by)
    with acting("checkups.close", by=by, on=on, reason=reason) as step:
        queue(unchanged=[checkup])
        guards.check_can_close(checkup, recheck_on, step.on, reason)
        checkup.closed_on, checkup.recheck_on = step.on, recheck_on
        fire(checkup, "close", by=by, on=step.on)
    return checkup


def _planned(checkup: Checkup, first: date, days: int) -> FollowUp:
    due_on = first + timedelta(days=days)
    return FollowUp(checkup=checkup, days=days, due_on=due_on, synthetic=checkup.synthetic)


def _attached(follow_up: FollowUp, evidence: Evidence, on: date) -> Document:
    name, content = evidence
    return attach(to=follow_up, name=name, content=content, on=on)


def _set_clock(checkup: Checkup, on: date) -> None:
    """Desks show the next follow-up some working days before its day; the end when all are done."""
    following = checkup.follow_ups.filter(done_on__isnull=True).order_by("due_on").first()
    if following is not None:
        schedule(checkup, on=on, due_on=following.due_on)
        return
    for task in tasks_of(checkup):
        task.due_on, task.opened_on = None, on
        task.save()
