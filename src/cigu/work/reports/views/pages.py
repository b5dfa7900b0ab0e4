"""The list of reports, and one report with its numbers marked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import Access, role_at
from cigu.core.audit.history import history
from cigu.core.documents.actions import documents_of
from cigu.core.documents.checks import MEDIA
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import buttons, waiting

from .. import papers
from ..evidence import evidence, find
from ..guards import can_correct, can_edit
from ..judging.catalogue import names
from ..models import Report
from ..shown import CHANGED, parts
from ..tables import ReportTable
from ..writing.composing import Composed, compose
from ..writing.template import draft_from

ROUTES = {
    "publish": "reports:publish", "send": "reports:send", "return": "reports:return",
    "discard": "reports:discard",
}  # fmt: skip


def report_of(user: Any, number: str) -> Any:
    rows = Report.objects.for_(user).select_related("territory", "domain", "publication", "author")
    return get_object_or_404(rows, number=number)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    writes = Access.of(request.user).has(Role.OFFICER)
    return list_response(request, ReportTable(request), "reports/list.html", may_write=writes)


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """``?fig=A-23`` opens the panel beside the text, or alone when the page asks for it."""
    report = report_of(request.user, number)
    composed = compose(report)
    panel = _panel(request, composed)
    if _asks_panel(request):
        if panel is None:
            raise Http404
        response = render(request, "reports/parts/panel.html", {"panel": panel, "object": report})
    else:
        response = render(request, "reports/detail.html", _page(request, composed, panel))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _asks_panel(request: HttpRequest) -> bool:
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == "evidence"


def _panel(request: HttpRequest, composed: Composed) -> dict[str, Any] | None:
    value = find(composed, request.GET.get("fig", ""))
    if value is None:
        return None
    report = composed.report
    found = evidence(value, report, request.user, report.get_absolute_url())
    found["may_correct"] = bool(found["gap"]) and can_correct(report, request.user)
    return found


def _page(request: HttpRequest, composed: Composed, panel: Any) -> dict[str, Any]:
    report, user = composed.report, request.user
    staff = role_at(user, STAFF_ROLES, report.territory)
    shown = parts(composed)
    return {
        "object": report, "title": report.title, "parts": shown, "panel": panel,
        "close_url": report.get_absolute_url(), "summary": summary(composed, shown),
        "crumbs": [(_("Annual reports"), reverse("reports:list")), (report.number, "")],
        "buttons": buttons(report, user, ROUTES, report.number),
        "sections": report.sections.order_by("order") if can_edit(report, user) else [],
        "may_edit": can_edit(report, user), "is_staff": staff,
        "left_out": left_out(composed) if can_edit(report, user) else [],
        "errata": report.errata.select_related("figure__territory", "author").order_by("-pk"),
        "documents": documents_of(report) if report.state == "published" else [],
        "waits": waiting(report) if staff else [],
        "entries": history(report, 30) if staff else [],
    }  # fmt: skip


def left_out(composed: Composed) -> list[tuple[str, str]]:
    """What the template would say if the records gave it, or their register were complete."""
    report, known, used = composed.report, names(), set(composed.idents())
    found = draft_from(report.template, report.where).left_out
    return [(ident, known[ident]) for ident in found if ident in known and ident not in used]


def summary(composed: Composed, shown: Any) -> str:
    n = sum(1 for _run in composed.runs())
    unfinished = sum(not run.final for run in composed.runs())
    changed = sum(mark.css == CHANGED for part in shown for mark in _marks(part))
    words = [ngettext("%(n)s figure", "%(n)s figures", n) % {"n": n}]
    if unfinished:
        words.append(_("%(n)s not final") % {"n": unfinished})
    if changed:
        words.append(_("%(n)s changed since publication") % {"n": changed})
    return _(", ").join(words)


def _marks(part: Any) -> Any:
    yield from (run for run in part.runs if not isinstance(run, str))
    for _label, cells in part.rows:
        yield from cells


@login_required
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The report as it reads now, errata included; the papers of publication are documents."""
    report = report_of(request.user, number)
    composed = compose(report)
    response = HttpResponse(papers.one(composed, kind), content_type=MEDIA[f".{kind}"])
    name = f"{report.number}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
