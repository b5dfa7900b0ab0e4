"""Record a meeting, note what became of it, begin a cooperation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.ui.steps import StepView, dated
from cigu.records.achievements.models import Achievement

from .. import actions, forms
from ..guards import HOSTS, check_can_meet
from .pages import find, find_meeting


class Record(StepView):
    """Under an event's address the meeting belongs to that event, else to none."""

    form_class = forms.MeetingForm
    title, verb = _("Record a meeting"), _("Record")

    def get_object(self) -> Any:
        number = self.kwargs.get("number")
        return find(self.request.user, number) if number else None

    def check(self) -> None:
        if not Access.of(self.request.user).has(*HOSTS):
            raise NotAllowed()

    def check_revision(self) -> None:
        """A meeting does not touch the event's row."""

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user, "event": self.object}

    def initial(self) -> dict[str, Any]:
        wanted = Achievement.objects.for_(self.request.user).filter(
            number=self.request.GET.get("achievement", "")
        )
        return {
            "met_on": self.object.held_on if self.object is not None else today(),
            "achievement": wanted.first(),
        }

    def act(self, form: Any) -> Any:
        return actions.record_meeting(event=self.object, by=self.request.user, **form.cleaned_data)

    def back_url(self) -> str:
        if self.object is not None:
            return str(self.object.get_absolute_url())
        return reverse("roadshows:meetings")


class MeetingStep(StepView):
    def get_object(self) -> Any:
        return find_meeting(self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        check_can_meet(self.request.user, self.object.enterprise)


class Outcome(MeetingStep):
    form_class = forms.OutcomeForm
    title, verb = _("What became of the meeting"), _("Save")

    def initial(self) -> dict[str, Any]:
        return {"outcome": self.object.outcome, "note": self.object.note}

    def act(self, form: Any) -> Any:
        return actions.set_outcome(meeting=self.object, by=self.request.user, **form.cleaned_data)


class Begin(MeetingStep):
    form_class = forms.BeginForm
    title, verb = _("Begin a cooperation"), _("Begin")
    explanation = _("It begins as a negotiation on the supply side and counts once it is signed.")

    def initial(self) -> dict[str, Any]:
        achievement = self.object.achievement
        ways = achievement.transfer_modes.replace("，", "、").split("、")
        return {"title": achievement.title, "mode": ways[0].strip() if len(ways) == 1 else ""}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.begin_from_meeting(
            meeting=self.object, title=given["title"], mode=given["mode"], by=self.request.user,
            **dated(form),
        )  # fmt: skip
