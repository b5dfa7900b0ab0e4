"""One achievement; draft, edit, submit, return, publish, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access, role_at
from cigu.core.audit.history import history
from cigu.core.documents.actions import documents_of
from cigu.core.places.models import Domain
from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import StepView, buttons, dated, waiting
from cigu.records.achievements import actions
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.models import Cooperation

from .. import forms
from ..facts import facts, visible
from ..tables import is_staff
from .lists import drafts

SHOWN = ("owner", "team", "segment", "maturity", "rights", "transfer_modes", "territory", "domain")
ROUTES = {
    "submit": "registers:submit_achievement", "publish": "registers:publish_achievement",
    "return": "registers:return_achievement", "withdraw": "registers:withdraw_achievement",
}  # fmt: skip


def find(user: Any, number: str) -> Any:
    rows = Achievement.objects.for_(user).select_related(
        "owner__party", "team__party", "segment", "territory", "domain"
    )
    return get_object_or_404(rows, number=number)


@login_required
def detail(request: HttpRequest, number: str) -> HttpResponse:
    row, user = find(request.user, number), request.user
    inside = is_staff(user) or is_own(row, user)
    published = row.state == "published"
    return render(request, "registers/achievement.html", {
        "object": row, "title": row.title, "facts": facts(row, SHOWN),
        "crumbs": [(gettext("Achievements"), reverse("registers:achievements")), (number, "")],
        "buttons": buttons(row, user, ROUTES, number), "may_edit": may_edit(row, user),
        "may_meet": published and role_at(user, (Role.BROKER, Role.OFFICER), row.territory),
        "documents": documents_of(row), "inside": inside,
        "groups": [
            (gettext("Cooperations"), list(visible(Cooperation, user, achievement=row)))
        ],
        "waits": waiting(row) if inside else [],
        "entries": history(row, 30) if inside else [],
    })  # fmt: skip


def is_own(row: Achievement, user: Any) -> bool:
    sides = {row.owner.party_id, row.team.party_id if row.team else None}
    return bool(sides & Access.of(user).parties)


def may_edit(row: Achievement, user: Any) -> bool:
    return row.state == "draft" and actions.can_draft(user, row.owner, row.team, row.territory)


class Draft(StepView):
    form_class = forms.AchievementForm
    title, verb = _("Draft an achievement"), _("Save the draft")
    keeps_draft = True

    def check(self) -> None:
        if not drafts(self.request.user):
            raise NotAllowed()

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        scope = scope_of(self.request)
        return {"territory": scope.territory, "domain": scope.domain or Domain.objects.first()}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.draft_achievement(
            by=self.request.user, synthetic=given["owner"].synthetic, **given
        )

    def back_url(self) -> str:
        return reverse("registers:achievements")


class Step(StepView):
    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any) -> Any:
        return action(achievement=self.object, by=self.request.user, **dated(form))


class Edit(Step):
    form_class = forms.AchievementForm
    title, verb = _("Edit the draft"), _("Save the draft")

    def check(self) -> None:
        if not may_edit(self.object, self.request.user):
            raise NotAllowed(gettext("Only a draft can be edited."))

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in forms.AchievementForm.base_fields}

    def act(self, form: Any) -> Any:
        return actions.edit_achievement(
            achievement=self.object, by=self.request.user, **form.cleaned_data
        )


class Submit(Step):
    code = "submit"
    title, verb = _("Submit the achievement"), _("Submit")
    explanation = _("The bureau checks it and publishes it or returns it with a reason.")

    def act(self, form: Any) -> Any:
        return self.run(actions.submit_achievement, form)


class Publish(Step):
    code = "publish"
    title, verb, done = _("Publish the achievement"), _("Publish"), _("Published.")
    explanation = _("Everybody signed in and the public portal then see it.")

    def act(self, form: Any) -> Any:
        return self.run(actions.publish_achievement, form)


class Return(Step):
    code, form_class = "return", forms.ReasonForm
    title, verb = _("Return the achievement for correction"), _("Return for correction")

    def act(self, form: Any) -> Any:
        return self.run(actions.return_achievement, form)


class Withdraw(Step):
    code, form_class = "withdraw", forms.ReasonForm
    title, verb = _("Withdraw the achievement"), _("Withdraw")
    explanation = _("It is no longer shown. What was counted when it was published stays.")

    def act(self, form: Any) -> Any:
        return self.run(actions.withdraw_achievement, form)
