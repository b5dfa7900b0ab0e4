"""The check of the whole trail: started here, done in the worker, progress and outcome shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cigu.core.jobs.auditing import KIND
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import start_job, stop_job

from .guards import check_reads_audit

SHOWN, NAMED = 5, 20
BUSY = (Job.State.WAITING, Job.State.RUNNING)


@dataclass(frozen=True)
class Line:
    job: Job
    busy: bool
    good: bool
    told: str
    faults: list[str]
    more: int


def panel(user: Any) -> dict[str, Any]:
    lines = [_line(job) for job in _jobs(user).order_by("-pk")[:SHOWN]]
    return {"lines": lines, "busy": any(line.busy for line in lines)}


def _jobs(user: Any) -> Any:
    return Job.objects.for_(user).filter(kind=KIND)


def _line(job: Job) -> Line:
    if job.state != Job.State.DONE:
        return Line(job, job.state in BUSY, False, job.error, [], 0)
    found: dict[str, Any] = job.result or {}
    told = _("%(leaves)d entries, %(sealed)d sealed under %(heads)d heads.") % {
        "leaves": found["leaves"], "sealed": found["sealed"], "heads": found["heads"],
    }  # fmt: skip
    faults = found["faults"]
    more = len(faults[NAMED:]) + found["more"]
    return Line(job, False, not faults, told, faults[:NAMED], more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """The panel, which asks again while something runs; a POST starts or stops a check."""
    user: Any = request.user
    check_reads_audit(user)
    if request.method != "POST":
        return render(request, "auditing/parts/check.html", {"check": panel(user)})
    if "stop" in request.POST:
        _stop(user, request.POST["stop"])
    elif not _jobs(user).filter(state__in=BUSY).exists():  # pressed twice, it is one
        start_job(KIND, by=user, synthetic=user.synthetic)
        messages.success(request, _("It is started. You may leave this page."))
    return HttpResponseRedirect(reverse("auditing:home"))


def _stop(user: Any, uid: str) -> None:
    try:
        wanted = UUID(uid)
    except ValueError:
        raise Http404 from None
    stop_job(get_object_or_404(_jobs(user).filter(state__in=BUSY), uid=wanted), by=user)
