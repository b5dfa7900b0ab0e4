"""One page per step of a cooperation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.access.errors import NotAllowed
from cigu.core.ui.steps import StepView, dated

from .. import actions, forms
from .pages import _may_correct, find


class CooperationStep(StepView):
    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(cooperation=self.object, by=self.request.user, **dated(form), **fields)


class Sign(CooperationStep):
    code, form_class = "sign", forms.SignForm
    title, verb, done = _("Sign the cooperation"), _("Sign"), _("Signed.")

    def initial(self) -> dict[str, Any]:
        return {"mode": self.object.mode, "amount": self.object.amount}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(
            actions.sign_cooperation, form, amount=given["amount"], ends_on=given["ends_on"],
            contract=given["contract"], mode=given["mode"],
        )  # fmt: skip


class CorrectDate(CooperationStep):
    form_class = forms.CorrectDateForm
    title, verb = _("Correct the day of signing"), _("Correct")
    explanation = _("Figures that count this cooperation follow the new day. Both stay on record.")

    def check(self) -> None:
        if not _may_correct(self.object, self.request.user):
            raise NotAllowed()

    def initial(self) -> dict[str, Any]:
        return {"signed_on": self.object.signed_on}

    def act(self, form: Any) -> Any:
        return actions.correct_signing_date(
            cooperation=self.object, by=self.request.user, **form.cleaned_data
        )


class Fail(CooperationStep):
    code, form_class = "fail", forms.FailForm
    title, verb = _("End the negotiation without a contract"), _("End the negotiation")

    def act(self, form: Any) -> Any:
        code = form.cleaned_data["reason_code"]
        return self.run(actions.fail_cooperation, form, reason_code=code)


class Perform(CooperationStep):
    code = "perform"
    title, verb = _("Begin work"), _("Begin work")

    def act(self, form: Any) -> Any:
        return self.run(actions.perform_cooperation, form)


class Deliver(CooperationStep):
    code, form_class = "deliver", forms.DeliverForm
    title, verb = _("Deliver the result"), _("Deliver")

    def act(self, form: Any) -> Any:
        return self.run(actions.deliver_cooperation, form, note=form.cleaned_data["note"])


class Rate(CooperationStep):
    code, form_class = "rate", forms.RateForm
    title, verb = _("Rate the result"), _("Rate")

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(
            actions.rate_cooperation, form, score=int(given["score"]), comment=given["comment"]
        )


class Terminate(CooperationStep):
    code, form_class = "terminate", forms.TerminateForm
    title, verb = _("Terminate the cooperation"), _("Terminate")
    explanation = _("It stays counted as signed. The reason goes into the history.")

    def act(self, form: Any) -> Any:
        return self.run(actions.terminate_cooperation, form)
