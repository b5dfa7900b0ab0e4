"""The yearbook: list, evidence panel, records."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cigu.core.figures import sdmx
from cigu.core.figures.freezing import versions
from cigu.core.figures.sources import Where
from cigu.core.quotas.counting import take
from cigu.core.ui.counting import number_text
from cigu.core.ui.listing import list_response
from cigu.engines.basis.periods import PeriodError

from .asking import PERIOD, scope_here
from .evidence import evidence, place
from .guards import can_edit, can_see_value
from .indicators import indicators
from .lines import Line, frozen_figures, line_of, yearbook
from .observing import as_sdmx
from .records import is_many, records, unseen
from .tables import TODO, ManyRecordsTable, RecordsTable, YearbookTable


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The list; ``?fig=A-23`` opens the panel beside it, or alone when the page asks for it."""
    where, problem = _where(request)
    if where is None:
        return render(request, "yearbook/no_scope.html", {"title": _("Yearbook and figures")})
    if _asks_panel(request):
        return _panel(request, where)
    if request.GET.get("format") == "sdmx":
        return _sdmx(request, where)
    table = YearbookTable(request, _visible(yearbook(where), request.user))
    response = list_response(
        request, table, "yearbook/index.html", **_frame(request, where, table), problem=problem
    )
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _sdmx(request: HttpRequest, where: Where) -> HttpResponse:
    content, lines = as_sdmx(where, request.user)
    take(request.user, lines, what="yearbook.sdmx")
    response = HttpResponse(content, content_type=sdmx.MEDIA)
    name = content_disposition_header(True, f"yearbook-{where.territory.pk}-{where.as_of}.csv")
    response["Content-Disposition"] = name or ""
    response["Cache-Control"] = "no-store"
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
        told = _(
            "%(since)s to %(until)s; stocks as of %(until)s. Not published yet. %(total)s figures,"
            " %(open)s to explain or to complete."
        ) % words  # fmt: skip
        return told + behind(lines)
    told = _(
        "%(since)s to %(until)s; stocks as of %(until)s. Version %(n)s was published on %(day)s."
        " %(total)s figures, %(open)s to explain or to complete."
    ) % {**words, "n": latest.version, "day": latest.published_on}
    return told + behind(lines)


def behind(lines: list[Line]) -> str:
    """Of figures that are just being counted again: how old they are."""
    times = [line.result.behind for line in lines if line.result and line.result.behind]
    if not times:
        return ""
    at = timezone.localtime(min(times))
    return _(" Counted at %(time)s; later changes are being counted.") % {"time": f"{at:%H:%M:%S}"}


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
    table: Any
    if is_many(line.result):
        table, hidden = ManyRecordsTable(request, line.result), unseen(line.result, request.user)
    else:
        found, hidden = records(line.result, request.user)
        table = RecordsTable(request, found)
    return list_response(
        request, table, "yearbook/records.html", line=line, where=where, place=place(where),
        hidden=hidden, hidden_text=number_text(hidden), title=f"{line.id} {line.label}",
    )  # fmt: skip
