"""Draft, display, object, answer, decide, close, withdraw, forget."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.recording import change
from cigu.core.clock.business import due, today
from cigu.core.flow.actions import check_fire, fire, schedule, start
from cigu.core.numbers.actions import next_number

from . import cases, receipts
from .cases import OLD, forget, kept_until
from .guards import (
    check_can_edit,
    check_can_forget,
    check_can_issue,
    check_displayed_from_today,
    check_period_over,
    check_reply,
    check_takes_objections,
)
from .models import Objection, PublicNotice
from .subjects import named

SERIES, OBJECTIONS = "SG", "YY"  # 公示, 异议
VISITOR = "anonymous"


def draft_notice(
    *, by: Any, title: str, kind: str, body: str, office: str, territory: Any, days: int,
    rule: str, domain: Any = None, reach: str = "", subject: Any = None, synthetic: bool = False,
    on: date | None = None, reason: str = "",
) -> PublicNotice:  # fmt: skip
    check_can_issue(by, territory, domain)
    with acting("publicnotices.draft", by=by, on=on, reason=reason) as step:
        notice = PublicNotice(
            number=next_number(SERIES, step.on), title=title, kind=kind, body=body, office=office,
            territory=territory, domain=domain, days=days, rule=rule, reach=reach,
            synthetic=synthetic or bool(getattr(subject, "synthetic", False)), **named(subject),
        )  # fmt: skip
        start(notice, step.on)
    return notice


def edit_notice(
    *, notice: PublicNotice, by: Any, subject: Any = None, on: date | None = None,
    reason: str = "", **fields: Any,
) -> PublicNotice:  # fmt: skip
    check_can_edit(notice, by)
    check_can_issue(by, fields["territory"], fields.get("domain"))
    with acting("publicnotices.edit", by=by, on=on, reason=reason):
        notice.assign(**fields, **named(subject))
        notice.save()
    return notice


def display(
    *, notice: PublicNotice, by: Any, on: date | None = None, reason: str = ""
) -> PublicNotice:
    """The period begins the day after; its last day follows from the official calendar."""
    check_fire(notice, "display", by)
    with acting("publicnotices.display", by=by, on=on, reason=reason) as step:
        check_displayed_from_today(step.on)
        end = due(step.on, notice.days)
        notice.displayed_on, notice.ends_on = step.on, end.date
        notice.provisional = end.provisional
        fire(notice, "display", by=by, on=step.on)
        _await_decision(notice, step.on)
    return notice


def object_to(
    *, notice: PublicNotice, ground: str, text: str, name: str = "", contact: str = "",
    by: Any = VISITOR,
) -> tuple[Objection, str]:  # fmt: skip
    """By anybody. The second value is the code of the receipt; nobody can tell it again."""
    code, kept = receipts.make()
    with acting("publicnotices.object", by=by) as step:
        fresh = _locked(notice)
        check_takes_objections(fresh)
        objection = Objection(
            number=next_number(OBJECTIONS, step.on), notice=fresh, territory=fresh.territory,
            domain=fresh.domain, ground=ground, text=text, name=name, contact=contact,
            receipt_hash=kept, received_on=step.on, synthetic=fresh.synthetic,
        )  # fmt: skip
        start(objection, step.on)
        if fresh.state == "displayed":
            fire(fresh, "object", by=None, on=step.on)
    return objection, code


def answer(
    *, objection: Objection, by: Any, step_code: str, reply: str, reason_code: str = "",
    is_public: bool = False, on: date | None = None, reason: str = "",
) -> Objection:  # fmt: skip
    """``step_code``: uphold, uphold_partly, dismiss, set_aside. The last answer lets the notice go
    on to its decision."""
    check_fire(objection, step_code, by, reason_code)
    check_reply(reply)
    with acting("publicnotices.answer", by=by, on=on, reason=reason) as step:
        notice = _locked(objection.notice)  # first: of two last answers one sees the other
        objection.reply, objection.reason_code = reply, reason_code
        objection.is_public, objection.answered_on = is_public, step.on
        fire(objection, step_code, by=by, on=step.on, reason_code=reason_code)
        left = Objection.objects.filter(notice=notice, state="received").exists()
        if notice.state == "objected" and not left:
            fire(notice, "settle", by=None, on=step.on)
            _await_decision(notice, step.on)
    return objection


def decide(
    *, notice: PublicNotice, by: Any, outcome: str, decision: str, on: date | None = None,
    reason: str = "",
) -> PublicNotice:  # fmt: skip
    check_fire(notice, "decide", by)
    with acting("publicnotices.decide", by=by, on=on, reason=reason) as step:
        check_period_over(notice, step.on)
        notice.outcome, notice.decision, notice.decided_on = outcome, decision, step.on
        fire(notice, "decide", by=by, on=step.on)
    return notice


def close_notice(
    *, notice: PublicNotice, by: Any, on: date | None = None, reason: str = ""
) -> PublicNotice:
    check_fire(notice, "close", by)
    with acting("publicnotices.close", by=by, on=on, reason=reason) as step:
        notice.closed_on = step.on
        fire(notice, "close", by=by, on=step.on)
    return notice


def withdraw_notice(
    *, notice: PublicNotice, by: Any, reason_code: str, on: date | None = None, reason: str = ""
) -> PublicNotice:
    check_fire(notice, "withdraw", by, reason_code)
    with acting("publicnotices.withdraw", by=by, on=on, reason=reason) as step:
        notice.reason_code, notice.closed_on = reason_code, step.on
        fire(notice, "withdraw", by=by, on=step.on, reason_code=reason_code)
    return notice


def forget_objector(*, objection: Objection, by: Any, reason: str) -> Objection:
    """What was objected and answered stays."""
    if by not in (VISITOR, None):
        check_can_forget(objection, by)
    with change("publicnotices.forget", by=by, on=today(), reason=reason):
        found: Objection = forget(objection, by=by, reason=reason)
    return found


def forget_old() -> int:
    """By the worker: who objected is no longer needed some time after the notice has ended."""
    ended = Objection.objects.filter(notice__closed_on__lt=kept_until())
    return cases.forget_old(ended, lambda row: forget_objector(objection=row, by=None, reason=OLD))


def _locked(notice: PublicNotice) -> PublicNotice:
    found: PublicNotice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    return found


def _await_decision(notice: PublicNotice, on: date) -> None:
    """The desk is asked to decide on the first working day after the period."""
    if notice.ends_on is not None:
        schedule(notice, on=on, due_on=max(due(notice.ends_on, 1).date, on))
