"""The list, and one need as far as its reader may know it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import Access, role_at
from cigu.core.audit.history import history
from cigu.core.documents.actions import documents_of
from cigu.core.flow.actions import tasks_of
from cigu.core.flow.table import registry
from cigu.core.ui.listing import list_response

from ..guards import HELPERS, can_attach, can_edit
from ..links import links_of
from ..models import Need
from ..numbers import beside
from ..states import REJECT_REASONS, RETURN_REASONS
from ..steps import steps_of
from ..tables import NeedTable

REASONS = dict((*RETURN_REASONS, *REJECT_REASONS))


def find(user: Any, number: str) -> Any:
    rows = Need.objects.for_(user).select_related(
        "organisation__party", "territory", "domain", "segment", "merged_into"
    )
    return get_object_or_404(rows, number=number)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    return list_response(
        request, NeedTable(request), "needs/list.html", may_raise=may_raise(request.user)
    )


def may_raise(user: Any) -> bool:
    access = Access.of(user)
    return access.has(*HELPERS) or bool(access.parties_as("enterprise"))


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    need = find(request.user, number)
    inside = _inside(need, request.user)
    return render(request, "needs/detail.html", {
        "object": need, "title": need.title,
        "crumbs": [(_("Needs"), reverse("needs:list")), (need.number, "")],
        "steps": steps_of(need, request.user) if not need.is_masked else [],
        "links": links_of(need, request.user),
        "may_edit": not need.is_masked and can_edit(need, request.user),
        "inside": inside, "numbers": beside(need, request.user) if inside else [],
        "own": need.organisation.party_id in Access.of(request.user).parties if inside else False,
        "origin_url": _origin_url(need, request.user) if inside else "",
        "why": REASONS.get(need.reason_code, ""),
        "tasks": list(tasks_of(need)) if inside else [],
        "merged": list(need.merged.for_(request.user)) if inside else [],
        "documents": [] if need.is_masked else documents_of(need),
        "may_attach": can_attach(need, request.user),
        "entries": history(need, 30) if inside else [],
    })  # fmt: skip


def _inside(need: Need, user: Any) -> bool:
    """Staff of the place and the owner read clocks and history; invited providers do not."""
    if need.is_masked:
        return False
    own = need.organisation.party_id in Access.of(user).parties
    return own or role_at(user, STAFF_ROLES, need.territory, need.domain_id)


def _origin_url(need: Need, user: Any) -> str:
    """The record it was raised from, whichever room keeps it, if the reader may open it."""
    if need.origin_uid is None:
        return ""
    for _flow, model in registry.values():
        row = model.objects.for_(user).filter(uid=need.origin_uid).first()
        if row is not None:
            return _address(row)
    return ""


def _address(row: Any) -> str:
    try:
        return str(row.get_absolute_url())
    except (AttributeError, NoReverseMatch):
        return ""
