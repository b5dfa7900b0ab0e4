"""Follow-up and the end."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from .. import actions, forms, guards
from ..models import FollowUp
from .base import CheckupStep


class Follow(CheckupStep):
    code, form_class = "follow", forms.ConfirmForm
    title = verb = _("Start the follow-up")
    explanation = _("Four follow-ups are set: 30, 90, 180 and 365 days after issue.")

    def act(self, form: Any) -> Any:
        return self.run(actions.start_follow_up, form)


class Record(CheckupStep):
    form_class = forms.FollowUpForm
    title, verb = _("Record the follow-up"), _("Record")
    done = _("Recorded.")

    @property
    def row(self) -> Any:
        rows = FollowUp.objects.for_(self.request.user).filter(checkup=self.object)
        return get_object_or_404(rows, days=self.kwargs["days"])

    def check(self) -> None:
        guards.check_can_follow(self.row, self.request.user)

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_follow_up(
            follow_up=self.row, by=self.request.user, outcome=given["outcome"],
            note=given["note"], evidence=given["evidence"], on=given.get("on"),
            reason=given.get("reason") or "",
        )  # fmt: skip


class Close(CheckupStep):
    code, form_class = "close", forms.CloseForm
    title, verb = _("Close the checkup"), _("Close")

    def act(self, form: Any) -> Any:
        return self.run(actions.close, form, recheck_on=form.cleaned_data["recheck_on"])
