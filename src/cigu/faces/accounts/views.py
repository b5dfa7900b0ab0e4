"""Signing in and out, the password, and what one's account may do."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.models import Grant
from cigu.core.clock.business import today
from cigu.core.ui import kept

from .forms import PasswordForm, SignInForm


class SignIn(LoginView):
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waits = kept.waits(self.request)
        return super().get_context_data(**kwargs) | {"kept_form": waits, "title": _("Sign in")}


class ChangePassword(PasswordChangeView):
    form_class = PasswordForm
    extra_context = {"title": gettext_lazy("Change the password")}


@login_not_required
def ask_administrator(request: HttpRequest) -> HttpResponse:
    """Where sign-up and reset would be: both go through a person."""
    return render(request, "account/ask.html", {"title": _("Ask your administrator")})


@login_required
def me(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    grants = (
        Grant.objects.filter(user=user)
        .select_related("territory", "domain", "party")
        .order_by("-valid_from", "pk")
    )
    day = today()
    held = [g for g in grants if g.valid_from <= day and (g.valid_to is None or g.valid_to > day)]
    return render(
        request, "account/me.html",
        {"title": _("My account"), "held": held, "others": [g for g in grants if g not in held]},
    )  # fmt: skip
