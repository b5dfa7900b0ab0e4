"""Raise, submit, accept, merge, publish and close needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.documents.actions import attach
from cigu.core.documents.models import Document
from cigu.core.flow.actions import fire, start
from cigu.core.notices.actions import emit, notify
from cigu.core.numbers.actions import next_number

from .guards import (
    check_can_attach,
    check_can_edit,
    check_can_merge,
    check_can_raise,
    check_can_waive,
    check_not_waived,
    check_verifiable,
    check_waived,
)
from .models import ConflictWaiver, Need, NeedDisclosure
from .states import REASONS


def raise_need(
    *, by: Any, organisation: Any, title: str, problem: str, domain: Any, origin: str,
    on: date | None = None, reason: str = "", synthetic: bool | None = None, **fields: Any,
) -> Need:  # fmt: skip
    """A draft; ``origin_uid`` and ``origin_number`` tie it to the checkup or event."""
    check_can_raise(by, organisation)
    with acting("needs.raise", by=by, on=on, reason=reason) as step:
        need = Need(
            organisation=organisation, title=title, problem=problem, domain=domain, origin=origin,
            territory=organisation.territory, number=next_number("X", step.on),
            synthetic=organisation.synthetic if synthetic is None else synthetic, **fields,
        )  # fmt: skip
        start(need, step.on)
    return need


def edit_need(*, need: Need, by: Any, on: date | None = None, reason: str = "",
              **fields: Any) -> Need:  # fmt: skip
    check_can_edit(need, by)
    with acting("needs.edit", by=by, on=on, reason=reason):
        need.assign(**fields)
        if need.state != "draft":
            check_verifiable(need)
        need.save()
    return need


def submit_need(*, need: Need, by: Any, on: date | None = None, reason: str = "") -> Need:
    check_verifiable(need)
    with acting("needs.submit", by=by, on=on, reason=reason) as step:
        need.submitted_on = step.on
        fire(need, "submit", by=by, on=step.on)
    return need


def return_need(*, need: Need, by: Any, reason_code: str, reason: str = "",
                on: date | None = None) -> Need:  # fmt: skip
    with acting("needs.return", by=by, on=on, reason=reason) as step:
        need.reason_code = reason_code
        fire(need, "return", by=by, on=step.on, reason_code=reason_code)
        _tell_why(need, step.on, reason, reason_code)
    return need


def accept_need(*, need: Need, by: Any, on: date | None = None, reason: str = "") -> Need:
    check_verifiable(need)
    with acting("needs.accept", by=by, on=on, reason=reason) as step:
        need.accepted_on = step.on
        need.reason_code = ""
        fire(need, "accept", by=by, on=step.on)
        emit("needs.accepted", uid=str(need.uid))
    return need


def reject_need(*, need: Need, by: Any, reason_code: str, reason: str = "",
                on: date | None = None) -> Need:  # fmt: skip
    with acting("needs.reject", by=by, on=on, reason=reason) as step:
        need.reason_code = reason_code
        fire(need, "reject", by=by, on=step.on, reason_code=reason_code)
        _tell_why(need, step.on, reason, reason_code)
    return need


def merge_need(*, need: Need, into: Need, by: Any, on: date | None = None,
               reason: str = "") -> Need:  # fmt: skip
    """The duplicate stays on record and points to the need that goes on."""
    with acting("needs.merge", by=by, on=on, reason=reason) as step:
        queue(into, unchanged=[need])
        check_can_merge(need, into)
        need.merged_into = into
        fire(need, "merge", by=by, on=step.on)
        words = _("Need %(need)s goes on as %(into)s") % {"need": need.number, "into": into.number}
        notify(words, need, on=step.on, party=need.organisation.party)
    return need


def publish_need(*, need: Need, by: Any, on: date | None = None, reason: str = "") -> Need:
    with acting("needs.publish", by=by, on=on, reason=reason) as step:
        need.published_on = step.on
        fire(need, "publish", by=by, on=step.on)
    return need


def withdraw_need(*, need: Need, by: Any, reason: str, on: date | None = None) -> Need:
    with acting("needs.withdraw", by=by, on=on, reason=reason) as step:
        fire(need, "withdraw", by=by, on=step.on)
    return need


def answer_need(*, need: Need, by: Any, reason: str, on: date | None = None) -> Need:
    """The answer is a policy, not a team; ``reason`` names it."""
    with acting("needs.answer", by=by, on=on, reason=reason) as step:
        need.solved_on = step.on
        fire(need, "answer", by=by, on=step.on)
        notify(f"{need.number}：{reason}", need, on=step.on, party=need.organisation.party)
    return need


def expire_need(*, need: Need, by: Any, on: date | None = None, reason: str = "") -> Need:
    with acting("needs.expire", by=by, on=on, reason=reason) as step:
        fire(need, "expire", by=by, on=step.on)
    return need


def renew_need(*, need: Need, by: Any, expires_on: date, on: date | None = None,
               reason: str = "") -> Need:  # fmt: skip
    with acting("needs.renew", by=by, on=on, reason=reason) as step:
        need.expires_on = expires_on
        fire(need, "renew", by=by, on=step.on)
    return need


def _tell_why(need: Need, on: date, reason: str, code: str) -> None:
    """The owner reads the coded reason in words, and what was added to it."""
    words = " ".join(part for part in (str(REASONS.get(code, "")), reason) if part)
    notify(f"{need.number}：{words}", need, on=on, party=need.organisation.party)


def attach_document(
    *, need: Need, by: Any, paper: tuple[str, bytes], title: str = "", on: date | None = None,
    reason: str = "",
) -> Document:  # fmt: skip
    """A drawing, a specification, a test report: whoever sees all of the need may open it."""
    with acting("needs.attach", by=by, on=on, reason=reason) as step:
        queue(need)
        check_can_attach(need, by)
        return attach(to=need, name=paper[0], content=paper[1], title=title, on=step.on)


def waive_conflict(
    *, need: Need, party: Any, grounds: list[list[str]], by: Any, reason: str,
    on: date | None = None,
) -> ConflictWaiver:  # fmt: skip
    """These ties, and no others, no longer keep the party from this need."""
    check_can_waive(need, by, reason, grounds)
    with acting("needs.waive_conflict", by=by, on=on, reason=reason) as step:
        queue(need, party)
        check_not_waived(need, party, grounds)
        end_waiver(need, party, step.on)
        row = ConflictWaiver(
            need=need, party=party, grounds=grounds, officer=by, reason=reason, since=step.on,
            synthetic=need.synthetic,
        )  # fmt: skip
        row.save()
    return row


def withdraw_waiver(
    *, need: Need, party: Any, by: Any, reason: str, on: date | None = None
) -> None:
    """The ties count again; what was sent meanwhile is for the broker to end."""
    check_can_waive(need, by, reason, [[]])
    with acting("needs.withdraw_waiver", by=by, on=on, reason=reason) as step:
        queue(need, party)
        check_waived(need, party)
        end_waiver(need, party, step.on)


def end_waiver(need: Need, party: Any, on: date) -> None:
    """Inside an action."""
    for row in ConflictWaiver.objects.filter(need=need, party=party, until__isnull=True):
        row.until = on
        row.save()


def disclose(need: Need, party: Any, on: date) -> NeedDisclosure:
    """Inside an action: open a need to a party, once."""
    row = NeedDisclosure.objects.filter(need=need, party=party, until__isnull=True).first()
    if row is None:
        row = NeedDisclosure(need=need, party=party, since=on, synthetic=need.synthetic)
        row.save()
    return row


def end_disclosure(need: Need, party: Any, on: date) -> None:
    """Inside an action."""
    for row in NeedDisclosure.objects.filter(need=need, party=party, until__isnull=True):
        row.until = on
        row.save()
