"""Raise and answer claims; take a record off the portal, and show it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.flow.actions import check_fire, fire, start
from cigu.core.numbers.actions import next_number
from cigu.records.publicnotices import receipts
from cigu.records.publicnotices.actions import VISITOR
from cigu.records.publicnotices.cases import OLD, forget, forget_old, kept_until
from cigu.records.publicnotices.guards import check_reply
from cigu.records.publicnotices.subjects import named

from .guards import check_can_forget, check_can_take_off, check_off, check_shown
from .models import Claim, Withdrawal

SERIES = "QL"  # 权利主张


def raise_claim(
    *, subject: Any, ground: str, text: str, name: str, contact: str, by: Any = VISITOR
) -> tuple[Claim, str]:
    """By anybody, about a record of the portal. The second value is the code of the receipt."""
    code, kept = receipts.make()
    with acting("portal.claim", by=by) as step:
        claim = Claim(
            number=next_number(SERIES, step.on), territory=subject.territory,
            domain=subject.domain, ground=ground, text=text, name=name, contact=contact,
            receipt_hash=kept, received_on=step.on, synthetic=subject.synthetic, **named(subject),
        )  # fmt: skip
        start(claim, step.on)
    return claim, code


def take_up(*, claim: Claim, by: Any, on: date | None = None, reason: str = "") -> Claim:
    check_fire(claim, "take_up", by)
    with acting("portal.take_up", by=by, on=on, reason=reason) as step:
        claim.taken_up_on = step.on
        fire(claim, "take_up", by=by, on=step.on)
    return claim


def uphold(
    *, claim: Claim, by: Any, reply: str, subject: Any = None, on: date | None = None,
    reason: str = "",
) -> Claim:  # fmt: skip
    """``subject``: the record, where it is to leave the portal with the decision."""
    check_fire(claim, "uphold", by)
    check_reply(reply)
    with acting("portal.uphold", by=by, on=on, reason=reason) as step:
        claim.reply, claim.answered_on = reply, step.on
        fire(claim, "uphold", by=by, on=step.on)
        if subject is not None and not _is_off(subject):
            _take_off(subject, Withdrawal.Reason.CLAIM, claim.number, step.on, claim)
    return claim


def dismiss(
    *, claim: Claim, by: Any, reason_code: str, reply: str, on: date | None = None,
    reason: str = "",
) -> Claim:  # fmt: skip
    check_fire(claim, "dismiss", by, reason_code)
    check_reply(reply)
    with acting("portal.dismiss", by=by, on=on, reason=reason) as step:
        claim.reply, claim.answered_on, claim.reason_code = reply, step.on, reason_code
        fire(claim, "dismiss", by=by, on=step.on, reason_code=reason_code)
    return claim


def take_back(*, claim: Claim, by: Any = VISITOR) -> Claim:
    """By whoever holds the receipt; the page has asked for it."""
    with acting("portal.take_back", by=by) as step:
        claim.answered_on = step.on
        fire(claim, "take_back", by=None, on=step.on)
    return claim


def take_off(
    *, row: Any, by: Any, reason_code: str, note: str, claim: Claim | None = None,
    on: date | None = None, reason: str = "",
) -> Withdrawal:  # fmt: skip
    check_can_take_off(by, row)
    check_shown(row)
    with acting("portal.take_off", by=by, on=on, reason=reason) as step:
        return _take_off(row, reason_code, note, step.on, claim)


def show_again(
    *, withdrawal: Withdrawal, by: Any, on: date | None = None, reason: str = ""
) -> Withdrawal:
    check_can_take_off(by, withdrawal)
    with acting("portal.show_again", by=by, on=on, reason=reason) as step:
        fresh: Withdrawal = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
        check_off(fresh)
        fresh.until = step.on
        fresh.save()
    return fresh


def forget_claimant(*, claim: Claim, by: Any, reason: str) -> Claim:
    """Claim and answer stay."""
    if by not in (VISITOR, None):
        check_can_forget(claim, by)
    with change("portal.forget", by=by, on=today(), reason=reason):
        found: Claim = forget(claim, by=by, reason=reason)
    return found


def forget_old_claims() -> int:
    """By the worker, some time after a claim was answered."""
    old = Claim._base_manager.filter(answered_on__lt=kept_until())
    return forget_old(old, lambda row: forget_claimant(claim=row, by=None, reason=OLD))


def _is_off(row: Any) -> bool:
    standing = Withdrawal._base_manager.filter(
        subject_type=row.object_type, subject_uid=row.uid, until__isnull=True
    )
    return bool(standing.exists())


def _take_off(row: Any, reason_code: str, note: str, on: date, claim: Claim | None) -> Withdrawal:
    """The constraint lets one of two at once stand."""
    made = Withdrawal(
        territory=row.territory, domain=row.domain, claim=claim, reason_code=reason_code,
        note=note, since=on, synthetic=row.synthetic, **named(row),
    )  # fmt: skip
    made.save()
    return made
