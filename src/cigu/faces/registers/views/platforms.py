"""The register of platforms: list, stages, one of them, and what is recorded about it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.clock.business import today
from cigu.core.documents.models import Document
from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import OfficerStep, StepView
from cigu.records.platforms import actions
from cigu.records.platforms.guards import can_edit, check_can_edit
from cigu.records.platforms.models import Platform, PlatformGrade, PlatformStage, Stage

from .. import platform_forms as forms
from ..platforming import PlatformTable, life, matrix
from ..tables import is_staff
from ..words import GRADE, GROUP, source_links, status_word
from .lists import register_list
from .organisations import invented
from .qualifications import paper_of


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    officer = Access.of(request.user).has(Role.OFFICER)
    new = ("registers:register_platform", _("Register a platform")) if officer else None
    return register_list(request, PlatformTable(request), new=new, stages_link=True)


@login_required
def stages(request: HttpRequest) -> HttpResponse:
    """Which stages of research and development are covered on a day, and by whom."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        day = today()
    rows, counts = matrix(request.user, day)
    return render(request, "registers/stages.html", {
        "title": gettext("Stages covered"), "rows": rows, "on": day,
        "heads": list(zip(Stage.labels, counts, strict=True)),
        "covered": sum(1 for n in counts if n), "total": len(counts),
        "crumbs": [(gettext("Platforms"), reverse("registers:platforms")),
                   (gettext("Stages covered"), "")],
    })  # fmt: skip


def find(user: Any, uid: Any) -> Any:
    rows = Platform.objects.for_(user).select_related(
        "territory", "domain", "organisation", "parent"
    )
    return get_object_or_404(rows, uid=uid)


@login_required
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, user = find(request.user, uid), request.user
    events = life(row)
    return render(request, "registers/platform.html", {
        "object": row, "title": row.name, "events": events, "today": today(),
        "crumbs": [(gettext("Platforms"), reverse("registers:platforms")), (row.number, "")],
        "grades": list(row.grades.order_by("-since")), "stages": list(row.stages.order_by("pk")),
        "predecessors": list(row.predecessors.select_related("platform", "organisation")),
        "parts": list(Platform.objects.for_(user).filter(parent=row)),
        "documents": papers([event.part for event in events]),
        "source": source_links(row.source), "status": status_word(row.status),
        "printed": GRADE.get(row.grade, row.grade), "group": GROUP.get(row.group, row.group),
        "may_edit": can_edit(row, user),
        "entries": history(row, 30) if is_staff(user) else [],
    })  # fmt: skip


def papers(parts: list[Any]) -> list[Document]:
    """What proves the parts; each opens for whoever may read the part."""
    uids = {part.uid for part in parts}
    return list(Document.objects.filter(subject_uid__in=uids).order_by("-pk"))


class Register(OfficerStep):
    form_class = forms.RegisterPlatformForm
    title, verb = _("Register a platform"), _("Register it")

    def initial(self) -> dict[str, Any]:
        return {"domain": scope_of(self.request).domain}

    def act(self, form: Any) -> Any:
        given, user = form.cleaned_data, self.request.user
        body = given["organisation"]
        basis = body.synthetic if body else invented(None, user)
        return actions.register_platform(by=user, synthetic=basis, **given)

    def back_url(self) -> str:
        return reverse("registers:platforms")


class Edit(StepView):
    form_class: Any = forms.PlatformForm
    title, verb = _("Edit the platform"), _("Save")

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        check_can_edit(self.object, self.request.user)

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "own": self.object}

    def initial(self) -> dict[str, Any]:
        row = self.object
        found = {name: getattr(row, name) for name in self.form_class.base_fields}
        return found | {"organisation": row.organisation.name_zh if row.organisation else ""}

    def act(self, form: Any) -> Any:
        return actions.edit_platform(
            platform=self.object, by=self.request.user, **form.cleaned_data
        )


class About(Edit):
    """Records something about a platform; leads back to it."""

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def initial(self) -> dict[str, Any]:
        return {}

    def given(self, form: Any) -> dict[str, Any]:
        found = dict(form.cleaned_data)
        if "paper" in found:
            found["paper"] = paper_of(form)
        return found | {"by": self.request.user}

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())


class GiveGrade(About):
    form_class = forms.GradeForm
    title, verb = _("Enter a grade"), _("Enter it")
    explanation = _("The grade before it ends on that day.")

    def act(self, form: Any) -> Any:
        return actions.give_grade(platform=self.object, **self.given(form))


class CoverStage(About):
    form_class = forms.StageForm
    title, verb = _("Enter a stage covered"), _("Enter it")

    def act(self, form: Any) -> Any:
        return actions.cover_stage(platform=self.object, **self.given(form))


class Accept(About):
    form_class = forms.AcceptanceForm
    title, verb = _("Record an acceptance"), _("Record it")

    def act(self, form: Any) -> Any:
        return actions.record_acceptance(platform=self.object, **self.given(form))


class Merge(About):
    form_class = forms.MergerForm
    title, verb = _("Record a predecessor"), _("Record it")
    explanation = _("What went into this platform. The predecessor is ended on its own page.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "own": self.object}

    def act(self, form: Any) -> Any:
        return actions.record_merger(successor=self.object, **self.given(form))


class EndPart(About):
    """A grade or a stage of a platform."""

    form_class = forms.EndForm
    title, verb = _("End a grade or a stage"), _("End it")

    def get_object(self) -> Any:
        for model in (PlatformGrade, PlatformStage):
            rows = model.objects.for_(self.request.user).select_related("platform__territory")
            found = rows.filter(uid=self.kwargs["uid"]).first()
            if found is not None:
                return found
        return get_object_or_404(PlatformGrade.objects.none())

    def check(self) -> None:
        check_can_edit(self.object.platform, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.end_part(part=self.object, by=self.request.user, **form.cleaned_data)
