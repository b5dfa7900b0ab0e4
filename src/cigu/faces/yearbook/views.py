"""The yearbook: list, evidence panel, records."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from cigu.core.figures.freezing import versions
from cigu.core.figures.sources import Where
from cigu.core.ui.listing import list_response
from cigu.engines.basis.periods import PeriodError

from .asking import PERIOD, scope_here
from .evidence import evidence, place
from .guards import can_edit, can_see_value
from .indicators import indicators
from .lines import Line, frozen_figures, line_of, yearbook
from .records import records
from .tables import TODO, RecordsTable, YearbookTable


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The list; ``?fig=A-23`` opens the panel beside it, or alone when the page asks for it."""
    where, problem = _where(request)
    if where is None:
        return render(request, "yearbook/no_scope.html", {"title": _("Yearbook and figures")})
    if _asks_panel(request):
        return _panel(request, where)
    table = YearbookTable(request, _visible(yearbook(where), request.user))
    response = list_response(
        request, table, "yearbook/index.html", **_frame(request, where, table), problem=problem
    )
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _where(request: HttpRequest) -> tuple[Where | None, str]:
    """The scope asked for; an impossible period is named and the usual one taken."""
    try:
        return scope_here(request), ""
    except PeriodError as error:
        return scope_here(request, PERIOD), str(error)


def _visible(lines: list[Line], user: Any) -> list[Line]:
    return [line for line in lines if _may_see(line, user)]


def _may_see(line: Line, user: Any) -> bool:
    return line.result is None or can_see_value(line.result.figure, user)


def _frame(request: HttpRequest, where: Where, table: YearbookTable) -> dict[str, Any]:
    lines = [entry.line for entry in table.base_rows]
    latest = versions(where).first()
    chosen = next((line for line in lines if line.id == request.GET.get("fig")), None)
    close = table.url()
    return {
        "where": where,
        "latest": latest,
        "summary": summary(where, lines, latest),
        "may_edit": can_edit(where, request.user),
        "panel": evidence(chosen, where, request.user, close) if chosen else None,
        "close_url": close,
        "period": str(where.period),
    }


def summary(where: Where, lines: list[Line], latest: Any) -> str:
    """The line below the title: period, last version, what is still to be done."""
    words = {"since": where.period.start, "until": where.as_of, "total": len(lines),
             "open": sum(line.verdict in TODO for line in lines)}  # fmt: skip
    if latest is None:
        return _(
            "%(since)s to %(until)s; stocks as of %(until)s. Not published yet. %(total)s figures,"
            " %(open)s to explain or to complete."
        ) % words  # fmt: skip
    return _(
        "%(since)s to %(until)s; stocks as of %(until)s. Version %(n)s was published on %(day)s."
        " %(total)s figures, %(open)s to explain or to complete."
    ) % {**words, "n": latest.version, "day": latest.published_on}


def _asks_panel(request: HttpRequest) -> bool:
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == "evidence"


def _panel(request: HttpRequest, where: Where) -> HttpResponse:
    line = _line(request, request.GET.get("fig", ""), where)
    close = YearbookTable(request, []).url()
    context = evidence(line, where, request.user, close)
    response = render(request, "yearbook/panel.html", {"panel": context})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _line(request: HttpRequest, ident: str, where: Where) -> Line:
    item = next((i for i in indicators() if i.id == ident), None)
    if item is None:
        raise Http404
    line = line_of(item, where, frozen_figures(where))
    if not _may_see(line, request.user):
        raise Http404
    return line


@login_required
def counted(request: HttpRequest, ident: str) -> HttpResponse:
    """All records behind a figure that the viewer may see, as a list of their own."""
    where, _problem = _where(request)
    if where is None:
        raise Http404
    line = _line(request, ident, where)
    if line.result is None:
        raise Http404
    found, hidden = records(line.result, request.user)
    return list_response(
        request, RecordsTable(request, found), "yearbook/records.html", line=line, where=where,
        place=place(where), hidden=hidden, title=f"{line.id} {line.label}",
    )  # fmt: skip
