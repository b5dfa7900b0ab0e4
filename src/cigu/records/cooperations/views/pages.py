"""The list, and one cooperation with its parties, origin, clock, documents and history."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import role_at
from cigu.core.audit.history import history
from cigu.core.documents.actions import documents_of
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import buttons, waiting

from ..models import Cooperation
from ..states import FAIL_REASONS
from ..tables import CooperationTable
from . import outcomes

ROUTES = {
    "sign": "cooperations:sign", "perform": "cooperations:perform",
    "deliver": "cooperations:deliver", "rate": "cooperations:rate",
    "fail": "cooperations:fail", "terminate": "cooperations:terminate",
}  # fmt: skip


def find(user: Any, number: str) -> Any:
    rows = Cooperation.objects.for_(user).select_related(
        "enterprise__party", "provider", "adviser", "need", "achievement", "territory", "domain"
    )
    return get_object_or_404(rows, number=number)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    return list_response(request, CooperationTable(request))


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    cooperation = find(request.user, number)
    return render(request, "cooperations/detail.html", {
        "object": cooperation,
        "title": cooperation.title,
        "crumbs": [(_("Cooperations"), ".."), (cooperation.number, "")],
        "buttons": buttons(cooperation, request.user, ROUTES, number),
        "may_correct": _may_correct(cooperation, request.user),
        "origin": _origin(cooperation, request.user),
        "waits": waiting(cooperation), "outcomes": outcomes.shown(cooperation, request.user),
        "documents": documents_of(cooperation),
        "entries": history(cooperation, 30),
        "why": dict(FAIL_REASONS).get(cooperation.reason_code, ""),
        "is_staff": role_at(request.user, STAFF_ROLES, cooperation.territory),
    })  # fmt: skip


def _may_correct(cooperation: Cooperation, user: Any) -> bool:
    officer = role_at(user, (Role.OFFICER,), cooperation.territory)
    return officer and cooperation.signed_on is not None


def _origin(cooperation: Cooperation, user: Any) -> dict[str, str]:
    """The need or achievement it grew from; a link only where the reader may open it."""
    source: Any = cooperation.need or cooperation.achievement
    seen = type(source).objects.for_(user).filter(pk=source.pk).exists()
    return {"label": str(source), "url": _address(source) if seen else ""}


def _address(source: Any) -> str:
    try:
        return str(source.get_absolute_url())
    except NoReverseMatch:
        return ""
