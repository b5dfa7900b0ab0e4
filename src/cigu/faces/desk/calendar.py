"""One's deadlines and the events ahead as a calendar, by a secret address that can be revoked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cigu.core.clock.business import today
from cigu.core.flow.models import Task
from cigu.core.flow.table import registry
from cigu.faces.accounts import keys
from cigu.faces.accounts.models import AccessKey
from cigu.faces.portal import ical
from cigu.faces.yearbook.records import address, name
from cigu.work.roadshows.models import Event

MOST = 200
BACK = timedelta(days=31)  # what ended earlier stays in no calendar


@login_not_required
@never_cache
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    key = keys.find(secret, (AccessKey.Kind.CALENDAR,))
    if key is None:
        raise Http404
    keys.used(key)
    entries = [*_deadlines(request, key.user), *_events(request, key.user)]
    content = ical.calendar(_("Cigu: deadlines and events"), entries)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


def _deadlines(request: HttpRequest, user: Any) -> Iterator[tuple[str, str]]:
    """What waits for the person, each on its last day, without what one may not see."""
    opened = Task.objects.for_(user).open().filter(due_on__isnull=False)
    for task in opened.order_by("due_on", "pk")[:MOST]:
        flow, model = registry[task.subject_type]
        subject = model.objects.for_(user).filter(uid=task.subject_uid).first()
        if subject is None:
            continue
        verb = flow.state(task.state).waits[task.position].verb
        yield from ical.entry(
            uid=task.uid, day=task.due_on, title=f"{verb}：{name(subject)}",
            address=_absolute(request, address(subject)), sequence=task.revision,
        )  # fmt: skip


def _events(request: HttpRequest, user: Any) -> Iterator[tuple[str, str]]:
    rows = Event.objects.for_(user).filter(announced_on__isnull=False, held_on__gte=today() - BACK)
    for event in rows.order_by("held_on", "pk")[:MOST]:
        yield from ical.event_lines(event, _absolute(request, address(event)))


def _absolute(request: HttpRequest, place: str) -> str:
    return request.build_absolute_uri(place or reverse("desk:home"))
