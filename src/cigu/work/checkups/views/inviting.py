"""Invitation, consent and the ways out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .. import actions, facts, forms, guards
from .. import questionnaire as q
from .base import CheckupStep


class Invite(CheckupStep):
    code, form_class = "invite", forms.ConfirmForm
    title = verb = _("Invite the enterprise")
    done = _("Invited.")

    def check(self) -> None:
        super().check()
        guards.check_campaign_runs(self.object)

    def act(self, form: Any) -> Any:
        return self.run(actions.invite, form)


class Assign(CheckupStep):
    form_class = forms.AssignForm
    title, verb = _("Assign a commissioner"), _("Assign")

    def check(self) -> None:
        guards.check_can_manage(self.request.user, self.object.territory, self.object.domain)

    def form_kwargs(self) -> dict[str, Any]:
        return {"territory": self.object.territory}

    def initial(self) -> dict[str, Any]:
        return {"commissioner": self.object.commissioner}

    def act(self, form: Any) -> Any:
        return self.run(actions.assign_commissioner, form, **form.cleaned_data)


class GiveConsent(CheckupStep):
    code, form_class = "consent", forms.ConsentForm
    template_name = "checkups/consent.html"
    title, verb = _("Invitation to a checkup"), _("Agree")
    done = _("Agreed. The questionnaire is open.")

    def act(self, form: Any) -> Any:
        return self.run(actions.consent, form, purposes=form.cleaned_data["purposes"])

    def context(self) -> dict[str, Any]:
        read = q.instrument(self.object.instrument)
        return {
            **super().context(),
            "known": facts.known(self.object.enterprise),
            "instrument": q.named(read), "issuer": read.issuer,
            "questions": len(read.indicators) + len(read.scenes),
        }  # fmt: skip


class Decline(CheckupStep):
    code, form_class = "decline", forms.DeclineForm
    title = verb = _("Decline")
    explanation = _("The bureau sees the reason. Nothing of your data is used.")

    def act(self, form: Any) -> Any:
        return self.run(actions.decline, form, reason_code=form.cleaned_data["reason_code"])


class Withdraw(CheckupStep):
    code, form_class = "withdraw", forms.WithdrawForm
    title = verb = _("Withdraw")
    explanation = _("The checkup ends without a report. Answers are closed to the bureau.")

    def act(self, form: Any) -> Any:
        return self.run(actions.withdraw, form, reason_code=form.cleaned_data["reason_code"])


class TakeBack(CheckupStep):
    form_class = forms.ReviseForm
    title = verb = _("Take the consent back")
    explanation = _(
        "Answers are hidden from the bureau at once. Before the report is issued the checkup ends."
    )

    def check(self) -> None:
        guards.check_consented(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return self.run(actions.withdraw_consent, form)
