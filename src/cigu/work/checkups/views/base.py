"""What the pages of the room share: finding a row through its scope, and the frame of a step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cigu.core.audit.history import FieldChange
from cigu.core.flow.table import Flow
from cigu.core.ui import words
from cigu.core.ui.steps import StepView, dated

from ..models import Campaign, Checkup


def find(user: Any, number: str) -> Any:
    rows = Checkup.objects.for_(user).select_related(
        "enterprise__party", "campaign", "commissioner", "territory", "domain"
    )
    return get_object_or_404(rows, number=number)


def find_campaign(user: Any, number: str) -> Any:
    rows = Campaign.objects.for_(user).select_related("territory", "domain")
    return get_object_or_404(rows, number=number)


def crumbs_of(checkup: Checkup, *more: Any) -> list[tuple[Any, str]]:
    """``more``: labels, or (label, address)."""
    head = [(_("Checkups"), reverse("checkups:list"))]
    own = checkup.get_absolute_url() if more else ""
    tail = [part if isinstance(part, tuple) else (part, "") for part in more]
    return [*head, (checkup.number, own), *tail]


def worded(change: FieldChange, flow: Flow) -> FieldChange:
    """States by their names, moments by their minutes."""
    if change.name == "state":
        names = dict(flow.choices())
        return replace(
            change, before=names.get(change.before, change.before),
            after=names.get(change.after, change.after),
        )  # fmt: skip
    if change.name == "saved_at":
        at = parse_datetime(str(change.after))
        return replace(change, before=None, after=words.stamp(at) if at else change.after)
    return change


class CheckupStep(StepView):
    """One step on one checkup."""

    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(checkup=self.object, by=self.request.user, **dated(form), **fields)

    def location(self, result: Any) -> str:
        return str(self.object.get_absolute_url())

    def context(self) -> dict[str, Any]:
        return {
            "crumbs": crumbs_of(self.object, self.title),
            "subtitle": f"{self.object.number}·{self.object.enterprise}",
        }


class CampaignStep(StepView):
    def get_object(self) -> Any:
        return find_campaign(self.request.user, self.kwargs["number"])

    def context(self) -> dict[str, Any]:
        campaign = self.object
        return {
            "crumbs": [
                (_("Campaigns"), reverse("checkups:campaigns")),
                (campaign.number, campaign.get_absolute_url()), (self.title, ""),
            ],
            "subtitle": str(campaign),
        }  # fmt: skip
