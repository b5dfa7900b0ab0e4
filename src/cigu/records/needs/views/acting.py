"""One page per step of a need's life."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import MASKED

from .. import actions, forms
from ..guards import NeedRefused, check_can_merge
from ..models import Need
from ..steps import NeedStep
from .likeness import both, likely


class Submit(NeedStep):
    code, action = "submit", staticmethod(actions.submit_need)
    title, verb, done = _("Submit the need"), _("Submit"), _("Submitted.")
    explanation = _("The bureau accepts, merges or returns it within 5 working days.")


class Return(NeedStep):
    code, action = "return", staticmethod(actions.return_need)
    form_class = forms.ReturnForm
    title, verb = _("Return for correction"), _("Return for correction")


class Accept(NeedStep):
    code, action = "accept", staticmethod(actions.accept_need)
    title, verb, done = _("Accept the need"), _("Accept"), _("Accepted.")


class Reject(NeedStep):
    code, action = "reject", staticmethod(actions.reject_need)
    form_class = forms.RejectForm
    title, verb = _("Reject the need"), _("Reject")


class Publish(NeedStep):
    code, action = "publish", staticmethod(actions.publish_need)
    template_name = "needs/publish.html"
    title, verb, done = _("Publish the need"), _("Publish"), _("Published.")

    def context(self) -> dict[str, Any]:
        """The need as others will see it: a copy, cut down by its disclosure."""
        preview: Any = Need.objects.select_related("segment", "organisation").get(pk=self.object.pk)
        if preview.secrecy == Need.Secrecy.MASKED:
            preview.disclosure = MASKED
        return {**super().context(), "preview": preview}


class Withdraw(NeedStep):
    code, action = "withdraw", staticmethod(actions.withdraw_need)
    form_class = forms.ReasonForm
    title, verb = _("Withdraw the need"), _("Withdraw")


class Answer(NeedStep):
    code, action = "answer", staticmethod(actions.answer_need)
    form_class = forms.AnswerForm
    title, verb = _("Answer by policy"), _("Answer by policy")


class Expire(NeedStep):
    code, action = "expire", staticmethod(actions.expire_need)
    title, verb = _("Mark as expired"), _("Mark as expired")


class Renew(NeedStep):
    code, action = "renew", staticmethod(actions.renew_need)
    form_class = forms.RenewForm
    title, verb = _("Renew the need"), _("Renew")


class Merge(NeedStep):
    """Likely duplicates stand beside the need; the choice is the officer's."""

    code = "merge"
    form_class = forms.MergeForm
    template_name = "needs/merge.html"
    title, verb = _("Merge into another need"), _("Merge")
    explanation = _("This need stays on record and points to the one that goes on.")

    def initial(self) -> dict[str, Any]:
        return {"into": self.request.GET.get("into", "")[:20]}

    def act(self, form: Any) -> Any:
        into = self._target(form.cleaned_data["into"])
        if into is None:
            raise NeedRefused(
                "merge_target", gettext("There is no open need %(number)s here. Check the number.")
                % {"number": form.cleaned_data["into"]},
                field="into", value=form.cleaned_data["into"],
            )  # fmt: skip
        check_can_merge(self.object, into)
        return actions.merge_need(
            need=self.object, into=into, by=self.request.user, on=form.cleaned_data.get("on"),
            reason=form.cleaned_data.get("reason") or "",
        )  # fmt: skip

    def _target(self, number: str) -> Any:
        return Need.objects.readable(self.request.user).filter(number=number.strip()).first()

    def context(self) -> dict[str, Any]:
        chosen = self.request.POST.get("into") or self.request.GET.get("into", "")
        target = self._target(chosen) if chosen else None
        return {
            **super().context(), "likely": likely(self.object, self.request.user),
            "target": target, "both": both(self.object, target) if target else [],
        }  # fmt: skip
