"""The list of files, and one file with its rows."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.imports.errors import ImportRefused
from cigu.core.imports.guards import (
    AT_WORK,
    OVER,
    can_import,
    check_can_write,
    is_busy,
)
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun, nouns_of
from cigu.core.jobs.guards import AGAIN
from cigu.core.ui.listing import list_response

from .. import words
from ..tables import ImportTable, RowTable


def find(user: Any, uid: Any) -> Import:
    rows = Import.objects.for_(user).select_related("job", "owner", "territory", "domain")
    return get_object_or_404(rows, uid=uid)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    if not can_import(request.user):
        raise NotAllowed()
    return list_response(
        request, ImportTable(request), "importing/home.html", nouns=nouns_of(request.user)
    )


@login_required
def detail(request: HttpRequest, uid: Any) -> HttpResponse:
    batch = find(request.user, uid)
    context = {**frame(batch, request.user), "title": batch.name}
    return list_response(request, RowTable(request, batch), "importing/detail.html", **context)


@login_required
def progress(request: HttpRequest, uid: Any) -> HttpResponse:
    """Asked again by the page itself while a worker has the file; then the page is made anew."""
    batch = find(request.user, uid)
    response = render(request, "importing/parts/progress.html", frame(batch, request.user))
    if not is_busy(batch) and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


def frame(batch: Import, user: Any) -> dict[str, Any]:
    job = batch.job
    return {
        "object": batch, "noun": noun(batch.noun), "look": words.look(batch), "job": job,
        "busy": is_busy(batch), "broken": bool(job and job.state in AGAIN and job.error),
        "may_resume": bool(job and job.state in AGAIN and batch.state in AT_WORK),
        "counts": [(code, label, batch.count(code)) for code, label in words.OUTCOMES],
        "passed": sum(batch.asides.values()), "why_not": why_not(batch, user),
        "share": job.done / job.total if job and job.total else None,
        "ended": batch.state in OVER, "left": words.left(batch),
        "crumbs": [(_("Import workbooks"), reverse("importing:home")), (batch.name, "")],
    }  # fmt: skip


def why_not(batch: Import, user: Any) -> str:
    """What has to happen before the file can be written; empty if nothing."""
    try:
        check_can_write(batch, user)
    except (ImportRefused, NotAllowed) as refusal:
        return str(refusal)
    return ""
