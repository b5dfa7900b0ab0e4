"""The desk, messages, search, histories."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.db.models import JSONField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cigu.core.access.roles import ADMIN_ROLES, STAFF_ROLES, Role
from cigu.core.access.scope import FULL, Access, role_at
from cigu.core.audit.history import history
from cigu.core.audit.models import AuditedModel
from cigu.core.backups.overview import overview
from cigu.core.clock.business import today
from cigu.core.notices.actions import mark_read
from cigu.core.notices.models import Alarm, Notice
from cigu.core.quotas.counting import take
from cigu.core.search.registry import find
from cigu.core.ui.listing import list_response
from cigu.faces.setup.guards import takes_part
from cigu.faces.setup.steps import FirstHour
from cigu.faces.yearbook.asking import scope_here
from cigu.faces.yearbook.lines import yearbook
from cigu.faces.yearbook.records import address, name

from .board import Board
from .histories import HistoryTable
from .notices import NoticeTable
from .overview import Overview
from .tables import TaskTable
from .upkeep import panel, runs_the_system

AHEAD_OF_EACH, AHEAD = 3, 9
ENTRIES = 100  # of a history, on a page
WATCHERS = (Role.OFFICER, Role.LEADER, Role.BROKER)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """My desk: tasks first, then what the role needs to see."""
    board, held = Board(request.user), Access.of(request.user).roles
    context = {
        "overview": Overview(request, board),
        "watches": Access.of(request.user).has(*WATCHERS),
        "alarms": Alarm.objects.for_(request.user)
        .filter(cleared_at=None)
        .order_by("since", "code"),
        "hour": FirstHour(request.user) if takes_part(request.user) else None,
        "runs_the_system": (runs := runs_the_system(request.user)),
        "backups": overview(request.user) if runs else None,
        "upkeep": panel(request.user) if runs else None,
        "only_administers": bool(held) and held <= ADMIN_ROLES,
        "may_raise": Access.of(request.user).has(Role.OFFICER, Role.ENTERPRISE, Role.BROKER),
    }
    return list_response(request, TaskTable(request, board), "desk/home.html", **context)


@login_required
def months(request: HttpRequest) -> HttpResponse:
    """The table behind the chart, as a page and as a file."""
    from .monthly import MonthTable
    from .monthly import months as cumulative

    where = scope_here(request)
    if where is None:
        raise Http404
    lines = {line.id: line for line in yearbook(where)}
    return list_response(request, MonthTable(request, cumulative(lines, where)))


@login_required
def messages(request: HttpRequest) -> HttpResponse:
    return list_response(request, NoticeTable(request), "desk/messages.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mark it read and go to its record."""
    notice = Notice.objects.for_(request.user).filter(uid=uid).first()
    if notice is None:
        raise Http404
    if notice.read_at is None and request.method == "POST":
        mark_read(notice, by=request.user, on=today())
    return HttpResponseRedirect(_subject_url(request.user, notice) or reverse("desk:messages"))


def _subject_url(user: Any, notice: Notice) -> str:
    found = apps.get_model(notice.subject_type).objects.for_(user).filter(uid=notice.subject_uid)
    subject = found.first()
    return address(subject) if subject is not None else ""


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    for notice in Notice.objects.for_(request.user).filter(read_at__isnull=True):
        mark_read(notice, by=request.user, on=today())
    return HttpResponseRedirect(reverse("desk:messages"))


@login_required
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    groups = [
        {"label": hits.label, "total": hits.total,
         "rows": [{"label": name(row), "url": address(row), "obj": row} for row in hits.rows]}
        for hits in find(request.user, text)
    ]  # fmt: skip
    context = {"title": _("Search"), "search_query": text, "groups": groups}
    return render(request, "desk/search.html", context)


@login_required
def ahead(request: HttpRequest) -> JsonResponse:
    """What the search box names while one types: the newest few of each noun."""
    found = find(request.user, request.GET.get("q", "").strip(), AHEAD_OF_EACH)
    hits = [(hits.label, row) for hits in found for row in hits.rows]
    return JsonResponse({"hits": [
        {"kind": str(kind), "label": name(row), "url": url}
        for kind, row in hits if (url := address(row))
    ][:AHEAD]})  # fmt: skip


@login_required
def record_history(request: HttpRequest, model: str, uid: UUID) -> HttpResponse:
    """The whole history of one record, for the staff of its place. Others read as much of it as
    the record's own page shows them."""
    row = _disclosed(request.user, model, uid)
    whole, before = "format" in request.GET, _number(request.GET.get("before", ""))
    entries = _readable(row, None if whole else ENTRIES + 1, 0 if whole else before)
    earlier = f"?before={entries[ENTRIES - 1].leaf}" if len(entries) > ENTRIES else ""
    shown = entries if whole else entries[:ENTRIES]
    if before:  # who goes on takes rows away, as from a list
        take(request.user, len(shown), what="list.history")
    return list_response(
        request, HistoryTable(request, shown), "desk/history.html", entries=shown, object=row,
        back_url=address(row), title=_("History: %(name)s") % {"name": row}, earlier_url=earlier,
        latest_url=request.path if before else "",
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _disclosed(user: Any, label: str, uid: UUID) -> Any:
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, AuditedModel) or not hasattr(model.objects.all(), "for_"):
        raise Http404
    row = model.objects.for_(user).filter(uid=uid, disclosure=FULL).first()
    if row is None or not _is_inside(row, user):
        raise Http404
    return row


# Leaders read what is issued; how it came about, drafts included, is for those who work on it.
KEEPERS = STAFF_ROLES - {Role.LEADER}


def _is_inside(row: Any, user: Any) -> bool:
    """That a record is published to everybody does not publish how it came about."""
    if not hasattr(row, "territory"):
        return Access.of(user).has(*KEEPERS)
    return role_at(user, KEEPERS, row.territory, getattr(row, "domain_id", None))


def _readable(row: Any, limit: int | None, before: int) -> list[Any]:
    """Without whole documents such as a questionnaire's answers, which stand under consent."""
    closed = {f.attname for f in row._meta.concrete_fields if isinstance(f, JSONField)}
    entries = history(row, limit, before)
    for entry in entries:
        entry.changes[:] = [change for change in entry.changes if change.name not in closed]
    return entries
