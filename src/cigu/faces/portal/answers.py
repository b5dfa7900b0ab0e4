"""Pages with a mark of what they show: who has the page already gets 304."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from cigu import __version__
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import today
from cigu.core.quotas.visitors import take_rows
from cigu.core.ui.context import Shell
from cigu.core.ui.tables import Table

Shown = Iterable[Any]


def page(
    request: HttpRequest, template: str, context: Callable[[], dict[str, Any]], rows: Shown, *,
    said: Iterable[Any] = (), dated: bool = True,
) -> HttpResponse:  # fmt: skip
    """``rows``: every record the page draws on; another revision of one is another page.
    ``said``: what else on it may change. ``dated``: not where a row can leave the page, for the
    day of the last change would leave with it. ``context`` is asked for only if it is drawn."""
    known = list(rows)
    tag, changed = mark(request, known, template, said), last_change(known) if dated else None
    response = _unchanged(request, tag, changed) if _is_plain(request) else None
    if response is None:
        response = render(request, template, context())
    return _dated(request, response, tag, changed)


def list_page(request: HttpRequest, table: Table, template: str, **context: Any) -> HttpResponse:
    """Who goes on from the first page takes rows away, and these are counted. Unlike
    ``core/ui/listing`` there is no file, visitors have a quota of their own, and who has the page
    gets 304."""
    if not table.begins:
        take_rows(len(table.rows_on_page))
    asks_part = request.headers.get("HX-Target") == table.dom_id
    name = "cigu/table.html" if asks_part and "HX-Request" in request.headers else template
    response = page(
        request, name, lambda: {"table": table, "title": table.title, **context},
        table.found.rows, said=(table.showing, *(tab.text for tab in table.tabs)), dated=False,
    )  # fmt: skip
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def mark(request: HttpRequest, rows: Shown, what: str, said: Iterable[Any] = ()) -> str:
    """Of the records and their revisions, and of all else that shapes the page."""
    frame = Shell(request)
    shown = [
        __version__, what, *said, request.get_full_path(), frame.lang, frame.theme, frame.density,
        today().isoformat(), *frame.demo_texts, *(f"{row.uid}:{row.revision}" for row in rows),
    ]  # fmt: skip
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'


def last_change(rows: list[Any]) -> datetime | None:
    uids = [row.uid for row in rows]
    kinds = {row._meta.label_lower for row in rows}
    leaves = AuditLeaf.objects.filter(object_type__in=kinds, object_uid__in=uids)
    found: datetime | None = leaves.aggregate(at=Max("recorded_at"))["at"] if uids else None
    return found


def _is_plain(request: HttpRequest) -> bool:
    """Pages of somebody signed in carry their name and messages."""
    return not request.user.is_authenticated


def _unchanged(request: HttpRequest, tag: str, changed: datetime | None) -> HttpResponse | None:
    """By the mark alone where the reader has one; by the day of change where not."""
    stamp = int(changed.timestamp()) if changed and "If-None-Match" not in request.headers else None
    found: Any = get_conditional_response(request, etag=tag, last_modified=stamp)
    return found if found is not None and found.status_code == 304 else None


def _dated(
    request: HttpRequest, response: HttpResponse, tag: str, changed: datetime | None
) -> HttpResponse:
    if not _is_plain(request):
        response["Cache-Control"] = "private, no-store"
        return response
    response["ETag"] = tag
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
