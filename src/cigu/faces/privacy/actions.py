"""Ask, accept, refuse, carry out, take back."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.models import Party, User
from cigu.core.audit.recording import note
from cigu.core.clock.business import today
from cigu.core.flow.actions import fire, start
from cigu.core.notices.actions import notify
from cigu.core.numbers.actions import next_number
from cigu.core.personal.register import Subject, holdings
from cigu.engines.basis.errors import CiguError

from .erasing import as_rows, erase
from .guards import check_can_answer, check_can_withdraw
from .holdings import rows_of
from .models import DataRequest
from .states import REFUSALS
from .subjects import subject_of, subject_of_request

SERIES = "GS"  # 个人信息申请


def ask_correction(*, by: User, target: str, proposed: str, text: str = "") -> DataRequest:
    """``target`` is a key of ``holdings.correctable``: app.model.field:uid."""
    field, _colon, uid = target.partition(":")
    with acting("privacy.ask", by=by) as step:
        row = _target(subject_of(by), field, uid)
        made = DataRequest(
            number="", kind=DataRequest.Kind.CORRECTION, user=by, field=field, row_uid=row.uid,
            present=str(getattr(row, field.rpartition(".")[2]) or "")[:500], proposed=proposed,
            text=text, asked_on=step.on, synthetic=by.synthetic,
        )  # fmt: skip
        made.number = next_number(SERIES, step.on)
        start(made, step.on)
    return made


def ask_erasure(*, by: User, party: Party | None = None, text: str = "") -> DataRequest:
    """The account, and the register entry ``party`` if it is one that ``by`` stands for."""
    if party is not None and party.pk not in subject_of(by).parties:
        raise CiguError("party", _("This entry is not yours."), field="party")
    open_ones = DataRequest.objects.filter(
        user=by, kind=DataRequest.Kind.ERASURE, state__in=["asked", "accepted"]
    )
    with acting("privacy.ask", by=by) as step:
        if open_ones.exists():
            raise CiguError("open", _("A request for erasure is open already."))
        made = DataRequest(
            number="", kind=DataRequest.Kind.ERASURE, user=by, party=party, text=text,
            asked_on=step.on, synthetic=by.synthetic,
        )  # fmt: skip
        made.number = next_number(SERIES, step.on)
        start(made, step.on)
    return made


def accept(*, request: DataRequest, by: Any, reason: str = "") -> DataRequest:
    check_can_answer(request, by)
    with acting("privacy.accept", by=by, reason=reason) as step:
        request.decided_on = step.on
        fire(request, "accept", by=by, on=step.on)
        text = _("Your request %(number)s is accepted and will be carried out.")
        notify(text % {"number": request.number}, request, on=step.on, user=request.user)
    return request


def refuse(*, request: DataRequest, by: Any, reason_code: str, answer: str) -> DataRequest:
    """The person is told the reason and the law that it rests on."""
    check_can_answer(request, by)
    with acting("privacy.refuse", by=by) as step:
        request.decided_on, request.reason_code = step.on, reason_code
        request.answer = answer
        fire(request, "refuse", by=by, on=step.on, reason_code=reason_code)
        text = _("Your request %(number)s is refused: %(why)s")
        told = text % {"number": request.number, "why": dict(REFUSALS)[reason_code]}
        notify(told, request, on=step.on, user=request.user)
    return request


def carry_out(*, request: DataRequest, by: Any, reason: str = "") -> DataRequest:
    check_can_answer(request, by)
    with acting("privacy.carry_out", by=by, reason=reason) as step:
        if request.kind == DataRequest.Kind.CORRECTION:
            _correct(request)
        else:
            done = erase(subject_of_request(request), by=by, on=step.on, number=request.number)
            request.refresh_from_db()  # its own texts went too
            request.outcome = as_rows(done)
        request.done_on = step.on
        fire(request, "carry_out", by=by, on=step.on)
        if request.kind == DataRequest.Kind.CORRECTION:  # nobody reads it after an erasure
            text = _("Your request %(number)s is carried out.") % {"number": request.number}
            notify(text, request, on=step.on, user=request.user)
    return request


def withdraw(*, request: DataRequest, by: User) -> DataRequest:
    """By the person; the state table knows no role for that, so the guard stands here."""
    check_can_withdraw(request, by)
    with acting("privacy.withdraw", by=by) as step:
        fire(request, "withdraw", by=None, on=step.on)
    return request


def leave_copy(*, by: User, kind: str, count: int) -> None:
    """That somebody took a copy of their own data is on record too."""
    from django.db import transaction

    with transaction.atomic():
        note("privacy.copy", by=by, on=today(), subject="privacy.copy", uid=by.uid,
             format=kind, fields=count)  # fmt: skip


def _target(subject: Subject, field: str, uid: str) -> Any:
    """The row on this person that holds the field, and only a field that may be corrected."""
    label, _dot, name = field.rpartition(".")
    holding = holdings().get(label)
    told = holding.field(name) if holding else None
    if holding is not None and told is not None and told.correctable:
        for row in rows_of(holding, subject):
            if str(row.uid) == uid:
                return row
    raise CiguError("target", _("This field cannot be corrected here."), field="target")


def _correct(request: DataRequest) -> None:
    label, _dot, name = request.field.rpartition(".")
    model: Any = apps.get_model(label)
    row = model._base_manager.select_for_update().get(uid=request.row_uid)
    setattr(row, name, request.proposed)
    row.save()
    if label == "records_people.person" and name == "name":
        party = Party.objects.select_for_update().get(pk=row.party_id)
        party.name = request.proposed
        party.save()
