"""The register of qualifications: list, one of them, enter, correct, end, prove."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
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
from cigu.core.documents.actions import documents_of
from cigu.core.ui.steps import OfficerStep, StepView
from cigu.records.organisations.models import Organisation
from cigu.records.qualifications import actions
from cigu.records.qualifications.guards import can_change, can_revoke, check_can_change
from cigu.records.qualifications.guards import check_can_revoke as may_end
from cigu.records.qualifications.models import Qualification

from .. import qualification_forms as forms
from ..conditions import conditions_of
from ..qualifying import QualificationTable, standing
from ..tables import is_staff
from ..words import source_links, status_word
from .lists import register_list


def paper_of(form: Any) -> tuple[str, bytes] | None:
    given = form.cleaned_data.get("paper")
    return (given.name, given.read()) if given else None


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    officer = Access.of(request.user).has(Role.OFFICER)
    new = ("registers:award_qualification", _("Enter a qualification")) if officer else None
    return register_list(request, QualificationTable(request), new=new)


def find(user: Any, uid: Any) -> Any:
    rows = Qualification.objects.for_(user).select_related("organisation__territory", "follows")
    return get_object_or_404(rows, uid=uid)


@login_required
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, user = find(request.user, uid), request.user
    own = row.organisation.party_id in Access.of(user).parties
    return render(request, "registers/qualification.html", {
        "object": row, "title": row.get_kind_display(),
        "look": standing(row, today()),
        "crumbs": [
            (gettext("Qualifications"), reverse("registers:qualifications")), (row.number, "")
        ],
        "chain": list(Qualification.objects.for_(user).like(row).exclude(pk=row.pk)),
        "documents": list(documents_of(row)), "source": source_links(row.source),
        "status": status_word(row.status), "may_change": can_change(row, user),
        "may_revoke": can_revoke(row, user),
        "entries": history(row, 30) if own or is_staff(user) else [],
    })  # fmt: skip


class Award(OfficerStep):
    form_class = forms.AwardForm
    template_name = "registers/award.html"
    title, verb = _("Enter a qualification"), _("Enter it")

    @cached_property
    def body(self) -> Any:
        """The enterprise from whose page one comes."""
        try:
            asked = UUID(self.request.GET.get("enterprise", ""))
        except ValueError:
            return None
        return Organisation.objects.for_(self.request.user).filter(uid=asked).first()

    def initial(self) -> dict[str, Any]:
        """Its name stands there already."""
        return {"enterprise": self.body.name_zh} if self.body else {}

    def context(self) -> dict[str, Any]:
        """Beside it what the conditions are checked against, as far as the enterprise consents."""
        known = conditions_of(self.body, self.request.user) if self.body else []
        return {**super().context(), "known": known, "body": self.body}

    def act(self, form: Any) -> Any:
        given = dict(form.cleaned_data)
        given.pop("paper")
        return actions.award(
            organisation=given.pop("enterprise"), by=self.request.user, paper=paper_of(form),
            **given,
        )  # fmt: skip

    def back_url(self) -> str:
        return reverse("registers:qualifications")


class Correct(StepView):
    form_class: Any = forms.CorrectForm
    title, verb = _("Correct the qualification"), _("Save")

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        check_can_change(self.object, self.request.user)

    def initial(self) -> dict[str, Any]:
        row = self.object
        names = [name for name in self.form_class.base_fields if hasattr(row, name)]
        return {name: getattr(row, name) for name in names} | {"last_day": _printed_last(row)}

    def act(self, form: Any) -> Any:
        return actions.correct(qualification=self.object, by=self.request.user, **form.cleaned_data)


def _printed_last(row: Qualification) -> Any:
    return row.valid_to - timedelta(days=1) if row.valid_to else None


class Revoke(Correct):
    form_class = forms.RevokeForm
    title, verb = _("End the qualification early"), _("End it")
    explanation = _("From that day on it no longer counts. What was counted up to then stays.")

    def check(self) -> None:
        may_end(self.object, self.request.user)

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> Any:
        return actions.revoke(qualification=self.object, by=self.request.user, **form.cleaned_data)


class Proof(Correct):
    form_class = forms.ProofForm
    title, verb = _("Add a document"), _("Add it")

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> Any:
        paper = paper_of(form)
        if paper is not None:
            actions.attach_proof(qualification=self.object, by=self.request.user, paper=paper)
        return self.object
