"""Register platforms and record what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.documents.actions import attach
from cigu.records.organisations.guards import check_can_register

from .guards import (
    check_can_edit,
    check_grade,
    check_platform,
    check_predecessor,
    check_span,
    check_stage,
    not_ahead,
    refused,
)
from .models import Acceptance, Merger, Part, Platform, PlatformGrade, PlatformStage

Paper = tuple[str, bytes]


def register_platform(
    *, by: Any, name: str, territory: Any, grade_now: str = "", stages: Iterable[str] = (),
    on: date | None = None, reason: str = "", **fields: Any,
) -> Platform:  # fmt: skip
    """``grade_now`` and ``stages`` begin when the platform does; unknown stays unknown."""
    check_can_register(by, territory)
    with acting("platforms.register", by=by, on=on, reason=reason) as step:
        platform = Platform(name=name, territory=territory, **fields)
        check_platform(platform, step.on)
        platform.save()
        known = {"since": platform.since, "source": platform.source, "status": platform.status}
        if grade_now:
            _grade(platform, grade_now, **known)
        for stage in dict.fromkeys(stages):
            _stage(platform, stage, **known)
    return platform


def edit_platform(*, platform: Platform, by: Any, on: date | None = None, reason: str = "",
                  **fields: Any) -> Platform:  # fmt: skip
    """Moving it elsewhere needs the right in both places."""
    check_can_edit(platform, by)
    if "territory" in fields:
        check_can_register(by, fields["territory"])
    with acting("platforms.edit", by=by, on=on, reason=reason) as step:
        platform.assign(**fields)
        check_platform(platform, step.on)
        platform.save()
    return platform


def give_grade(
    *, platform: Platform, by: Any, grade: str, since: date | None = None, source: str = "",
    status: str = "", paper: Paper | None = None, on: date | None = None, reason: str = "",
) -> PlatformGrade:  # fmt: skip
    """From ``since`` on; the grade before it ends that day."""
    check_can_edit(platform, by)
    with acting("platforms.give_grade", by=by, on=on, reason=reason) as step:
        queue(platform)
        not_ahead(since, step.on, "since")
        _end_grade(platform, grade, since)
        row = _grade(platform, grade, since=since, source=source, status=status)
        _prove(row, paper, step.on)
    return row


def cover_stage(
    *, platform: Platform, by: Any, stage: str, since: date | None = None, source: str = "",
    status: str = "", on: date | None = None, reason: str = "",
) -> PlatformStage:  # fmt: skip
    check_can_edit(platform, by)
    with acting("platforms.cover_stage", by=by, on=on, reason=reason) as step:
        queue(platform)
        not_ahead(since, step.on, "since")
        if platform.stages.filter(stage=stage, until__isnull=True).exists():
            raise refused("covered", _("It covers this stage already."), "stage")
        return _stage(platform, stage, since=since, source=source, status=status)


def end_part(
    *, part: PlatformGrade | PlatformStage, by: Any, until: date | None = None,
    on: date | None = None, reason: str = "",
) -> Part:  # fmt: skip
    """A grade or a stage ends on ``until``, the first day without it."""
    check_can_edit(part.platform, by)
    with acting("platforms.end_part", by=by, on=on, reason=reason) as step:
        queue(part)
        if part.until is not None:
            raise refused("ended", _("It ended on %(day)s.") % {"day": part.until}, "until")
        part.until = until or step.on
        check_span(part.since, part.until, step.on)
        not_ahead(part.until, step.on, "until")
        part.save()
    return part


def record_acceptance(
    *, platform: Platform, by: Any, result: str, held_on: date | None, body: str = "",
    source: str = "", status: str = "", paper: Paper | None = None, on: date | None = None,
    reason: str = "",
) -> Acceptance:  # fmt: skip
    """``held_on`` None: the sources say that it was, not when; no period counts it."""
    check_can_edit(platform, by)
    with acting("platforms.record_acceptance", by=by, on=on, reason=reason) as step:
        queue(platform)
        not_ahead(held_on, step.on, "held_on")
        if platform.acceptances.filter(held_on=held_on).exists():
            raise refused("accepted", _("An acceptance of that day is recorded."), "held_on")
        row = Acceptance(
            platform=platform, held_on=held_on, result=result, body=body, source=source,
            status=status, synthetic=platform.synthetic,
        )  # fmt: skip
        row.save()
        _prove(row, paper, step.on)
    return row


def record_merger(
    *, successor: Platform, by: Any, merged_on: date | None, platform: Platform | None = None,
    organisation: Any = None, printed: str = "", source: str = "", status: str = "",
    paper: Paper | None = None, on: date | None = None, reason: str = "",
) -> Merger:  # fmt: skip
    """What went into ``successor``. The predecessor itself is ended only where that is known."""
    check_can_edit(successor, by)
    with acting("platforms.record_merger", by=by, on=on, reason=reason) as step:
        queue(successor)
        row = Merger(
            successor=successor, platform=platform, organisation=organisation, printed=printed,
            merged_on=merged_on, source=source, status=status, synthetic=successor.synthetic,
        )  # fmt: skip
        not_ahead(merged_on, step.on, "merged_on")
        check_predecessor(row)
        same = {"platform": platform, "organisation": organisation, "printed": printed}
        if successor.predecessors.filter(**same).exists():
            raise refused("merged", _("It is recorded as a predecessor already."), "printed")
        row.save()
        _prove(row, paper, step.on)
    return row


def _grade(platform: Platform, grade: str, **known: Any) -> PlatformGrade:
    check_grade(grade)
    row = PlatformGrade(platform=platform, grade=grade, synthetic=platform.synthetic, **known)
    row.save()
    return row


def _stage(platform: Platform, stage: str, **known: Any) -> PlatformStage:
    check_stage(stage)
    row = PlatformStage(platform=platform, stage=stage, synthetic=platform.synthetic, **known)
    row.save()
    return row


def _end_grade(platform: Platform, grade: str, since: date | None) -> None:
    """The grade that the new one takes the place of."""
    for row in platform.grades.filter(until__isnull=True):
        if row.grade == grade:
            raise refused("same_grade", _("It has this grade already."), "grade")
        if since is None or (row.since is not None and row.since >= since):
            raise refused("since", _("It has another grade: say from which day on this one."),
                          "since")  # fmt: skip
        row.until = since
        row.save()


def _prove(row: Part, paper: Paper | None, on: date) -> None:
    if paper is not None:
        attach(to=row, name=paper[0], content=paper[1], on=on)
