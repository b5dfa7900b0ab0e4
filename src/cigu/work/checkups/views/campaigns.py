"""Campaigns: list, progress by state, and their steps."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView
from cigu.core.ui.steps import dated

from .. import actions, acts, forms, guards
from .. import questionnaire as q
from ..models import Campaign, Checkup
from ..states import CAMPAIGN, CHECKUP
from ..tables import CampaignTable
from .base import CampaignStep, find_campaign, worded


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    access = Access.of(request.user)
    if access.grants and not access.has(Role.OFFICER, Role.COMMISSIONER, Role.LEADER):
        raise PermissionDenied
    new = reverse("checkups:campaign_new") if access.has(Role.OFFICER) else ""
    return list_response(
        request, CampaignTable(request), "checkups/campaigns.html", new_url=new,
        crumbs=[(_("Checkups"), reverse("checkups:list")), (_("Campaigns"), "")],
    )  # fmt: skip


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    campaign = find_campaign(request.user, number)
    manages = guards.can_manage(request.user, campaign.territory, campaign.domain)
    return render(request, "checkups/campaign.html", {
        "object": campaign,
        "title": campaign.name,
        "crumbs": [(_("Campaigns"), reverse("checkups:campaigns")), (campaign.number, "")],
        "buttons": acts.of_campaign(campaign, request.user),
        "progress": progress(campaign, request.user),
        "instrument": q.named(q.instrument(campaign.instrument)),
        "manages": manages,
        "planned": campaign.checkups.filter(state="planned").count() if manages else 0,
        "entries": entries(campaign),
    })  # fmt: skip


def entries(campaign: Campaign) -> list[Any]:
    found = history(campaign, 20)
    for entry in found:
        entry.changes[:] = [worded(change, CAMPAIGN) for change in entry.changes]
    return found


def progress(campaign: Campaign, user: Any) -> list[dict[str, Any]]:
    """How many checkups stand in each state, in the order of the flow."""
    seen = Checkup.objects.for_(user).filter(campaign=campaign).order_by()
    found = dict(seen.values_list("state").annotate(n=Count("pk")))
    base = reverse("checkups:list")
    return [
        {"label": s.label, "look": s.look, "n": found.get(s.code, 0),
         "url": f"{base}?campaign={campaign.number}&state={s.code}"}
        for s in CHECKUP.states
    ]  # fmt: skip


class Create(ActionView):
    form_class = forms.CampaignForm
    title, verb = gettext_lazy("New campaign"), gettext_lazy("Create the campaign")

    def check(self) -> None:
        if not Access.of(self.request.user).has(Role.OFFICER):
            raise NotAllowed()

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def back_url(self) -> str:
        return reverse("checkups:campaigns")

    def act(self, form: Any) -> Any:
        return actions.create_campaign(by=self.request.user, **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Campaigns"), self.back_url()), (self.title, "")]}


class Edit(CampaignStep):
    form_class = forms.CampaignTextForm
    title, verb = gettext_lazy("Edit the campaign"), gettext_lazy("Save")

    def check(self) -> None:
        guards.check_can_manage(self.request.user, self.object.territory, self.object.domain)

    def initial(self) -> dict[str, Any]:
        return {n: getattr(self.object, n) for n in ("name", "since", "until", "note")}

    def act(self, form: Any) -> Any:
        return actions.edit_campaign(
            campaign=self.object, by=self.request.user, **form.cleaned_data
        )


class Start(CampaignStep):
    code, form_class = "start", forms.ConfirmForm
    title = verb = gettext_lazy("Start the campaign")
    explanation = gettext_lazy("From then on enterprises can be invited.")

    def act(self, form: Any) -> Any:
        return actions.start_campaign(campaign=self.object, by=self.request.user, **dated(form))


class Close(CampaignStep):
    code, form_class = "close", forms.ConfirmForm
    title = verb = gettext_lazy("Close the campaign")
    explanation = gettext_lazy("Possible once every checkup is issued, declined or withdrawn.")

    def check(self) -> None:
        super().check()
        guards.check_all_ended(self.object)

    def act(self, form: Any) -> Any:
        return actions.close_campaign(campaign=self.object, by=self.request.user, **dated(form))


class InviteAll(CampaignStep):
    """Every planned checkup of the campaign at once; all or none."""

    form_class = forms.ConfirmForm
    title = verb = gettext_lazy("Invite all planned enterprises")
    done = gettext_lazy("Invited.")

    def check(self) -> None:
        guards.check_can_manage(self.request.user, self.object.territory, self.object.domain)

    def act(self, form: Any) -> Any:
        for checkup in self.object.checkups.filter(state="planned").order_by("pk"):
            actions.invite(checkup=checkup, by=self.request.user, **dated(form))
        return self.object
