"""Checked reports: the list, and one report with its figures marked (mock 04)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.documents.actions import documents_of
from cigu.core.documents.checks import MEDIA
from cigu.core.jobs.models import Job
from cigu.core.ui.export import XLSX
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import buttons, waiting

from ..actions.checking import KIND
from ..comparing import compared
from ..guards import can_decide
from ..models import ReportCheck
from ..papers import marked
from ..reading_page import Page, panel
from ..tables import CheckTable
from .handing import handed

ROUTES = {"settle": "reports:settle", "reopen": "reports:reopen", "replace": "reports:next_draft"}


def check_of(user: Any, number: str) -> Any:
    rows = ReportCheck.objects.for_(user).select_related("territory", "domain", "author", "batch")
    return get_object_or_404(rows, number=number)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    writes = Access.of(request.user).has(Role.OFFICER)
    return list_response(request, CheckTable(request), "reports/checks.html", may_write=writes)


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """``?fig=6`` opens the panel beside the text, or alone when the page asks for it."""
    check = check_of(request.user, number)
    page = Page(check, request.GET)
    shown = panel(page, request.user) if page.chosen is not None else None
    if _asks_panel(request):
        if shown is None:
            raise Http404
        context = {"p": shown, "object": check, "may_decide": can_decide(check, request.user)}
        response = render(request, "reports/parts/checked.html", context)
    else:
        response = render(request, "reports/check.html", _context(request, page, shown))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _asks_panel(request: HttpRequest) -> bool:
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == "evidence"


def _context(request: HttpRequest, page: Page, shown: Any) -> dict[str, Any]:
    check, user = page.check, request.user
    return {
        "object": check, "title": check.title, "page": page, "panel": shown,
        "crumbs": [(_("Report checks"), reverse("reports:checks")), (check.number, "")],
        "buttons": buttons(check, user, ROUTES, check.number),
        "may_decide": can_decide(check, user), "documents": documents_of(check),
        "waits": waiting(check), "entries": history(check, 30),
        "job": _job(check) if check.state == "reading" else None,
        "later": ReportCheck.objects.for_(user).filter(previous=check).first(),
        "others": _others(check, user),
    }  # fmt: skip


def _job(check: ReportCheck) -> Job | None:
    """The newest job that reads this report."""
    for job in Job.objects.filter(kind=KIND, owner=check.author).order_by("-pk")[:20]:
        if check.number in job.arguments.get("checks", ()):
            return job
    return None


def _others(check: ReportCheck, user: Any) -> list[ReportCheck]:
    rows = ReportCheck.objects.for_(user).exclude(pk=check.pk).exclude(text="")
    return list(rows.order_by("-pk")[:20])


@login_required
def export(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    check = check_of(request.user, number)
    if not check.text:
        raise Http404
    make = {
        "docx": marked.marked_docx, "pdf": marked.marked_pdf, "xlsx": marked.figures_xlsx,
    }[kind]  # fmt: skip
    media = XLSX if kind == "xlsx" else MEDIA[f".{kind}"]
    rows = check.figures.count()
    return handed(request, check, f"{check.number}.{kind}", media, rows, lambda: make(check))


@login_required
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """``?with=HD-2024-0002``: what one report says and the other contradicts."""
    check = check_of(request.user, number)
    other = check_of(request.user, request.GET["with"]) if request.GET.get("with") else None
    return render(request, "reports/compare.html", {
        "object": check, "other": other, "others": _others(check, request.user),
        "title": _("Compare two reports"),
        "rows": compared(check, other) if other is not None else [],
        "crumbs": [(_("Report checks"), reverse("reports:checks")),
                   (check.number, check.get_absolute_url()), (_("Compare two reports"), "")],
    })  # fmt: skip
