"""Bundles to take away: asked for here, made in the worker, fetched below the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.generic import View

from cigu.core.audit.bundling import plan
from cigu.core.jobs.bundling import KEPT, KIND, file_of, start_bundle
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import stop_job
from cigu.engines.basis.errors import CiguError

from .forms import BundleForm
from .guards import check_reads_audit, reads_audit

SHOWN = 10
BUSY = (Job.State.WAITING, Job.State.RUNNING)


@dataclass(frozen=True)
class Line:
    job: Job
    busy: bool
    told: str
    there: bool  # the file can be fetched


def panel(user: Any) -> dict[str, Any]:
    lines = [_line(job) for job in _jobs(user).order_by("-pk")[:SHOWN]]
    return {"lines": lines, "busy": any(line.busy for line in lines), "days": KEPT.days}


def _jobs(user: Any) -> Any:
    return Job.objects.for_(user).filter(kind=KIND)


def _line(job: Job) -> Line:
    if job.state != Job.State.DONE:
        return Line(job, job.state in BUSY, job.error, False)
    done: dict[str, Any] = job.result or {}
    told = _("%(leaves)d entries in the tree of %(head)d.") % {
        "leaves": done["leaves"], "head": done["head"],
    }  # fmt: skip
    return Line(job, False, told, file_of(job).exists())


class Bundle(LoginRequiredMixin, View):
    """The form; what cannot be given is said above it, as far as that is known without the tree."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        check_reads_audit(request.user)
        return self.page(BundleForm(initial={"record": request.GET.get("record", "")[:40]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        check_reads_audit(user)
        form = BundleForm(request.POST)
        if form.is_valid():
            try:
                plan(form.wish())
            except CiguError as error:
                form.add_error(None, f"{error.message} {error.remedy or ''}".strip())
            else:
                start_bundle(form.wish(), by=user)
                messages.success(request, _("It is started. You may leave this page."))
                return HttpResponseRedirect(reverse("auditing:bundle"))
        return self.page(form, 422)

    def page(self, form: BundleForm, status: int = 200) -> HttpResponse:
        return render(self.request, "auditing/bundle.html", {
            "title": _("Audit bundle"), "form": form, "bundles": panel(self.request.user),
        }, status=status)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def made(request: HttpRequest) -> HttpResponse:
    """The list, which asks again while something is made; a POST stops one."""
    user: Any = request.user
    check_reads_audit(user)
    if request.method != "POST":
        return render(request, "auditing/parts/bundles.html", {"bundles": panel(user)})
    try:
        wanted = UUID(request.POST.get("stop", ""))
    except ValueError:
        raise Http404 from None
    stop_job(get_object_or_404(_jobs(user).filter(state__in=BUSY), uid=wanted), by=user)
    return HttpResponseRedirect(reverse("auditing:bundle"))


@login_required
def bundle_file(request: HttpRequest, uid: UUID) -> FileResponse:
    """One's own, while it is kept; for all others there is no such thing."""
    if not reads_audit(request.user):
        raise Http404
    job = get_object_or_404(_jobs(request.user).filter(state=Job.State.DONE), uid=uid)
    try:
        file = file_of(job).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"audit-{job.result['head']}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response
