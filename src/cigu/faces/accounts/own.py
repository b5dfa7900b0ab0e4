"""One's own account: rights, second factor, sessions, what happened to it lately."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cigu.core.access.actions import end_sessions
from cigu.core.access.models import Grant
from cigu.core.access.roles import PARTY_ROLES
from cigu.core.access.scope import Access
from cigu.core.audit.asides import Asides
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import today

from . import limits, trail
from .browsers import browser
from .gate import must_have_factor
from .keyring import keys_of, may_have_keys, shown_key
from .mail import standing
from .second_factor import factor_of

SHOWN = 12


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
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return render(request, "account/me.html", {
        "title": _("My account"), "held": held, "others": [g for g in grants if g not in held],
        "factor": factor_of(user), "must_have_factor": must_have_factor(user),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": sessions_of(request), "events": events_of(user),
        "keys": keys_of(user), "shown_key": shown_key(request), "may_key": may_have_keys(user),
        "mail": standing(user), "may_invite": Access.of(user).has(*PARTY_ROLES),
        "openid": settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []),
    })  # fmt: skip


def sessions_of(request: HttpRequest) -> list[dict[str, Any]]:
    """Where this account is signed in, this place first, then by when it was last seen."""
    found = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    rows = [
        {"key": s.pk, "browser": browser(s.user_agent), "address": s.ip, "since": s.created_at,
         "seen": s.last_seen_at, "here": s.session_key == here}
        for s in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (not row["here"], -row["seen"].timestamp()))


@login_required
@require_POST
def end_session(request: HttpRequest, key: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=key, user=request.user)
    session.end()
    trail.tell("access.session_ended", request.user, browser=browser(session.user_agent))
    messages.success(request, _("That session is signed out."))
    return redirect("account:me")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """The counter ends all of them, also those that no list knows; this one goes on."""
    user: Any = end_sessions(user=request.user, by=request.user)  # type: ignore[arg-type]
    update_session_auth_hash(request, user)
    for session in UserSession.objects.filter(user=user).exclude(
        session_key=request.session.session_key
    ):
        session.end()
    messages.success(request, _("All other sessions are signed out."))
    return redirect("account:me")


def events_of(user: Any) -> list[dict[str, Any]]:
    """What the audit says of this account lately, in words its owner understands."""
    told = _words()
    about = AuditLeaf.objects.filter(object_uid__in=[user.uid, limits.of_name(user.username)])
    leaves = list(about.filter(verb__in=list(told)).order_by("-id")[:SHOWN])
    asides = Asides(leaves)
    return [
        {"at": leaf.recorded_at, "what": told[leaf.verb], "address": leaf.address or "",
         "warn": leaf.verb in WARN, "reason": asides.reason(leaf)}
        for leaf in leaves
    ]  # fmt: skip


WARN = {
    "access.sign_in_failed", "access.code_failed", "access.disable_account",
    "access.second_factor_removed", "access.reset_second_factor",
}  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "access.sign_in": _("Signed in"),
        "access.sign_out": _("Signed out"),
        "access.session_ran_out": _("Signed out: too long without a sign of life"),
        "access.session_ended": _("A session was signed out"),
        "access.end_sessions": _("All other sessions were signed out"),
        "access.sign_in_failed": _("Wrong password"),
        "access.code_failed": _("Wrong code"),
        "access.password_changed": _("Password changed"),
        "access.set_password": _("Password set by a link"),
        "access.disable_account": _("Account disabled"),
        "access.enable_account": _("Account enabled"),
        "access.second_factor_added": _("Second factor set up"),
        "access.second_factor_removed": _("Second factor taken off"),
        "access.reset_second_factor": _("Second factor reset by the security administrator"),
        "access.recovery_codes_renewed": _("New recovery codes"),
        "access.create_account": _("Account made"),
        "access.make_key": _("A key for a program was made"),
        "access.revoke_key": _("A key of a program was revoked"),
    }
