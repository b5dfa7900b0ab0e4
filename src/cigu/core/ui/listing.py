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

from cigu.core.audit.recording import note

from .export import XLSX, to_csv, to_xlsx
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
        return _file(table, wanted)
    page = {"table": table, "title": table.title, **context}
    name = "cigu/table.html" if _asks_part(request, table) else template
    response = render(request, name, page)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _asks_part(request: HttpRequest, table: Table) -> bool:
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == table.dom_id


def _file(table: Table, wanted: str) -> HttpResponse:
    if not table.may_export:
        raise PermissionDenied
    write, kind = WRITERS[wanted]
    content = write(table)
    _leave_leaf(table, wanted)
    name = f"{table.title or table.name}-{table.today}.{wanted}"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "no-store"
    return response


def _leave_leaf(table: Table, wanted: str) -> None:
    """Who took which list away is part of the audit."""
    with transaction.atomic():
        note(
            "ui.export", by=table.user, on=table.today, subject=f"list.{table.name}",
            uid=table.user.uid, format=wanted, rows=table.total, query=table.url(),
        )  # fmt: skip
