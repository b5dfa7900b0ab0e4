"""What the system administrator starts by hand, and how it went: a backup, a drill, the check of
all invariants. The jobs themselves belong to the rooms of core; they run in the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.backups.models import Drill
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import start_job, stop_job

SHOWN = 5
NAMED = 3  # of the invariants that failed; the job's result holds all
BUSY = (Job.State.WAITING, Job.State.RUNNING)
WORDS = {
    "invariants.check": gettext_lazy("Check all records"),
    "backup.make": gettext_lazy("Make a backup"),
    "backup.drill": gettext_lazy("Hold a drill"),
}


@dataclass(frozen=True)
class Line:
    job: Job
    what: Any
    busy: bool
    came_out: str
    good: bool


def runs_the_system(user: Any) -> bool:
    return Access.of(user).has(Role.SYSTEM_ADMIN)


def panel(user: Any) -> dict[str, Any]:
    """The buttons that can do something here, and the newest jobs."""
    jobs = Job.objects.for_(user).filter(kind__in=WORDS).order_by("-id")[:SHOWN]
    lines = [_line(job) for job in jobs]
    busy = {line.job.kind for line in lines if line.busy}
    can = [k for k in WORDS if k == "invariants.check" or settings.BACKUP_TO is not None]
    return {
        "lines": lines, "busy": bool(busy),
        "buttons": [{"kind": k, "word": WORDS[k], "off": k in busy} for k in can],
    }  # fmt: skip


def _line(job: Job) -> Line:
    busy, came_out, good = job.state in BUSY, job.error, False
    if job.state == Job.State.DONE:
        came_out, good = _TOLD[job.kind](job.result or {})
    return Line(job, WORDS[job.kind], busy, came_out, good)


def _checked(result: dict[str, Any]) -> tuple[str, bool]:
    failed = result["failed"]
    told = _("%(asked)d invariants asked, %(failed)d violated.") % {
        "asked": result["asked"], "failed": len(failed),
    }  # fmt: skip
    names = ", ".join(answer["name"] for answer in failed[:NAMED])
    return f"{told} {names}".strip(), not failed


def _made(result: dict[str, Any]) -> tuple[str, bool]:
    missing = len(result["missing"])
    told = _("%(backup)s, %(missing)d documents missing.") % {**result, "missing": missing}
    return told, not missing


def _drilled(result: dict[str, Any]) -> tuple[str, bool]:
    outcome = Drill.Outcome(result["outcome"])
    told = f"{result['backup']}: {outcome.label}"
    return " ".join([told, *result["faults"][:1]]), outcome == Drill.Outcome.PASSED


_TOLD: dict[str, Callable[[dict[str, Any]], tuple[str, bool]]] = {
    "invariants.check": _checked, "backup.make": _made, "backup.drill": _drilled,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upkeep(request: HttpRequest) -> HttpResponse:
    """The panel, which asks again while something runs; a POST starts or stops a job."""
    user: Any = request.user
    if not runs_the_system(user):
        raise PermissionDenied
    if request.method == "POST":
        if "stop" in request.POST:
            _stop(user, request.POST["stop"])
        else:
            _start(request, user, request.POST.get("kind", ""))
        return HttpResponseRedirect(reverse("desk:home"))
    return render(request, "desk/parts/upkeep.html", {"upkeep": panel(user)})


def _start(request: HttpRequest, user: Any, kind: str) -> None:
    """Pressed twice, it is one job: what waits or runs already is not started again."""
    if kind not in WORDS:
        raise Http404
    if not Job.objects.for_(user).filter(kind=kind, state__in=BUSY).exists():
        start_job(kind, by=user, synthetic=user.synthetic)
        messages.success(request, _("It is started. You may leave this page."))


def _stop(user: Any, uid: str) -> None:
    try:
        wanted = UUID(uid)
    except ValueError:
        raise Http404 from None
    jobs = Job.objects.for_(user).filter(kind__in=WORDS, state__in=BUSY)
    stop_job(get_object_or_404(jobs, uid=wanted), by=user)
