"""What a visitor may send without an account: an objection, a claim; and read by a receipt."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cigu.core.flow.actions import check_fire
from cigu.core.quotas.counting import OverQuota
from cigu.core.quotas.visitors import take_form
from cigu.core.ui.once import body_hash
from cigu.core.ui.posting import ActionView
from cigu.records.publicnotices import actions as notices
from cigu.records.publicnotices import receipts
from cigu.records.publicnotices.guards import check_takes_objections
from cigu.records.publicnotices.models import Objection
from cigu.records.publicnotices.states import REASONS
from cigu.records.publicnotices.subjects import subject_of

from .. import actions, forms
from ..held import KINDS as HELD
from ..held import case_of, code_once, keep
from ..models import Claim as ClaimCase
from ..public import KINDS, PUBLIC, kind_of
from ..states import DISMISS_REASONS
from ..terms import terms


@method_decorator([login_not_required, never_cache], name="dispatch")
class Visit(ActionView):
    """A form for anybody: once by its key, counted for the address, with a trap for programs."""

    template_name = "portal/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return View.dispatch(self, request, *args, **kwargs)

    def _run(self, form: Any, key: Any) -> HttpResponse:
        """Counted before the action's transaction, whose refusal would take the count back."""
        try:
            take_form()
        except OverQuota as refusal:
            return self._with_error(form, refusal)
        return super()._run(form, key)

    def act(self, form: Any) -> Any:
        given = {k: v for k, v in form.cleaned_data.items() if k != forms.TRAP}
        return self.visit(given)

    def visit(self, given: dict[str, Any]) -> Any:
        raise NotImplementedError

    def check_revision(self) -> None:
        """Nobody edits the record that a visitor speaks of by this form."""

    def location(self, result: Any) -> str:
        return reverse("portal:receipt", args=[result.number])

    def _again(self, earlier: Any) -> HttpResponse:
        """The same form sent twice leads where the first led; nobody is known by name here."""
        alike = (self.request.path[:500], body_hash(self.request))
        if alike == (earlier.path, earlier.body_hash) and earlier.location:
            return HttpResponseRedirect(earlier.location)
        return render(self.request, "cigu/reused.html", {"earlier": None}, status=409)

    def context(self) -> dict[str, Any]:
        return {"terms": terms(), "description": str(self.title)}


class ObjectTo(Visit):
    form_class = forms.VisitorObjection
    title, verb = gettext_lazy("Object to the public notice"), gettext_lazy("Send the objection")
    explanation = gettext_lazy(
        "Anybody may object until the last day of the period. You get a receipt, and with it the"
        " answer; name and contact may stay empty."
    )

    def get_object(self) -> Any:
        return get_object_or_404(KINDS["notices"].shown(), number=self.kwargs["number"])

    def check(self) -> None:
        check_takes_objections(self.object)

    def back_url(self) -> str:
        return KINDS["notices"].address(self.object)

    def visit(self, given: dict[str, Any]) -> Any:
        made, code = notices.object_to(notice=self.object, **given)
        keep(self.request, made, code)
        return made


class Claim(Visit):
    form_class = forms.ClaimForm
    title, verb = gettext_lazy("Claim a right or report a mistake"), gettext_lazy("Send the claim")
    explanation = gettext_lazy(
        "For whoever holds a right that a published record infringes, or knows that it is wrong."
        " The office examines it and may take the record off the portal."
    )

    def get_object(self) -> Any:
        kind = KINDS.get(self.kwargs["code"])
        if kind is None:
            raise Http404
        return get_object_or_404(kind.shown(), number=self.kwargs["number"])

    def back_url(self) -> str:
        return KINDS[self.kwargs["code"]].address(self.object)

    def visit(self, given: dict[str, Any]) -> Any:
        made, code = actions.raise_claim(subject=self.object, **given)
        keep(self.request, made, code)
        return made


class LookUp(Visit):
    form_class = forms.ReceiptForm
    title, verb = gettext_lazy("Read the answer by a receipt"), gettext_lazy("Read")
    explanation = gettext_lazy("Number and code stand on the receipt of your objection or claim.")

    def visit(self, given: dict[str, Any]) -> Any:
        from cigu.records.publicnotices.guards import NoticeRefused

        for model in HELD:
            case = receipts.find(model, given["number"], given["code"])
            if case is not None:
                keep(self.request, case)
                return case
        raise NoticeRefused(
            "receipt", _("No receipt has this number and code: check both."), field="code"
        )

    def back_url(self) -> str:
        return reverse("portal:home")


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    objection = isinstance(case, Objection)
    reasons = REASONS if objection else dict(DISMISS_REASONS)
    about, address = _about(case)
    return render(request, "portal/receipt.html", {
        "title": _("Receipt %(number)s") % {"number": number}, "case": case,
        "code": receipts.shown(code_once(request, case)), "is_objection": objection, "about": about,
        "about_url": address, "why": reasons.get(case.reason_code, ""), "terms": terms(),
        "description": _("Receipt of an objection or a claim."),
        "may_take_back": not objection and case.state in ("received", "examined"),
    })  # fmt: skip


def _about(case: Any) -> tuple[str, str]:
    if isinstance(case, Objection):
        shown = KINDS["notices"].shown().filter(pk=case.notice_id).exists()
        return str(case.notice), KINDS["notices"].address(case.notice) if shown else ""
    row = subject_of(PUBLIC, case.subject_type, case.subject_uid)
    kind = kind_of(row)
    shown = kind is not None and kind.shown().filter(pk=row.pk).exists()
    return str(case.subject_label), kind.address(row) if kind and shown else ""


class OfReceipt(Visit):
    def get_object(self) -> Any:
        return case_of(self.request, self.kwargs["number"])

    def back_url(self) -> str:
        return self.location(self.object)


class Forget(OfReceipt):
    title, verb = gettext_lazy("Erase my name and contact"), gettext_lazy("Erase")
    explanation = gettext_lazy(
        "They leave the record and its history at once. The office can then no longer reach you;"
        " the receipt still brings the answer."
    )

    def visit(self, given: dict[str, Any]) -> Any:
        reason = _("asked for by the holder of the receipt")
        if isinstance(self.object, Objection):
            return notices.forget_objector(objection=self.object, by=notices.VISITOR, reason=reason)
        return actions.forget_claimant(claim=self.object, by=notices.VISITOR, reason=reason)


class TakeBack(OfReceipt):
    title, verb = gettext_lazy("Take the claim back"), gettext_lazy("Take back")

    def get_object(self) -> Any:
        case = super().get_object()
        if not isinstance(case, ClaimCase):
            raise Http404
        return case

    def check(self) -> None:
        check_fire(self.object, "take_back", None)

    def visit(self, given: dict[str, Any]) -> Any:
        return actions.take_back(claim=self.object)
