"""Links for one use: a first or a new password, and an invitation into a party."""

from __future__ import annotations

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from cigu.core.access import links
from cigu.core.access.errors import NotAllowed
from cigu.core.access.models import EntryLink, Party
from cigu.core.access.roles import PARTY_ROLES
from cigu.core.access.scope import Access
from cigu.core.ui.listing import list_response
from cigu.engines.basis.errors import CiguError

from .forms import FirstPasswordForm, InviteForm, JoinForm, WhyForm
from .people import SHOWN_LINK, Fresh
from .tables import InvitationTable


@method_decorator([login_not_required, never_cache], name="dispatch")
@method_decorator(rate_limit(action="reset_password_from_key"), name="dispatch")
class Enter(View):
    """Nobody is signed in by a link: it sets a password, and the door asks for that."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        try:
            link = links.find(secret)
        except links.LinkRefused as refusal:
            return render(request, "account/link_refused.html", {"refusal": refusal}, status=404)
        return self.page(request, link, self.form(link))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        try:
            link = links.find(secret)
            form = self.form(link, request.POST)
            if not form.is_valid():
                return self.page(request, link, form, 422)
            return self.done(request, link, secret, form)
        except links.LinkRefused as refusal:
            if refusal.data.get("field"):
                form.add_error(str(refusal.data["field"]), str(refusal))
                return self.page(request, link, form, 422)
            return render(request, "account/link_refused.html", {"refusal": refusal}, status=404)

    def form(self, link: EntryLink, data: Any = None) -> Any:
        if link.kind == EntryLink.Kind.INVITE:
            return JoinForm(data)
        return FirstPasswordForm(data, user=link.user)

    def page(
        self, request: HttpRequest, link: EntryLink, form: Any, status: int = 200
    ) -> HttpResponse:
        joins = link.kind == EntryLink.Kind.INVITE
        return render(request, "account/enter.html", {
            "title": _("Accept the invitation") if joins else _("Choose a password"),
            "link": link, "form": form, "joins": joins,
            "verb": _("Make my account") if joins else _("Set the password"),
        }, status=status)  # fmt: skip

    def done(self, request: HttpRequest, link: EntryLink, secret: str, form: Any) -> HttpResponse:
        told = form.cleaned_data
        if link.kind == EntryLink.Kind.INVITE:
            links.join_by(secret=secret, username=told["username"], name=told["name"],
                          password=told["password1"])  # fmt: skip
        else:
            links.set_password_by(secret=secret, password=told["password1"])
        messages.success(request, _("The password is set. Sign in with it."))
        return redirect("account_login")


def _may_invite(request: HttpRequest) -> None:
    if not Access.of(request.user).has(*PARTY_ROLES):
        raise PermissionDenied


@login_required
def invitations(request: HttpRequest) -> HttpResponse:
    _may_invite(request)
    shown = request.session.pop(SHOWN_LINK, {})
    secret = shown.get("secret", "") if not shown.get("of") else ""
    link = request.build_absolute_uri(reverse("account:enter", args=[secret])) if secret else ""
    return list_response(request, InvitationTable(request), "account/invitations.html", link=link)


class Invite(Fresh):
    form_class, title, verb = InviteForm, gettext_lazy("Invite a colleague"), gettext_lazy("Invite")
    explanation = gettext_lazy(
        "Makes a link for one use, good for seven days. Whoever follows it gets an account that"
        " acts for the same party in the same role as you."
    )

    def check(self) -> None:
        if not Access.of(self.request.user).has(*PARTY_ROLES):
            raise NotAllowed()

    def form_kwargs(self) -> dict[str, Any]:
        return {"grants": [g for g in Access.of(self.request.user).grants if g.role in PARTY_ROLES]}

    def act(self, form: Any) -> Any:
        party_id, role = form.cleaned_data["place"].split(":")
        party = Party.objects.get(pk=party_id)
        made = links.invite(
            party=party, role=role, by=self.request.user,  # type: ignore[arg-type]
            note=form.cleaned_data["note"],
        )  # fmt: skip
        self.show(*made)

    def location(self, result: Any) -> str:
        return reverse("account:invitations")

    def back_url(self) -> str:
        return reverse("account:invitations")


class Withdraw(Fresh):
    form_class, title, verb = WhyForm, gettext_lazy("Withdraw the invitation"), gettext_lazy(
        "Withdraw"
    )  # fmt: skip
    done = gettext_lazy("The invitation is withdrawn.")

    def get_object(self) -> Any:
        mine = EntryLink.objects.filter(
            made_by=self.request.user,
            kind=EntryLink.Kind.INVITE,  # type: ignore[misc]
        )
        return get_object_or_404(mine, uid=self.kwargs["uid"])

    def check(self) -> None:
        try:
            links.check_open(self.object)
        except CiguError as refusal:
            raise NotAllowed(str(refusal)) from refusal

    def check_revision(self) -> None:
        """Withdrawing looks again under a lock."""

    def act(self, form: Any) -> Any:
        return links.withdraw(link=self.object, by=self.request.user)  # type: ignore[arg-type]

    def location(self, result: Any) -> str:
        return reverse("account:invitations")

    def back_url(self) -> str:
        return reverse("account:invitations")
