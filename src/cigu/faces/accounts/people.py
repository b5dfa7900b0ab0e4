"""Accounts of others: the system administrator makes them, the security administrator gives
rights, disables, and renews what was lost. Every act asks for a reason and a recent sign-in."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access import actions, links
from cigu.core.access.errors import NotAllowed
from cigu.core.access.guards import at_the_machine, can_reset
from cigu.core.access.models import EntryLink, Grant, User
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.history import history
from cigu.core.clock.business import today
from cigu.core.ui.listing import list_response
from cigu.core.ui.posting import ActionView

from .doing import make_account, reset_second_factor
from .forms import AccountForm, GrantForm, WhyForm
from .gate import recently
from .second_factor import factor_of
from .tables import AccountTable, state_of

LOOKERS = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
SHOWN_LINK = "shown_link"


def looks(user: Any) -> bool:
    return not at_the_machine(user) and Access.of(user).has(*LOOKERS)


def found(model: Any, user: Any, uid: Any) -> Any:
    """For all others there is no such account."""
    if not looks(user):
        raise Http404
    return get_object_or_404(model, uid=uid)


@login_required
def people(request: HttpRequest) -> HttpResponse:
    if not looks(request.user):
        raise PermissionDenied
    makes = Access.of(request.user).has(Role.SYSTEM_ADMIN)
    return list_response(
        request, AccountTable(request), "account/people.html", makes=makes,
    )  # fmt: skip


@login_required
def person(request: HttpRequest, uid: Any) -> HttpResponse:
    user = found(User, request.user, uid)
    grants = user.grants.select_related("territory", "domain", "party").order_by("-valid_from")
    shown = request.session.get(SHOWN_LINK, {})
    link = ""
    if shown.get("of") == str(uid):
        link = request.build_absolute_uri(reverse("account:enter", args=[shown["secret"]]))
        del request.session[SHOWN_LINK]
    day = today()
    return render(request, "account/person.html", {
        "title": str(user), "person": user, "state": state_of(user), "factor": factor_of(user),
        "held": [g for g in grants if g.valid_to is None or g.valid_to > day],
        "past": [g for g in grants if g.valid_to is not None and g.valid_to <= day],
        "acts": can_reset(request.user, user), "link": link, "entries": history(user, 12),
        "open_link": EntryLink.objects.filter(user=user, used_at=None, withdrawn_at=None).first(),
        "may_send": may_send_again(request.user, user),
        "crumbs": [(_("Accounts"), reverse("account:people")), (str(user), "")],
    })  # fmt: skip


def may_send_again(by: Any, user: User) -> bool:
    """The first link may run out unused. Once somebody has rights, their password is the
    security administrator's business: else who runs the system could open their account."""
    fresh = not user.has_usable_password() and user.last_login is None
    return fresh and Access.of(by).has(Role.SYSTEM_ADMIN) and not user.grants.exists()


class Fresh(ActionView):
    """An act on accounts: refused to those without right, then asked for a recent sign-in."""

    form_class: Any = WhyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.object = self.get_object()
            self.check_plain()
            if not recently(request):
                raise ReauthenticationRequired
        return super().dispatch(request, *args, **kwargs)

    def check_plain(self) -> None:
        try:
            self.check()
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def show(self, link: EntryLink, secret: str) -> None:
        """The secret is told on the next page and forgotten there."""
        self.request.session[SHOWN_LINK] = {"of": str(getattr(link.user, "uid", "")),
                                            "secret": secret}  # fmt: skip


class OnPerson(Fresh):
    def get_object(self) -> Any:
        return found(User, self.request.user, self.kwargs["uid"])

    def check(self) -> None:
        if not can_reset(self.request.user, self.object):
            raise NotAllowed()

    def check_revision(self) -> None:
        """These acts do not depend on what else stands in the account."""

    def location(self, result: Any) -> str:
        return reverse("account:person", args=[self.object.uid])

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(_("Accounts"), reverse("account:people")),
                           (str(self.object), self.back_url()), (self.title, "")]}  # fmt: skip


class Give(OnPerson):
    form_class, title, verb = GrantForm, gettext_lazy("Give a role"), gettext_lazy("Give")
    done = gettext_lazy("The role is given.")

    def act(self, form: Any) -> Any:
        return actions.grant_role(user=self.object, by=self.request.user, **form.fields_of_grant())


class End(OnPerson):
    title, verb = gettext_lazy("End a role"), gettext_lazy("End the role")
    explanation = gettext_lazy("From today on the role no longer holds.")
    done = gettext_lazy("The role has ended.")
    grant: Grant

    def get_object(self) -> Any:
        self.grant = found(Grant, self.request.user, self.kwargs["uid"])
        return self.grant.user

    def context(self) -> dict[str, Any]:
        return super().context() | {"title": f"{self.title} · {self.grant}"}

    def act(self, form: Any) -> Any:
        return actions.end_grant(grant=self.grant, by=self.request.user, reason=form.why)


class Disable(OnPerson):
    title, verb = gettext_lazy("Disable the account"), gettext_lazy("Disable")
    explanation = gettext_lazy("All sessions end at once; the roles stay for when it is enabled.")
    done = gettext_lazy("The account is disabled and signed out everywhere.")

    def act(self, form: Any) -> Any:
        return actions.disable_account(user=self.object, by=self.request.user, reason=form.why)


class Enable(OnPerson):
    title, verb = gettext_lazy("Enable the account"), gettext_lazy("Enable")
    done = gettext_lazy("The account is enabled.")

    def act(self, form: Any) -> Any:
        return actions.enable_account(user=self.object, by=self.request.user, reason=form.why)


class ResetPassword(OnPerson):
    title, verb = gettext_lazy("Reset the password"), gettext_lazy("Make a link")
    explanation = gettext_lazy(
        "Makes a link for one use, good for 24 hours. Hand it over yourself, after you have made"
        " sure who asks. Whoever follows it chooses a new password."
    )

    def act(self, form: Any) -> Any:
        self.show(*links.reset_link(user=self.object, by=self.request.user, reason=form.why))


class ResetFactor(OnPerson):
    title, verb = gettext_lazy("Reset the second factor"), gettext_lazy("Reset")
    explanation = gettext_lazy(
        "The app and the recovery codes of this account end, and so do its sessions. Make sure"
        " who asks: the password alone opens the account until a new factor is set up."
    )
    done = gettext_lazy("The second factor is reset.")

    def act(self, form: Any) -> Any:
        return reset_second_factor(user=self.object, by=self.request.user, reason=form.why)


class New(Fresh):
    form_class, title, verb = AccountForm, gettext_lazy("New account"), gettext_lazy("Make")
    explanation = gettext_lazy(
        "The account has no rights until the security administrator gives them. The next page"
        " shows a link by which its owner sets the first password."
    )

    def check(self) -> None:
        if not Access.of(self.request.user).has(Role.SYSTEM_ADMIN):
            raise NotAllowed()

    def act(self, form: Any) -> Any:
        self.show(*make_account(by=self.request.user, **form.cleaned_data))
        self.object = User.objects.get(username=form.cleaned_data["username"])

    def location(self, result: Any) -> str:
        if self.object is None:
            return reverse("account:people")
        return reverse("account:person", args=[self.object.uid])

    def back_url(self) -> str:
        return reverse("account:people")

    def check_revision(self) -> None:
        """There is nothing yet that could have changed."""


class SendAgain(OnPerson):
    title, verb = gettext_lazy("New first link"), gettext_lazy("Make a link")
    explanation = gettext_lazy("The earlier link ends.")

    def check(self) -> None:
        if not may_send_again(self.request.user, self.object):
            raise NotAllowed()

    def act(self, form: Any) -> Any:
        self.show(*links.first_link(user=self.object, by=self.request.user))
