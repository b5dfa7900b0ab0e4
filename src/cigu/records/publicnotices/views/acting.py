"""Draft, edit, display, decide, close, withdraw; answer and forget."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import due, today
from cigu.core.ui.forms import CiguForm
from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import OfficerStep, StepView, dated

from .. import actions, forms
from ..guards import check_can_edit, check_can_forget
from ..subjects import subject_of
from .pages import find, find_objection


class NoticeStep(StepView):
    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(notice=self.object, by=self.request.user, **dated(form), **fields)


class Draft(OfficerStep):
    form_class = forms.NoticeForm
    title, verb = _("Draft a public notice"), _("Draft")
    explanation = _("Nobody outside sees it before it is displayed.")

    def initial(self) -> dict[str, Any]:
        scope = scope_of(self.request)
        return {"territory": scope.territory, "office": self.request.user.office}  # type: ignore[union-attr]

    def act(self, form: Any) -> Any:
        return actions.draft_notice(by=self.request.user, **form.cleaned_data)

    def back_url(self) -> str:
        return reverse("publicnotices:list")


class Edit(NoticeStep):
    form_class = forms.NoticeForm
    title, verb = _("Edit the public notice"), _("Save")

    def check(self) -> None:
        check_can_edit(self.object, self.request.user)

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        names = (
            "kind", "title", "body", "days", "rule", "office", "reach", "territory", "domain",
        )  # fmt: skip
        row = self.object
        subject = subject_of(self.request.user, row.subject_type, row.subject_uid)
        return {n: getattr(row, n) for n in names} | {"subject": getattr(subject, "number", "")}

    def act(self, form: Any) -> Any:
        return actions.edit_notice(notice=self.object, by=self.request.user, **form.cleaned_data)


class Display(NoticeStep):
    code, form_class = "display", CiguForm  # today: no day is asked for
    title, verb = _("Display the public notice"), _("Display the notice")

    def context(self) -> dict[str, Any]:
        end = due(today(), self.object.days)
        words = gettext(
            "The portal shows it from today. Objections are taken until %(day)s:"
            " %(days)s working days, %(rule)s. It can no longer be edited then."
        ) % {"day": end.date, "days": self.object.days, "rule": self.object.rule}
        if end.provisional:
            words += gettext(" The official calendar of that year is not published yet.")
        return {**super().context(), "explanation": words}

    def act(self, form: Any) -> Any:
        return self.run(actions.display, form)


class Decide(NoticeStep):
    code, form_class = "decide", forms.DecideForm
    title, verb = _("Decide on the public notice"), _("Decide on the public notice")

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(actions.decide, form, outcome=given["outcome"], decision=given["decision"])


class Close(NoticeStep):
    code = "close"
    title, verb = _("Close the public notice"), _("Close the notice")
    explanation = _("What was decided has been carried out.")

    def act(self, form: Any) -> Any:
        return self.run(actions.close_notice, form)


class Withdraw(NoticeStep):
    code, form_class = "withdraw", forms.WithdrawForm
    title, verb = _("Withdraw the public notice"), _("Withdraw the notice")
    explanation = _("It leaves the portal; the record stays.")

    def act(self, form: Any) -> Any:
        return self.run(actions.withdraw_notice, form, reason_code=form.cleaned_data["reason_code"])


class Answer(StepView):
    form_class: Any = forms.ReplyForm
    explanation = _("Whoever objected reads it with the receipt.")

    def get_object(self) -> Any:
        return find_objection(self.request.user, self.kwargs["number"])

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.answer(
            objection=self.object, by=self.request.user, step_code=self.code,
            reply=given["reply"], reason_code=given.get("reason_code", ""),
            is_public=given["is_public"], **dated(form),
        )  # fmt: skip


class Uphold(Answer):
    code = "uphold"
    title, verb = _("Uphold the objection"), _("Uphold")


class UpholdPartly(Answer):
    code = "uphold_partly"
    title, verb = _("Uphold the objection in part"), _("Uphold in part")


class Dismiss(Answer):
    code, form_class = "dismiss", forms.DismissForm
    title, verb = _("Dismiss the objection"), _("Dismiss")


class SetAside(Answer):
    code, form_class = "set_aside", forms.AsideForm
    title, verb = _("Do not take up the objection"), _("Do not take up")


class Forget(StepView):
    form_class = forms.ForgetForm
    title, verb = _("Erase name and contact"), _("Erase")
    explanation = _("They leave the record and its history; objection and answer stay.")

    def get_object(self) -> Any:
        return find_objection(self.request.user, self.kwargs["number"])

    def check(self) -> None:
        check_can_forget(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.forget_objector(
            objection=self.object, by=self.request.user, reason=form.cleaned_data["reason"]
        )
