"""Files that go out: blank templates, lists to edit and bring back, workbooks with comments."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cigu.core.audit.recording import note
from cigu.core.clock.business import today
from cigu.core.imports import outgoing
from cigu.core.imports.guards import check_can_import, check_own
from cigu.core.imports.nouns import Noun, noun, nouns
from cigu.core.quotas.counting import left_of, take
from cigu.core.ui.export import XLSX
from cigu.core.ui.purposes import PurposeForm

from .pages import find

CSV = "text/csv; charset=utf-8"
KINDS = {"xlsx": XLSX, "csv": CSV}


@login_required
def template(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    found = _noun(what, kind, request.user)
    made = outgoing.template_csv(found)
    if kind == "xlsx":
        made = outgoing.template_xlsx(found, request.user)
    return _file(made, f"{found.label}-{_('template')}.{kind}", kind)


@login_required
def take_list(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """In the form that comes back. What it is for is asked before, and kept in the audit."""
    user: Any = request.user
    found = _noun(what, kind, user)
    rows = found.rows(user)
    count = rows.count()
    form = PurposeForm(request.GET if "purpose" in request.GET else None)
    if not form.is_valid():
        return _ask_why(request, found, form, count)
    take(user, count, what=f"imports.{what}")
    write = outgoing.export_xlsx if kind == "xlsx" else outgoing.export_csv
    made = write(found, user, rows)
    with transaction.atomic():
        found.taken(rows, user)
        note(
            "imports.list", by=user, on=today(), subject=f"list.{what}", uid=user.uid, format=kind,
            rows=count, purpose=form.cleaned_data["purpose"],
            personal={"purpose_note": form.cleaned_data["purpose_note"]},
        )  # fmt: skip
    return _file(made, f"{found.label}-{today():%Y-%m-%d}.{kind}", kind)


def _ask_why(request: HttpRequest, found: Noun, form: Any, count: int) -> HttpResponse:
    context = {
        "title": _("What is the list for?"), "form": form, "noun": found, "rows": count,
        "left": left_of(request.user), "path": request.path, "back": reverse("importing:home"),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "importing/purpose.html", context, status=status)


@login_required
def problems(request: HttpRequest, uid: Any) -> HttpResponse:
    batch = find(request.user, uid)
    check_own(batch, request.user)
    if batch.state not in ("checked", "writing", "written"):
        raise Http404
    take(request.user, batch.open_points, what="imports.problems")
    name, made = outgoing.commented(batch, noun(batch.noun))
    return _file(made, name, name.rpartition(".")[2].lower())


def _noun(what: str, kind: str, user: Any) -> Noun:
    if kind not in KINDS or what not in {n.key for n in nouns()}:
        raise Http404
    found = noun(what)
    check_can_import(user, found)
    return found


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
