"""Lists, one notice with its objections, one objection."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import Access, role_at
from cigu.core.audit.history import history
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import buttons, waiting

from ..guards import can_answer, can_edit
from ..models import Objection, PublicNotice
from ..states import REASONS, WITHDRAW_REASONS
from ..subjects import subject_of
from ..tables import NoticeTable, ObjectionTable

ROUTES = {
    "display": "publicnotices:display", "decide": "publicnotices:decide",
    "close": "publicnotices:close", "withdraw": "publicnotices:withdraw",
}  # fmt: skip
ANSWERS = {
    "uphold": "publicnotices:uphold", "uphold_partly": "publicnotices:uphold_partly",
    "dismiss": "publicnotices:dismiss", "set_aside": "publicnotices:set_aside",
}  # fmt: skip


def find(user: Any, number: str) -> Any:
    rows = PublicNotice.objects.for_(user).select_related("territory", "domain")
    return get_object_or_404(rows, number=number)


def find_objection(user: Any, number: str) -> Any:
    rows = Objection.objects.of_place(user).select_related("notice", "territory", "domain")
    return get_object_or_404(rows, number=number)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    issues = Access.of(request.user).has(Role.OFFICER)
    return list_response(request, NoticeTable(request), "publicnotices/list.html", issues=issues)


@login_required
def objections(request: HttpRequest) -> HttpResponse:
    if not Access.of(request.user).is_staff:
        raise PermissionDenied
    return list_response(request, ObjectionTable(request), "publicnotices/list.html")


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    notice, user = find(request.user, number), request.user
    staff = role_at(user, STAFF_ROLES, notice.territory)
    received = Objection.objects.of_place(user).filter(notice=notice).order_by("number")
    subject = subject_of(user, notice.subject_type, notice.subject_uid)
    return render(request, "publicnotices/detail.html", {
        "object": notice, "title": notice.title,
        "crumbs": [(_("Public notices"), reverse("publicnotices:list")), (number, "")],
        "buttons": buttons(notice, user, ROUTES, number), "may_edit": can_edit(notice, user),
        "objections": received if staff else [], "is_staff": staff, "subject": subject,
        "why": dict(WITHDRAW_REASONS).get(notice.reason_code, ""),
        "waits": waiting(notice) if staff else [],
        "entries": history(notice, 30) if staff else [],
    })  # fmt: skip


@login_required
def objection(request: HttpRequest, number: str) -> HttpResponse:
    row = find_objection(request.user, number)
    return render(request, "publicnotices/objection.html", {
        "object": row, "title": str(row), "why": REASONS.get(row.reason_code, ""),
        "crumbs": [
            (_("Public notices"), reverse("publicnotices:list")),
            (row.notice.number, row.notice.get_absolute_url()), (number, ""),
        ],
        "buttons": buttons(row, request.user, ANSWERS, number), "waits": waiting(row),
        "may_forget": can_answer(row, request.user) and row.forgotten_on is None,
        "no_history": row.is_masked, "entries": [] if row.is_masked else history(row, 30),
    })  # fmt: skip
