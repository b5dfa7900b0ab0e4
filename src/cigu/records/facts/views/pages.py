"""我的数据 and what others see of it: facts, history of one, consents, filings, who used what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.clock.business import today
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import waiting

from ..actions import record_use, record_uses
from ..board import Line, board, consent_rows
from ..declaring import CHECKED, PAGE, TAKEN, Form, forms_reading, label_of
from ..definitions import definitions
from ..guards import can_state, is_office, is_own
from ..models import Fact, FactUse, Filing
from ..tables import FactTable, FilingTable, UseTable, enterprises_for

LAST = 6  # uses and filings beside the facts


def find(user: Any, uid: UUID) -> Any:
    """An enterprise whose facts concern the reader: one's own, or of a place one works in."""
    body = get_object_or_404(enterprises_for(user), uid=uid)
    if body.is_masked:
        raise Http404
    return body


def crumbs(body: Any, user: Any, *more: Any) -> list[tuple[Any, str]]:
    own = is_own(body, user)
    label = _("My data") if own else _("Facts of %(name)s") % {"name": body}
    page = reverse("facts:enterprise", args=[body.uid])
    head = [] if own else [(_("Facts of enterprises"), reverse("facts:list"))]
    return [*head, (label, page if more else ""), *((text, "") for text in more)]


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    table = FactTable(request)
    response = list_response(request, table)
    if "format" in request.GET:
        if response.has_header("Content-Disposition"):
            _read_in_list(table.result, request.user, TAKEN, FactUse.Way.EXPORT)
    else:
        _read_in_list(table.found.rows, request.user, PAGE, FactUse.Way.PAGE)
    return response


def _read_in_list(rows: Any, user: Any, form: Form, way: str) -> None:
    """What a list shows was read, as what a page of one enterprise shows."""
    read = [row for row in rows if not row.is_masked]
    record_uses(facts=read, by=user, form=form, way=way)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The enterprise one acts for; several are offered."""
    parties = Access.of(request.user).parties_as(Role.ENTERPRISE)
    bodies = list(enterprises_for(request.user).filter(party__in=parties))
    if len(bodies) == 1:
        return redirect("facts:enterprise", uid=bodies[0].uid)
    return render(request, "facts/mine.html", {"title": _("My data"), "bodies": bodies})


@login_required
def enterprise(request: HttpRequest, uid: UUID) -> HttpResponse:
    body, user = find(request.user, uid), request.user
    own = is_own(body, user)
    groups = board(body, user, today())
    _note(body, user, [line for _name, lines in groups for line in lines])
    uses = FactUse.objects.for_(user).filter(organisation=body).select_related("reader")
    filings = Filing.objects.for_(user).filter(organisation=body).order_by("-filed_on", "-pk")
    return render(request, "facts/enterprise.html", {
        "object": body, "own": own, "may_state": can_state(body, user),
        "title": _("My data") if own else _("Facts of the enterprise"),
        "crumbs": crumbs(body, user), "groups": groups,
        "sees_use": own or is_office(body, user),
        "consents": consent_rows(body), "uses": list(uses.order_by("-used_on", "-pk")[:LAST]),
        "filings": list(filings[:LAST]),
    })  # fmt: skip


def _note(body: Any, user: Any, lines: list[Line]) -> None:
    read = [fact for line in lines for fact in line.disclosed]
    record_use(organisation=body, facts=read, by=user, form=PAGE, way=FactUse.Way.PAGE)


@login_required
def fact(request: HttpRequest, uid: UUID, code: str) -> HttpResponse:
    """All that was ever stated of one fact, by period."""
    body, user = find(request.user, uid), request.user
    if code not in definitions():
        raise Http404
    found = Fact.objects.for_(user).filter(organisation=body, code=code)
    related = found.select_related("filing", "stated_by", "decided_by", "organisation")
    rows = list(related.order_by("-day", "-pk"))
    seen = [row for row in rows if not row.is_masked]
    record_use(organisation=body, facts=seen, by=user, form=PAGE, way=FactUse.Way.PAGE)
    known = definitions()[code]
    return render(request, "facts/fact.html", {
        "object": body, "title": str(known), "known": known, "rows": rows,
        "crumbs": crumbs(body, user, str(known)), "own": is_own(body, user),
        "may_state": can_state(body, user), "forms": forms_reading(code),
        "nothing": _("Not stated yet."),
    })  # fmt: skip


@login_required
def uses(request: HttpRequest, uid: UUID) -> HttpResponse:
    body = find(request.user, uid)
    if not (is_own(body, request.user) or is_office(body, request.user)):
        raise NotAllowed()
    return list_response(
        request, UseTable(request, body), crumbs=crumbs(body, request.user, _("Who used the data"))
    )


def find_filing(user: Any, number: str) -> Any:
    rows = Filing.objects.for_(user).select_related(
        "organisation__party", "organisation__territory", "organisation__domain", "filed_by"
    )
    return get_object_or_404(rows, number=number)


@login_required
def filing(request: HttpRequest, number: str) -> HttpResponse:
    row, user = find_filing(request.user, number), request.user
    facts = Fact.objects.for_(user).filter(filing=row).select_related("organisation")
    seen = [fact for fact in facts if not fact.is_masked]
    record_use(organisation=row.organisation, facts=seen, by=user, form=CHECKED,
               way=FactUse.Way.CHECK, record=row)  # fmt: skip
    own = is_own(row.organisation, user)
    return list_response(
        request, FilingTable(request, row), "facts/filing.html", object=row, own=own,
        title=_("Filing %(number)s") % {"number": row.number}, form_label=label_of(row.form),
        crumbs=crumbs(row.organisation, user, row.number), waits=waiting(row),
        entries=history(row, 30), may_leave=own and row.state == "returned",
    )  # fmt: skip
