"""Jobs of everybody: state and progress, never what they are about."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.jobs.guards import AGAIN, BUSY, check_can_run_again, check_can_stop
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import run_again, stop_job
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import TextFilter
from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView
from cigu.core.ui.tables import Table, View
from cigu.engines.basis.errors import CiguError

from .doors import found, need_keeper

State = Job.State
LOOK = {
    State.WAITING: "", State.RUNNING: "go", State.DONE: "ok", State.FAILED: "late",
    State.STOPPED: "end",
}  # fmt: skip
ERROR = 120


def state_of(job: Job) -> tuple[str, Any]:
    return LOOK[State(job.state)], State(job.state).label


def progress_of(job: Job) -> str:
    return f"{job.done} / {job.total}" if job.total else str(job.done or "")


def act_of(job: Job) -> tuple[Any, str] | None:
    if job.state in BUSY and not job.stop_asked:
        return _("Stop"), reverse("operations:stop_job", args=[job.uid])
    if job.state in AGAIN:
        return _("Run again"), reverse("operations:job_again", args=[job.uid])
    return None


class JobTable(Table):
    title, name, unit = gettext_lazy("Jobs"), "jobs", gettext_lazy("jobs")
    views = [
        View("all", gettext_lazy("All")),
        View("busy", gettext_lazy("Waiting or running"), Q(state__in=BUSY)),
        View("failed", gettext_lazy("Failed"), Q(state=State.FAILED)),
    ]
    columns = [
        Column("kind", gettext_lazy("Kind"), header=True, sort=True,
               link=lambda j: (act_of(j) or ("", ""))[1]),
        Column("owner", gettext_lazy("Started by"), "owner__username", sort=True,
               css="mono", hide=True),
        Column("started_at", gettext_lazy("Begun"), kind="stamp", sort=True, hide=True),
        Column("ended_at", gettext_lazy("Ended"), kind="stamp", sort=True, hide=True),
        Column("state", gettext_lazy("State"), state_of, kind="chip"),
        Column("progress", gettext_lazy("Progress"), progress_of, css="n nw"),
        Column("run", gettext_lazy("Runs"), kind="number", places=0, hide=True),
        Column("error", gettext_lazy("What went wrong"), lambda j: j.error[:ERROR], css="t2"),
        Column("act", "", act_of, kind="action"),
    ]  # fmt: skip
    filters = [TextFilter("find", gettext_lazy("Kind"), ("kind",))]
    order = ("-pk",)
    empty_text = gettext_lazy("No job was started yet.")
    filtered_empty_text = gettext_lazy("Nothing of that kind.")

    def rows(self) -> Any:
        return Job.objects.select_related("owner").defer("arguments", "checkpoint", "result")


@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    need_keeper(request.user)
    crumbs = [(_("Operations"), reverse("operations:home")), (_("Jobs"), "")]
    return list_response(request, JobTable(request), crumbs=crumbs)


class OnJob(ActionView):
    states: Any = ()

    def get_object(self) -> Any:
        return found(Job.objects.select_related("owner"), self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        if self.object.state not in self.states:
            raise CiguError("job_state", _("The job is not in the state for that any more."))

    def check_revision(self) -> None:
        """A job moves on by itself; the action looks again under a lock."""

    def location(self, result: Any) -> str:
        return reverse("operations:jobs")

    def back_url(self) -> str:
        return reverse("operations:jobs")

    def context(self) -> dict[str, Any]:
        home = (_("Operations"), reverse("operations:home"))
        crumbs = [home, (_("Jobs"), self.back_url()), (self.title, "")]
        return {"crumbs": crumbs, "title": f"{self.title} · {self.object.kind}"}


class Stop(OnJob):
    states = BUSY
    title, verb = gettext_lazy("Stop the job"), gettext_lazy("Stop it")
    explanation = gettext_lazy("It ends at its next step; what is done until then stays.")
    done = gettext_lazy("The job is asked to stop.")

    def check(self) -> None:
        super().check()
        check_can_stop(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        stop_job(self.object, by=self.request.user)  # type: ignore[arg-type]


class Again(OnJob):
    states = AGAIN
    title, verb = gettext_lazy("Run the job again"), gettext_lazy("Run again")
    explanation = gettext_lazy("It goes on from its last checkpoint, with the rights of its owner.")
    done = gettext_lazy("The job waits for a worker.")

    def check(self) -> None:
        super().check()
        check_can_run_again(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        run_again(self.object, by=self.request.user)  # type: ignore[arg-type]
