"""Lists, and one event with programme, guests, meetings, documents and history."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import Access, role_at
from cigu.core.audit.history import history
from cigu.core.documents.actions import documents_of
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import buttons, waiting

from ..guards import HOSTS, can_arrange, can_edit, can_meet
from ..models import Event, Meeting
from ..programme import programme
from ..states import CANCEL_REASONS
from ..tables import EventTable, MeetingTable, MonthTable

ROUTES = {
    "announce": "roadshows:announce", "hold": "roadshows:hold", "close": "roadshows:close",
    "cancel": "roadshows:cancel",
}  # fmt: skip


def find(user: Any, number: str) -> Any:
    rows = Event.objects.for_(user).select_related("territory", "domain")
    return get_object_or_404(rows, number=number)


def find_meeting(user: Any, uid: Any) -> Any:
    rows = Meeting.objects.for_(user).select_related(
        "event", "achievement__team__party", "achievement__owner__party", "enterprise__territory",
        "cooperation", "territory",
    )  # fmt: skip
    return get_object_or_404(rows, uid=uid)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    return _list(request, EventTable(request))


@login_required
def months(request: HttpRequest) -> HttpResponse:
    return _list(request, MonthTable(request))


@login_required
def meetings(request: HttpRequest) -> HttpResponse:
    return _list(request, MeetingTable(request))


def _list(request: HttpRequest, table: Any) -> HttpResponse:
    hosts = Access.of(request.user).has(*HOSTS)
    return list_response(request, table, "roadshows/list.html", may_plan=hosts)


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    event, user = find(request.user, number), request.user
    staff = role_at(user, STAFF_ROLES, event.territory)
    guests = event.guests.select_related("organisation").order_by("organisation__name_zh")
    return render(request, "roadshows/detail.html", {
        "object": event, "title": event.title,
        "crumbs": [(_("Roadshows"), reverse("roadshows:list")), (event.number, "")],
        "buttons": buttons(event, user, ROUTES, number),
        "lines": programme(event, user),
        "guests": list(guests) if staff else [], "guest_count": guests.count(),
        "meetings": _meetings(event, user), "documents": documents_of(event),
        "waits": waiting(event) if staff else [],
        "entries": history(event, 30) if staff else [],
        "why": dict(CANCEL_REASONS).get(event.reason_code, ""),
        "is_staff": staff, "may_edit": can_edit(event, user),
        "may_arrange": can_arrange(event, user), "may_meet": _may_meet(event, user),
    })  # fmt: skip


def _meetings(event: Event, user: Any) -> list[Meeting]:
    rows = Meeting.objects.for_(user).filter(event=event)
    return list(rows.select_related("achievement", "enterprise", "cooperation").order_by("met_on"))


def _may_meet(event: Event, user: Any) -> bool:
    return event.state not in ("planned", "cancelled") and role_at(user, HOSTS, event.territory)


@login_required
def meeting(request: HttpRequest, uid: Any) -> HttpResponse:
    row = find_meeting(request.user, uid)
    return render(request, "roadshows/meeting.html", {
        "object": row, "title": str(row.achievement),
        "crumbs": [(_("Meetings"), reverse("roadshows:meetings")), (str(row.met_on), "")],
        "may_go_on": row.cooperation_id is None and can_meet(request.user, row.enterprise),
        "cooperation": _visible(row.cooperation, request.user),
        "entries": history(row, 30),
    })  # fmt: skip


def _visible(row: Any, user: Any) -> Any:
    return row and type(row).objects.for_(user).filter(pk=row.pk).first()
