"""The lists, one checkup, and its report."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.documents.actions import documents_of
from cigu.core.flow.actions import tasks_of
from cigu.core.ui.listing import list_response
from cigu.records.needs.models import Need

from .. import acts, guards, report
from .. import questionnaire as q
from ..models import Checkup, VisitRecord
from ..models.campaign import READERS
from ..states import CHECKUP, DECLINE_REASONS, WITHDRAW_REASONS
from ..tables import CheckupTable, OwnCheckupTable, address_of
from .base import crumbs_of, find, worded
from .questions import result_of

BULKY = ("answers", "score", "sections_done", "instrument_hash")
SAVING = "checkups.save_answers"
STAGES = (
    ("invited_on", "invited"), ("consented_on", "collecting"), ("collected_on", "collected"),
    ("visited_on", "visited"), ("diagnosed_on", "diagnosed"), ("replied_on", "replied"),
    ("issued_on", "issued"), ("closed_on", "closed"),
)  # fmt: skip


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    access = Access.of(request.user)
    if access.has(Role.ENTERPRISE) and not access.has(*READERS):
        return redirect("checkups:mine")
    if not access.has(*READERS):
        raise PermissionDenied
    return list_response(request, CheckupTable(request), "checkups/list.html")


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    if not Access.of(request.user).has(Role.ENTERPRISE):
        raise PermissionDenied
    return list_response(request, OwnCheckupTable(request))


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    checkup, user = find(request.user, number), request.user
    reads = guards.can_read_answers(checkup, user)
    drafts = guards.can_read_draft(checkup, user)
    return render(request, "checkups/detail.html", {
        "object": checkup,
        "title": str(checkup.enterprise),
        "crumbs": crumbs_of(checkup),
        "buttons": acts.of_checkup(checkup, user),
        "stages": stages(checkup),
        "tasks": tasks(checkup),
        "why": why(checkup),
        "consent": checkup.standing_consent,
        "owns": guards.is_enterprise_of(checkup, user),
        "manages": guards.can_manage(user, checkup.territory, checkup.domain),
        "examines": guards.is_examiner(checkup, user),
        "follows": guards.can_follow(checkup, user),
        "reads": reads,
        "report": report.of(checkup) if drafts else None,
        "visits": VisitRecord.objects.for_(user).filter(checkup=checkup).order_by("-visited_on"),
        "needs": needs_of(checkup, user),
        "raisable": checkup.state in guards.RAISABLE,
        "follow_ups": checkup.follow_ups.select_related("evidence"),
        "corrections": checkup.corrections.filter(settled_on__isnull=True),
        "documents": documents_of(checkup),
        "entries": entries(checkup, drafts),
        "instrument": q.named(q.instrument(checkup.instrument)),
        **(result_of(checkup) if reads or checkup.counted else {"score": None}),
    })  # fmt: skip


@login_required
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    checkup = find(request.user, number)
    if not guards.can_read_draft(checkup, request.user) or not checkup.diagnosed_on:
        raise Http404
    documents = documents_of(checkup)
    return render(request, "checkups/report.html", {
        "object": checkup,
        "title": _("Technology checkup report"),
        "crumbs": crumbs_of(checkup, _("Report")),
        "report": report.of(checkup),
        "document": documents.first() if checkup.counted else None,
    })  # fmt: skip


def stages(checkup: Checkup) -> list[dict[str, Any]]:
    """The way from invitation to close, with the days on which it was gone."""
    return [
        {"label": CHECKUP.state(state).label, "day": getattr(checkup, name),
         "current": checkup.state == state}
        for name, state in STAGES
    ]  # fmt: skip


def tasks(checkup: Checkup) -> list[dict[str, Any]]:
    """What waits: whom for, what to press, and where the term comes from."""
    info = checkup.state_info
    out = []
    for task in tasks_of(checkup):
        waits = info.waits[task.position]
        who = task.party or Role(task.role).label
        out.append({"task": task, "who": who, "verb": waits.verb, "days": waits.days,
                    "rule": _(waits.rule) if waits.rule else ""})  # fmt: skip
    return out


def why(checkup: Checkup) -> Any:
    return dict(DECLINE_REASONS + WITHDRAW_REASONS).get(checkup.reason_code, "")


def needs_of(checkup: Checkup, user: Any) -> list[dict[str, Any]]:
    rows = Need.objects.for_(user).filter(origin_uid=checkup.uid).order_by("number")
    return [{"need": row, "url": address_of(row)} for row in rows]


def entries(checkup: Checkup, drafts: bool) -> list[Any]:
    """The history without raw answers, and without the draft where it may not be read yet.
    Of several savings of the questionnaire in a row the last one stands for all."""
    closed = BULKY if drafts else (*BULKY, "comment")
    out: list[Any] = []
    for entry in history(checkup, 60):
        if entry.verb == SAVING and out and out[-1].verb == SAVING:
            continue
        entry.changes[:] = [worded(c, CHECKUP) for c in entry.changes if c.name not in closed]
        out.append(entry)
    return out[:30]
