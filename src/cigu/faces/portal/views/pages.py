"""Home, lists, search, and what may be done with all of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cigu.core.quotas.visitors import take_rows
from cigu.core.search.registry import find

from ..answers import list_page, page
from ..public import KINDS, PUBLIC, Kind, shown_of
from ..tables import TABLES
from ..terms import terms

SHOWN = 5
ABOUT = {
    "needs": gettext_lazy(
        "Technical needs of enterprises, with what is asked for. Enterprises stay unnamed here; a"
        " broker brings both sides together."
    ),
    "achievements": gettext_lazy("Results of research whose owners look for users and partners."),
    "events": gettext_lazy("Roadshows of achievements and releases of needs."),
    "notices": gettext_lazy(
        "What the office means to do. During the period everybody may object, with or without a"
        " name."
    ),
    "reports": gettext_lazy("Annual reports as they were published, with their figures."),
    "figures": gettext_lazy(
        "Versions of figures, each frozen on its day: value, unit, basis, and whether the register"
        " behind it was complete."
    ),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = [(kind, kind.newest(SHOWN)) for kind in KINDS.values()]
    rows = [row for _kind, found in newest for row in found]
    return page(request, "portal/home.html", lambda: {
        "title": _("Public portal"), "terms": terms(),
        "parts": [{"kind": kind, "rows": [_line(kind, row) for row in found]}
                  for kind, found in newest],
        "description": _("Published needs, achievements, events, notices and figures."),
    }, rows, dated=False)  # fmt: skip


def _line(kind: Kind, row: Any) -> dict[str, Any]:
    return {
        "row": row, "url": kind.address(row), "day": kind.reading_day(row),
        "line": kind.summary(row),
    }  # fmt: skip


@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    kind = KINDS[code]
    return list_page(
        request, TABLES[code](request), "portal/list.html", terms=terms(), kind=kind,
        description=str(ABOUT[code]), subtitle=ABOUT[code],
    )  # fmt: skip


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Over what is public, whoever asks; the rows that come are counted like those of a list."""
    text = request.GET.get("q", "").strip()
    groups = [_group(hits) for hits in find(PUBLIC, text)]
    take_rows(sum(len(group["rows"]) for group in groups))
    return render(request, "portal/search.html", {
        "title": _("Search"), "search_query": text, "terms": terms(),
        "description": _("Search over what is published."),
        "groups": [group for group in groups if group["rows"]],
    })  # fmt: skip


def _group(hits: Any) -> dict[str, Any]:
    known = shown_of(hits.rows)
    rows = [
        {"label": str(row), "url": known[row.uid], "row": row}
        for row in hits.rows if row.uid in known
    ]  # fmt: skip
    return {"label": hits.label, "rows": rows, "more": hits.total > len(hits.rows)}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    feeds = [(kind.label, kind.feed_address) for kind in KINDS.values()]
    return render(request, "portal/about.html", {
        "title": _("Source and reprint"), "terms": terms(), "feeds": feeds,
        "description": _("Source, terms of reprint, feeds."),
        "crumbs": [(_("Public portal"), reverse("portal:home")), (_("Source and reprint"), "")],
    })  # fmt: skip
