"""The state of the machinery on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cigu.core.audit.models import ExportState, SealHead
from cigu.core.audit.sealing import lag
from cigu.core.backups.overview import overview
from cigu.core.jobs.models import Job
from cigu.core.notices.delivering import labels
from cigu.core.notices.models import Alarm, Delivery
from cigu.core.notices.watching import LATE
from cigu.core.webhooks.models import Subscription

from .doors import need_keeper

SHOWN = 5


@dataclass(frozen=True)
class Way:
    """One way out: how much waits, since when, and what was given up."""

    channel: str
    label: Any
    waiting: int
    since: datetime | None
    dead: int


def ways() -> list[Way]:
    rows = Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.DEAD])
    counted = rows.values("channel", "state").annotate(
        n=Count("pk"), since=Min("event__created_at")
    )
    found = {(row["channel"], row["state"]): row for row in counted.order_by()}
    out = []
    for channel, label in labels.items():
        waiting = found.get((channel, Delivery.State.WAITING), {"n": 0, "since": None})
        dead = found.get((channel, Delivery.State.DEAD), {"n": 0})
        out.append(Way(channel, label, waiting["n"], waiting["since"], dead["n"]))
    return out


def jobs_by_state() -> list[tuple[str, Any, int]]:
    counted = dict(Job.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return [(state.value, state.label, counted.get(state.value, 0)) for state in Job.State]


def seal() -> dict[str, Any]:
    late = lag()
    return {
        "head": SealHead.objects.order_by("-size").first(), "lag": round(late),
        "late": late > LATE, "exports": exports(),
    }  # fmt: skip


def exports() -> list[tuple[str, ExportState | None]]:
    """Each configured target, also one that nothing was ever written to."""
    known = {state.target: state for state in ExportState.objects.all()}
    return [(str(place), known.get(str(place))) for place in settings.AUDIT_EXPORT]


@login_required
def home(request: HttpRequest) -> HttpResponse:
    need_keeper(request.user)
    alarms = Alarm.objects.for_(request.user).filter(cleared_at=None).order_by("since", "code")
    hooks = Subscription.objects.for_(request.user)
    return render(request, "operations/home.html", {
        "title": _("Operations"), "alarms": alarms, "ways": ways(), "jobs": jobs_by_state(),
        "running": Job.objects.filter(state=Job.State.RUNNING).order_by("pk")[:SHOWN],
        "seal": seal(), "backups": overview(request.user),
        "active": hooks.filter(state=Subscription.State.ACTIVE).count(),
        "paused": hooks.filter(state=Subscription.State.PAUSED).count(),
    })  # fmt: skip
