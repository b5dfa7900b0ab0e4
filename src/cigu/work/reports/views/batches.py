"""Reports that were taken in together: how far each is, what came of it, all of it as a file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.roles import EXPORT, Role
from cigu.core.access.scope import Access
from cigu.core.ui.export import XLSX
from cigu.core.ui.listing import list_response

from ..batches import Standing
from ..models import CheckBatch, CheckedFigure, ReportCheck
from ..papers import marked
from ..tables import BatchCheckTable, BatchTable
from .handing import handed


def batch_of(user: Any, number: str) -> Any:
    rows = CheckBatch.objects.for_(user).select_related("territory", "domain", "author")
    return get_object_or_404(rows, number=number)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    writes = Access.of(request.user).has(Role.OFFICER)
    return list_response(request, BatchTable(request), "reports/batches.html", may_write=writes)


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    batch = batch_of(request.user, number)
    standing = Standing(batch)
    table = BatchCheckTable(request, batch, standing)
    return list_response(
        request, table, "reports/batch.html", object=batch, standing=standing,
        title=_("Reports checked together"),
        crumbs=[(_("Batches"), reverse("reports:batches")), (batch.number, "")],
        may_export=Access.of(request.user).right(EXPORT),
    )  # fmt: skip


@login_required
def figures(request: HttpRequest, number: str) -> HttpResponse:
    """The reports and all their figures, as far as they are read."""
    batch = batch_of(request.user, number)
    if not Access.of(request.user).right(EXPORT):
        raise PermissionDenied
    rows = ReportCheck.objects.for_(request.user).filter(batch=batch)
    checks = list(rows.defer("text").order_by("number"))
    held = CheckedFigure.objects.filter(check_of__in=checks).count() + batch.files
    return handed(request, batch, f"{batch.number}.xlsx", XLSX, held,
                  lambda: marked.batch_xlsx(batch, checks))  # fmt: skip
