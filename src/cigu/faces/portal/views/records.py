"""One published record under its stable address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cigu.core.documents.actions import documents_of
from cigu.core.documents.store import get
from cigu.core.documents.views import SANDBOX
from cigu.core.quotas.visitors import take_rows
from cigu.records.publicnotices.models import Objection
from cigu.records.publicnotices.states import REASONS
from cigu.records.publicnotices.subjects import subject_of
from cigu.work.reports.writing.composing import compose
from cigu.work.roadshows.programme import programme
from cigu.work.roadshows.states import CANCEL_REASONS

from ..answers import page
from ..guards import can_take_off
from ..ical import calendar_of
from ..public import KINDS, PUBLIC, shown_of
from ..terms import terms

PAPERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf", "csv": "text/csv; charset=utf-8",
}  # fmt: skip
OWN = "paper"  # name of the report's own papers in their address


def found(code: str, number: str) -> Any:
    return get_object_or_404(KINDS[code].shown(), number=number)


def frame(request: HttpRequest, code: str, row: Any, **more: Any) -> dict[str, Any]:
    """What every record's page says: where it stands, its address, its source."""
    kind = KINDS[code]
    return {
        "object": row, "title": row.title, "kind": kind, "terms": terms(),
        "description": kind.summary(row)[:200], "published": kind.day(row), "code": code,
        "may_take_off": can_take_off(request.user, row),
        "address": request.build_absolute_uri(kind.address(row)),
        "crumbs": [
            (_("Public portal"), reverse("portal:home")), (kind.label, kind.list_address),
            (row.number, ""),
        ], **more,
    }  # fmt: skip


@require_safe
def need(request: HttpRequest, number: str) -> HttpResponse:
    row = found("needs", number)
    return page(request, "portal/need.html", lambda: frame(request, "needs", row), [row])


@require_safe
def achievement(request: HttpRequest, number: str) -> HttpResponse:
    row = found("achievements", number)
    return page(
        request, "portal/achievement.html", lambda: frame(request, "achievements", row), [row]
    )


@require_safe
def event(request: HttpRequest, number: str) -> HttpResponse:
    row = found("events", number)
    lines = programme(row, PUBLIC)
    known = shown_of([line.need or line.achievement for line in lines])
    shown = [
        {"begins": line.begins, "minutes": line.item.minutes, "title": line.item.title,
         "withheld": _withheld(line, known), "url": _address(line, known),
         "row": line.need or line.achievement}
        for line in lines
    ]  # fmt: skip
    rows = [row, *(line.item for line in lines), *(x["row"] for x in shown if x["row"])]
    return page(request, "portal/event.html", lambda: frame(
        request, "events", row, lines=shown, why=dict(CANCEL_REASONS).get(row.reason_code, ""),
    ), rows, said=[(x["withheld"], x["url"]) for x in shown], dated=False)  # fmt: skip


def _address(line: Any, known: dict[Any, str]) -> str:
    row = line.need or line.achievement
    return known.get(row.uid, "") if row is not None else ""


def _withheld(line: Any, known: dict[Any, str]) -> bool:
    """Also what was taken off the portal: an item mostly has its title."""
    row = line.need or line.achievement
    return bool(line.withheld or (row is not None and row.uid not in known))


@require_safe
def event_calendar(request: HttpRequest, number: str) -> HttpResponse:
    row = found("events", number)
    address = request.build_absolute_uri(KINDS["events"].address(row))
    response = HttpResponse(
        calendar_of([(row, address)], str(row.title)), content_type="text/calendar; charset=utf-8"
    )
    name = content_disposition_header(True, f"{row.number}.ics")
    response["Content-Disposition"] = name or ""
    return response


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """With the answers to objections that the office made public; never who objected."""
    row = found("notices", number)
    answered = list(Objection.objects.for_(PUBLIC).filter(notice=row).order_by("number"))
    subject = subject_of(PUBLIC, row.subject_type, row.subject_uid)
    known = shown_of([subject]) if subject is not None else {}
    subject_url = next(iter(known.values()), "")
    return page(request, "portal/notice.html", lambda: frame(
        request, "notices", row, takes=row.takes_objections(), reasons=REASONS,
        answered=[(item, REASONS.get(item.reason_code, "")) for item in answered],
        subject_url=subject_url,
    ), [row, *answered], said=[subject_url], dated=False)  # fmt: skip


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    row = found("reports", number)
    papers = papers_of(row)
    return page(request, "portal/report.html", lambda: frame(
        request, "reports", row, blocks=blocks(compose(row)),
        own=[kind for name, kind in papers if name == OWN],
        errata=[
            (erratum, [kind for name, kind in papers if name == erratum.number])
            for erratum in row.errata.select_related("figure__territory").order_by("-pk")
        ],
    ), [row, *papers.values()])  # fmt: skip


def blocks(composed: Any) -> list[dict[str, Any]]:
    """The text as it was printed; numbers open nothing here but say what they rest on."""
    return [
        {"kind": type(block).__name__.lower(), "block": block, "id": f"t-{at}"}
        for at, block in enumerate(composed.blocks, 1)
    ]


def papers_of(row: Any) -> dict[tuple[str, str], Any]:
    """By name and kind, as in the address: what bears the report's number is its own paper; an
    erratum's bears the number of the erratum."""
    out: dict[tuple[str, str], Any] = {}
    for document in documents_of(row):
        name, _dot, kind = str(document.name).rpartition(".")
        if kind in PAPERS:
            out.setdefault((OWN if name == row.number else name, kind), document)
    return out


@require_safe
def paper(request: HttpRequest, number: str, paper: str, kind: str) -> HttpResponse:
    """The paper of publication as it is stored; nothing is made anew for a visitor. It counts as
    many rows as it prints figures."""
    row = found("reports", number)
    document = papers_of(row).get((paper, kind))
    if document is None:
        raise Http404
    take_rows(row.figures.count() if paper == OWN else 1)
    response = HttpResponse(get(document.content_hash), content_type=PAPERS[kind])
    response["Content-Disposition"] = content_disposition_header(True, document.name) or ""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
