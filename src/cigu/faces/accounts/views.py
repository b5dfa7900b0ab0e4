"""Signing in and out, the password, the second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.socialaccount.views import ConnectionsView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required, login_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cigu.core.ui import kept

from .forms import PasswordForm, ReauthenticateForm, SignInForm
from .gate import must_have_factor
from .passwords import too_old

PLAIN = "account/plain_form.html"


class SignIn(LoginView):
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Where wrong guesses cannot be counted nobody is let in."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except DatabaseError:
            if request.method != "POST":
                raise
            return render(request, "account/closed.html", status=503)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "kept_form": kept.waits(self.request), "title": _("Sign in"),
            "openid": settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []),
        }  # fmt: skip
        return super().get_context_data(**kwargs) | more


class ChangePassword(PasswordChangeView):
    form_class = PasswordForm
    extra_context = {"title": gettext_lazy("Change the password")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"must": too_old(self.request.user), "days": settings.PASSWORD_DAYS}


AGAIN = {
    "why": gettext_lazy("What you are about to do concerns accounts. Say that it is you."),
    "verb": gettext_lazy("Continue"),
}


class Reauthenticate(ReauthenticateView):
    form_class = ReauthenticateForm
    template_name = PLAIN
    extra_context = {"title": gettext_lazy("Your password once more"), **AGAIN}


class CodeAgain(CodeAgainView):
    template_name = PLAIN
    extra_context = {"title": gettext_lazy("A code once more"), **AGAIN}


class Code(AuthenticateView):
    template_name = PLAIN
    extra_context = {
        "title": gettext_lazy("Second factor"),
        "why": gettext_lazy("The code that your app shows, or one of your recovery codes."),
        "verb": gettext_lazy("Sign in"), "leave": True,
    }  # fmt: skip


@method_decorator([login_required, never_cache], name="dispatch")
class SetUp(ActivateTOTPView):
    template_name = "account/factor_set_up.html"
    extra_context = {"title": gettext_lazy("Set up the second factor")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        secret = found["form"].secret
        groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        return found | {"groups": groups, "must": must_have_factor(self.request.user)}


class TakeOff(DeactivateTOTPView):
    template_name = "account/factor_form.html"
    success_url = reverse_lazy("account:me")
    extra_context = {
        "title": gettext_lazy("Take off the second factor"),
        "why": gettext_lazy(
            "The password alone then opens this account. The recovery codes go too."
        ),
        "verb": gettext_lazy("Take off"),
    }


@method_decorator(never_cache, name="dispatch")
class Codes(ViewRecoveryCodesView):
    template_name = "account/factor_codes.html"
    extra_context = {"title": gettext_lazy("Recovery codes")}


@method_decorator(login_required, name="dispatch")
class NewCodes(GenerateRecoveryCodesView):
    template_name = "account/factor_form.html"
    extra_context = {
        "title": gettext_lazy("New recovery codes"),
        "why": gettext_lazy("The earlier codes end. The new ones are shown once."),
        "verb": gettext_lazy("Make new codes"),
    }


@login_required
def factor_home(request: HttpRequest) -> HttpResponse:
    return redirect("account:me")


@method_decorator(login_required, name="dispatch")
class Ties(ConnectionsView):
    template_name = "account/ties.html"
    extra_context = {"title": gettext_lazy("Sign-on of your office")}


@login_not_required
def openid_refused(request: HttpRequest) -> HttpResponse:
    """The provider knows the person, this site knows no account that is tied to them."""
    return render(request, "account/openid_refused.html", {"title": _("Not signed in")}, status=403)


@login_not_required
def ask_administrator(request: HttpRequest) -> HttpResponse:
    """Where sign-up and reset would be: both go through a person."""
    return render(request, "account/ask.html", {"title": _("Ask your administrator")})
