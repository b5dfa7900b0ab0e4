"""Nobody signs up by themselves, and every wrong guess is counted and written down."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import limits, trail
from .gate import recently

NOWHERE = "0.0.0.0"  # noqa: S104 - no address to listen at: what stands for an unknown sender


class ClosedAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name or password is wrong."),
        "too_many_login_attempts": _("Too many wrong attempts: wait a quarter of an hour."),
        "incorrect_password": _("The password is wrong."),
        "rate_limited": _("Too many attempts: wait a quarter of an hour."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Who comes through a socket without an address, as from a proxy beside the site, is let
        in like everybody; all of them count as one sender."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return NOWHERE

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:me")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of just now counts as well as a password asked for again."""
        if recently(self.request or context.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's limits, which live in the cache; then what the audit has seen, which stays
        when the cache is lost."""
        super().pre_authenticate(request, **credentials)
        name = str(credentials.get("username", ""))
        if limits.too_many(limits.NAME, limits.of_name(name)) or limits.too_many_from_here():
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        trail.sign_in_failed(str(credentials.get("username", "")))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: what happened to an account stands on its page."""
