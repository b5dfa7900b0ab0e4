"""Answer a list: page, part of a page, or file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cigu.core.audit.recording import note
from cigu.core.quotas.counting import left_of, take

from .export import XLSX, to_csv, to_xlsx
from .purposes import PurposeForm
from .tables import Table

WRITERS: dict[str, tuple[Callable[[Table], bytes], str]] = {
    "xlsx": (to_xlsx, XLSX),
    "csv": (to_csv, "text/csv; charset=utf-8"),
}


def list_response(
    request: HttpRequest, table: Table, template: str = "cigu/list.html", **context: Any
) -> HttpResponse:
    """``?format=xlsx|csv`` gives a file; a request of the list itself (HTMX) gives the list."""
    wanted = table.param("format")
    if wanted in WRITERS:
        return _file(request, table, wanted)
    if not table.begins and request.user.is_authenticated:
        take(request.user, len(table.rows_on_page), what=f"list.{table.name}")
    page = {"table": table, "title": table.title, **context}
    name = "cigu/table.html" if _asks_part(request, table) else template
    response = render(request, name, page)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _asks_part(request: HttpRequest, table: Table) -> bool:
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == table.dom_id


def _file(request: HttpRequest, table: Table, wanted: str) -> HttpResponse:
    if not table.may_export:
        raise PermissionDenied
    why: dict[str, str] = {}
    if table.data_class.needs_purpose:
        form = PurposeForm(request.GET if "purpose" in request.GET else None)
        if not form.is_valid():
            return _ask_why(request, table, wanted, form)
        why = form.cleaned_data
    rows = _count(table)
    take(request.user, rows, what=f"list.{table.name}")
    write, kind = WRITERS[wanted]
    content = write(table)
    _leave_leaf(table, wanted, rows, why)
    name = f"{table.title or table.name}-{table.today}.{wanted}"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "no-store"
    return response


def _count(table: Table) -> int:
    """All rows that the file will hold; ``total`` stops counting where a page need not know."""
    rows = table.result.order_by()
    return len(rows) if isinstance(rows, list) else int(rows.count())


def _ask_why(request: HttpRequest, table: Table, wanted: str, form: PurposeForm) -> HttpResponse:
    """Before people's data or important data leave the site: what for?"""
    context = {
        "form": form, "table": table, "title": _("What is the list for?"), "rows": _count(table),
        "left": left_of(request.user),
        "kept": [*(table.others | table.state).items(), (table.prefix + "format", wanted)],
    }  # fmt: skip
    return render(request, "cigu/purpose.html", context, status=422 if form.is_bound else 200)


def _leave_leaf(table: Table, wanted: str, rows: int, why: dict[str, str]) -> None:
    """Who took which list away, and what for, is part of the audit."""
    meta = getattr(table.model, "_meta", None)
    with transaction.atomic():
        note(
            "ui.export", by=table.user, on=table.today, subject=f"list.{table.name}",
            uid=table.user.uid, format=wanted, rows=rows, data_class=table.data_class.code,
            model=getattr(meta, "label_lower", ""), purpose=why.get("purpose", ""),
            personal={  # what was searched for, or to whom a list goes, may be a name
                "query": table.url(), "purpose_note": why.get("purpose_note", ""),
            },
        )  # fmt: skip
