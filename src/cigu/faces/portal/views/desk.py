"""The office's side of the portal: claims, and records that are taken off it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.ui.listing import list_response
from cigu.core.ui.steps import StepView, buttons, dated, waiting
from cigu.records.publicnotices.subjects import subject_of

from .. import actions, forms
from ..desk_tables import ClaimTable, WithdrawalTable
from ..guards import can_forget, check_can_forget, check_can_take_off, check_off, check_shown
from ..models import Claim, Withdrawal
from ..public import KINDS, kind_of
from ..states import DISMISS_REASONS

ROUTES = {"take_up": "portal:take_up", "uphold": "portal:uphold", "dismiss": "portal:dismiss"}


def find(user: Any, number: str) -> Any:
    rows = Claim.objects.for_(user).select_related("territory", "domain")
    return get_object_or_404(rows, number=number)


def _officers_only(request: HttpRequest) -> None:
    if not Access.of(request.user).has(Role.OFFICER):
        raise PermissionDenied


@login_required
def claims(request: HttpRequest) -> HttpResponse:
    _officers_only(request)
    return list_response(request, ClaimTable(request), "portal/desk/list.html")


@login_required
def withdrawals(request: HttpRequest) -> HttpResponse:
    _officers_only(request)
    return list_response(request, WithdrawalTable(request), "portal/desk/list.html")


@login_required
def claim(request: HttpRequest, number: str) -> HttpResponse:
    row = find(request.user, number)
    if row.is_masked:
        raise PermissionDenied
    subject = subject_of(request.user, row.subject_type, row.subject_uid)
    standing = Withdrawal.objects.filter(subject_uid=row.subject_uid, until__isnull=True).first()
    return render(request, "portal/desk/claim.html", {
        "object": row, "title": str(row), "subject": subject, "standing": standing,
        "public": _public_address(subject), "take_off_url": _take_off_address(subject, standing),
        "crumbs": [(_("Rights claims"), reverse("portal:desk_claims")), (number, "")],
        "buttons": buttons(row, request.user, ROUTES, number), "waits": waiting(row),
        "why": dict(DISMISS_REASONS).get(row.reason_code, ""), "entries": history(row, 30),
        "may_forget": can_forget(row, request.user) and row.forgotten_on is None,
    })  # fmt: skip


def _public_address(row: Any) -> str:
    kind = kind_of(row)
    shown = kind is not None and kind.shown().filter(pk=row.pk).exists()
    return kind.address(row) if kind is not None and shown else ""


def _take_off_address(row: Any, standing: Any) -> str:
    kind = kind_of(row)
    if kind is None or standing is not None or not _public_address(row):
        return ""
    return reverse("portal:take_off", args=[kind.code, row.number])


class ClaimStep(StepView):
    def get_object(self) -> Any:
        return find(self.request.user, self.kwargs["number"])

    def run(self, action: Any, form: Any, **fields: Any) -> Any:
        return action(claim=self.object, by=self.request.user, **dated(form), **fields)


class TakeUp(ClaimStep):
    code = "take_up"
    title, verb = gettext_lazy("Take up the claim"), gettext_lazy("Take up")

    def act(self, form: Any) -> Any:
        return self.run(actions.take_up, form)


class Uphold(ClaimStep):
    code, form_class = "uphold", forms.UpholdForm
    title, verb = gettext_lazy("Uphold the claim"), gettext_lazy("Uphold")

    def act(self, form: Any) -> Any:
        given, row = form.cleaned_data, self.object
        subject = subject_of(self.request.user, row.subject_type, row.subject_uid)
        return self.run(
            actions.uphold, form, reply=given["reply"], subject=subject if given["off"] else None
        )


class Dismiss(ClaimStep):
    code, form_class = "dismiss", forms.DismissForm
    title, verb = gettext_lazy("Dismiss the claim"), gettext_lazy("Dismiss")

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return self.run(
            actions.dismiss, form, reason_code=given["reason_code"], reply=given["reply"]
        )


class Forget(ClaimStep):
    form_class = forms.ForgetForm
    title, verb = gettext_lazy("Erase name and contact"), gettext_lazy("Erase")
    explanation = gettext_lazy("They leave the record and its history; claim and answer stay.")

    def check(self) -> None:
        check_can_forget(self.object, self.request.user)

    def act(self, form: Any) -> Any:
        return actions.forget_claimant(
            claim=self.object, by=self.request.user, reason=form.cleaned_data["reason"]
        )


class TakeOff(StepView):
    """A record that the portal shows now."""

    form_class = forms.TakeOffForm
    title, verb = gettext_lazy("Take the record off the portal"), gettext_lazy("Take off")
    explanation = gettext_lazy(
        "The public no longer finds it, from today. The record itself stays as it is, for those"
        " who work with it."
    )

    def get_object(self) -> Any:
        kind = KINDS.get(self.kwargs["code"])
        if kind is None:
            raise Http404
        rows = kind.model.objects.for_(self.request.user).select_related(*kind.related)
        return get_object_or_404(rows, number=self.kwargs["number"])

    def check(self) -> None:
        check_can_take_off(self.request.user, self.object)
        check_shown(self.object)

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.take_off(
            row=self.object, by=self.request.user, reason_code=given["reason_code"],
            note=given["note"], **dated(form),
        )  # fmt: skip

    def location(self, result: Any) -> str:
        return reverse("portal:withdrawals")


class ShowAgain(StepView):
    title, verb = gettext_lazy("Show the record again"), gettext_lazy("Show again")

    def get_object(self) -> Any:
        return get_object_or_404(Withdrawal.objects.for_(self.request.user), uid=self.kwargs["uid"])

    def check(self) -> None:
        check_can_take_off(self.request.user, self.object)
        check_off(self.object)

    def act(self, form: Any) -> Any:
        return actions.show_again(withdrawal=self.object, by=self.request.user, **dated(form))

    def location(self, result: Any) -> str:
        return reverse("portal:withdrawals")
