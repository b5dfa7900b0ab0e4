"""One organisation; register and edit."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.places.models import Domain
from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import OfficerStep, StepView
from cigu.engines.basis.credit_code import is_synthetic_code
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import Need
from cigu.records.organisations.actions import edit_organisation, register_organisation
from cigu.records.organisations.guards import can_edit, check_can_edit
from cigu.records.organisations.models import Headcount, Organisation, SegmentLead
from cigu.records.people.models import Person
from cigu.records.platforms.models import Platform
from cigu.records.qualifications.models import Qualification
from cigu.records.teams.models import Team

from .. import forms
from ..facts import facts, visible
from ..qualifying import standing_of
from ..tables import is_staff
from ..words import name_form_word, source_links, status_word

SHOWN = (
    "kind", "name_en", "credit_code", "territory", "domain", "founded", "employees", "revenue",
    "products", "contact", "above_scale_since", "active_since", "active_until",
)  # fmt: skip


def find(user: Any, uid: Any) -> Any:
    rows = Organisation.objects.for_(user).select_related("territory", "domain", "party")
    return get_object_or_404(rows, uid=uid)


@login_required
def detail(request: HttpRequest, uid: Any) -> HttpResponse:
    """A record that was merged leads to the one that goes on."""
    gone = Organisation.objects.merged().select_related("merged_into").filter(uid=uid).first()
    if gone is not None:
        return redirect(find(request.user, gone.merged_into.uid))
    body, user = find(request.user, uid), request.user
    own = body.party_id in Access.of(user).parties
    return render(request, "registers/organisation.html", {
        "object": body, "title": body.name_zh, "facts": facts(body, SHOWN),
        "crumbs": [
            (gettext("Organisations"), reverse("registers:organisations")), (body.number, "")
        ],
        "status": status_word(body.status), "name_form": name_form_word(body.name_form),
        "source": source_links(body.source),
        "segments": [link.segment for link in body.segment_links.select_related("segment")],
        "groups": _groups(body, user), "may_edit": can_edit(body, user),
        "qualifications": standing_of(visible(Qualification, user, organisation=body)),
        "leads": list(visible(SegmentLead, user, organisation=body).select_related("segment")),
        "headcounts": list(visible(Headcount, user, organisation=body).order_by("-as_of")),
        "is_enterprise": body.kind == Organisation.Kind.ENTERPRISE, "own": own,
        "may_read_facts": body.kind == Organisation.Kind.ENTERPRISE and not body.is_masked,
        "entries": history(body, 30) if own or is_staff(user) else [],
    })  # fmt: skip


def _groups(body: Organisation, user: Any) -> list[tuple[str, list[Any]]]:
    """Records that hang on the organisation, as far as the reader may see them. Needs whose
    owner is masked are left out: their place on this page would name the owner."""
    needs = [n for n in visible(Need, user, organisation=body) if not n.is_masked]
    return [
        (gettext("Teams"), list(visible(Team, user, organisation=body))),
        (gettext("People"), list(visible(Person, user, employer=body))),
        (gettext("Needs"), needs),
        (gettext("Achievements"), list(visible(Achievement, user, owner=body))),
        (gettext("Cooperations"), list(visible(Cooperation, user, enterprise=body))),
        (gettext("Platforms"), list(visible(Platform, user, organisation=body))),
        (gettext("Merged records"), list(body.merged.all())),
    ]


class Register(OfficerStep):
    form_class = forms.RegisterOrganisationForm
    title, verb = _("Register an organisation"), _("Register it")

    def initial(self) -> dict[str, Any]:
        return {"domain": scope_of(self.request).domain or Domain.objects.first()}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return register_organisation(
            by=self.request.user, synthetic=invented(given["credit_code"], self.request.user),
            **given,
        )  # fmt: skip

    def back_url(self) -> str:
        return reverse("registers:organisations")


def invented(code: str | None, user: Any) -> bool:
    """Invented people enter invented bodies, unless the code is one that a real body has."""
    return bool(user.synthetic) and (code is None or is_synthetic_code(code))


class Edit(StepView):
    form_class = forms.OrganisationForm
    title, verb = _("Edit the organisation"), _("Save")

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        check_can_edit(self.object, self.request.user)

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "own": self.object}

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in self.form_class.base_fields}

    def act(self, form: Any) -> Any:
        return edit_organisation(
            organisation=self.object, by=self.request.user, **form.cleaned_data
        )
