"""Sign-ins, wrong guesses and second factors leave a leaf in the audit."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import signals as auth
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from cigu.core.access.models import User
from cigu.core.audit.recording import note
from cigu.core.clock.business import today

from . import limits
from .browsers import browser

USER = User._meta.label_lower


def tell(verb: str, user: Any, **detail: Any) -> None:
    with transaction.atomic():
        note(verb, by=user, on=today(), subject=USER, uid=user.uid, **detail)


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: Any, **_more: Any) -> None:
    from .gate import begin
    from .openid import since

    begin(request, since(request))
    methods = request.session.get("account_authentication_methods", [])
    tell("access.sign_in", user, methods=[m.get("method", "") for m in methods])
    _end_the_oldest(request, user)


def _end_the_oldest(request: HttpRequest, user: Any) -> None:
    """So many sessions at a time, this one counted: a forgotten one does not stay open for ever."""
    others = [
        s for s in UserSession.objects.purge_and_list(user)
        if s.session_key != request.session.session_key
    ]  # fmt: skip
    others.sort(key=lambda s: s.created_at, reverse=True)
    for session in others[settings.SESSIONS - 1 :]:
        session.end()
        tell("access.session_ended", user, browser=browser(session.user_agent))


@receiver(auth.user_logged_out)
def signed_out(request: HttpRequest, user: Any, **_more: Any) -> None:
    if user is not None:
        tell("access.sign_out", user)


def sign_in_failed(username: str) -> None:
    """One look-up and one leaf, whether there is such an account or not. A name that is not known
    is not written down: it may be a password in the wrong field."""
    user = User.objects.filter(username=username).first()
    with transaction.atomic():
        note(
            limits.SIGN_IN_FAILED, by="anonymous", on=today(), subject=limits.NAME,
            uid=limits.of_name(username), account=str(user.uid) if user else None,
        )  # fmt: skip


@receiver(mfa.authentication_failed)
def code_failed(user: Any, reauthentication: bool, **_more: Any) -> None:
    with transaction.atomic():
        note(
            limits.CODE_FAILED, by=user, on=today(), subject=limits.CODE, uid=user.uid,
            again=reauthentication,
        )  # fmt: skip


@receiver(mfa.authenticator_added)
def factor_added(user: Any, authenticator: Any, **_more: Any) -> None:
    tell("access.second_factor_added", user, factor=authenticator.type)


@receiver(mfa.authenticator_removed)
def factor_removed(user: Any, authenticator: Any, **_more: Any) -> None:
    tell("access.second_factor_removed", user, factor=authenticator.type)


@receiver(mfa.authenticator_reset)
def codes_renewed(user: Any, authenticator: Any, **_more: Any) -> None:
    tell("access.recovery_codes_renewed", user, factor=authenticator.type)


@receiver(account.password_changed)
def password_changed(user: Any, **_more: Any) -> None:
    tell("access.password_changed", user)
