"""What is stated about a body and a person: leads, numbers of researchers, engagements."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.ui.steps import StepView
from cigu.records.organisations import statements
from cigu.records.organisations.guards import check_can_edit
from cigu.records.organisations.models import SegmentLead
from cigu.records.people import engaging
from cigu.records.people.models import Engagement

from .. import platform_forms, statement_forms
from .organisations import find
from .people import find_person


class OfBody(StepView):
    form_class: Any = None

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        check_can_edit(self.object, self.request.user)

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())


class NameLead(OfBody):
    form_class = statement_forms.LeadForm
    title, verb = _("Name a lead in a segment"), _("Enter it")

    def act(self, form: Any) -> Any:
        return statements.name_lead(
            organisation=self.object, by=self.request.user, **form.cleaned_data
        )


class StateHeadcount(OfBody):
    form_class = statement_forms.HeadcountForm
    title, verb = _("Enter a number of researchers"), _("Enter it")
    explanation = _("The newest statement of each body counts.")

    def initial(self) -> dict[str, Any]:
        return {"comparator": "="}

    def act(self, form: Any) -> Any:
        return statements.state_headcount(
            organisation=self.object, by=self.request.user, **form.cleaned_data
        )


class EndLead(OfBody):
    form_class = platform_forms.EndForm
    title, verb = _("End a lead in a segment"), _("End it")

    def get_object(self) -> Any:
        rows = SegmentLead.objects.for_(self.request.user)
        rows = rows.select_related("organisation__territory", "segment")
        return get_object_or_404(rows, uid=self.kwargs["uid"])

    def check(self) -> None:
        check_can_edit(self.object.organisation, self.request.user)

    def act(self, form: Any) -> Any:
        return statements.end_lead(lead=self.object, by=self.request.user, **form.cleaned_data)


class Engage(OfBody):
    form_class = statement_forms.EngagementForm
    title, verb = _("Enter an engagement"), _("Enter it")

    def get_object(self) -> Any:
        return find_person(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        if not Access.of(self.request.user).has(Role.OFFICER):
            raise NotAllowed()

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def act(self, form: Any) -> Any:
        return engaging.engage(person=self.object, by=self.request.user, **form.cleaned_data)


class EndEngagement(OfBody):
    form_class = platform_forms.EndForm
    title, verb = _("End an engagement"), _("End it")

    def get_object(self) -> Any:
        rows = Engagement.objects.for_(self.request.user)
        rows = rows.select_related("organisation__territory", "person")
        return get_object_or_404(rows, uid=self.kwargs["uid"])

    def check(self) -> None:
        engaging.check_can_engage(self.object.organisation, self.request.user)

    def act(self, form: Any) -> Any:
        return engaging.end_engagement(
            engagement=self.object, by=self.request.user, **form.cleaned_data
        )
