"""Enter, correct and end qualifications."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.documents.actions import attach
from cigu.core.documents.models import Document
from cigu.records.organisations.models import Organisation

from .guards import (
    check_can_award,
    check_can_change,
    check_can_revoke,
    check_end_reason,
    check_reason,
    check_row,
)
from .models import Qualification

Paper = tuple[str, bytes]


def award(
    *, organisation: Organisation, by: Any, kind: str, level: str, issued_on: date,
    valid_from: date | None = None, valid_to: date | None = None, paper: Paper | None = None,
    on: date | None = None, reason: str = "", **fields: Any,
) -> Qualification:  # fmt: skip
    """Enter what an organisation was awarded: ``certificate``, ``issuer``, ``source``, ``status``.

    ``valid_to`` is the first day on which it no longer holds; None means without end. Refused
    where it meets another of the same kind and level. ``paper``: (file name, content) as proof.
    """
    check_can_award(organisation, by)
    with acting("qualifications.award", by=by, on=on, reason=reason) as step:
        queue(organisation)  # whoever enters another one for it waits, then sees this one
        row = Qualification(
            organisation=organisation, kind=kind, level=level, issued_on=issued_on,
            valid_from=valid_from or issued_on, valid_to=valid_to,
            synthetic=organisation.synthetic, **fields,
        )  # fmt: skip
        check_row(row, step.on)
        row.follows = _before(row)
        row.save()
        _chain(row)
        if paper is not None:
            attach(to=row, name=paper[0], content=paper[1], on=step.on)
    return row


def correct(
    *, qualification: Qualification, by: Any, reason: str, on: date | None = None, **fields: Any
) -> Qualification:
    """What was entered wrongly; the reason stays in the history. Clearing ``ended_on`` and
    ``end_reason`` takes a mistaken end back."""
    row = qualification
    check_can_change(row, by)
    check_reason(reason)
    with acting("qualifications.correct", by=by, on=on, reason=reason) as step:
        queue(row.organisation, unchanged=[row])
        before = row.kind, row.level
        row.assign(**fields)
        check_row(row, step.on)
        row.follows = _before(row)
        row.save()
        _chain(row)
        if (row.kind, row.level) != before:
            _chain(Qualification(organisation=row.organisation, kind=before[0], level=before[1]))
    return row


def revoke(
    *, qualification: Qualification, by: Any, end_reason: str, ended_on: date | None = None,
    on: date | None = None, reason: str = "",
) -> Qualification:  # fmt: skip
    """It ends on ``ended_on`` (the first day without it), before its last day."""
    row = qualification
    check_can_revoke(row, by)
    check_end_reason(end_reason)
    with acting("qualifications.revoke", by=by, on=on, reason=reason) as step:
        queue(row.organisation, unchanged=[row])
        row.ended_on, row.end_reason = ended_on or step.on, end_reason
        check_row(row, step.on)
        row.save()
    return row


def attach_proof(
    *, qualification: Qualification, by: Any, paper: Paper, on: date | None = None, reason: str = ""
) -> Document:
    check_can_change(qualification, by)
    with acting("qualifications.attach_proof", by=by, on=on, reason=reason) as step:
        return attach(to=qualification, name=paper[0], content=paper[1], on=step.on)


def _before(row: Qualification) -> Qualification | None:
    earlier = Qualification.objects.like(row).filter(valid_from__lt=row.valid_from)
    found: Qualification | None = earlier.exclude(pk=row.pk).last()
    return found


def chain_all(organisation: Organisation) -> None:
    """Inside an action that holds the organisation."""
    firsts: dict[tuple[str, str], Qualification] = {}
    for row in Qualification.objects.filter(organisation=organisation).order_by("pk"):
        firsts.setdefault((row.kind, row.level), row)
    for row in firsts.values():
        _chain(row)


def _chain(like: Qualification) -> None:
    """Each follows the one before it. Inside an action that holds the organisation; rows that are
    right already leave no leaf."""
    before: Qualification | None = None
    for found in Qualification.objects.like(like):
        row = like if found.pk == like.pk else found
        wanted = before.pk if before else None
        if row.follows_id != wanted:
            row.follows = before
            row.save()
        before = row
