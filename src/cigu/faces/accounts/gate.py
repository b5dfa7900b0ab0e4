"""Every request of somebody signed in passes here: is the session still good, and is the account
fit for work (second factor, age of the password)?"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.scope import Access

from . import trail
from .bearing import bears
from .passwords import too_old

BEGAN, SEEN = "door_began", "door_seen"
STEP = 60  # seconds: so exactly it is known when somebody was last here
# Where somebody may go whose account wants something first.
ALWAYS_OPEN = frozenset({
    "account_logout", "account_reauthenticate", "mfa_reauthenticate", "ui:appearance",
})  # fmt: skip
OPEN_FOR_FACTOR = ALWAYS_OPEN | {"mfa_activate_totp"}
OPEN_FOR_PASSWORD = ALWAYS_OPEN | {"account_change_password"}


def begin(request: HttpRequest, since: int | None = None) -> None:
    """``since``: when the person showed who they are, where that was before they came here."""
    now = int(time.time())
    request.session[BEGAN], request.session[SEEN] = since or now, now


class GateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not bears(request):  # a key has no session
            self._watch(request)
        return self.get_response(request)

    def _watch(self, request: HttpRequest) -> None:
        """Signs out what has run out. The view then meets a stranger, keeps what was typed and
        asks for the password."""
        now, session = int(time.time()), request.session
        if BEGAN not in session:
            begin(request)
        idle, age = now - session[SEEN], now - session[BEGAN]
        if idle > settings.SESSION_IDLE or age > settings.SESSION_COOKIE_AGE:
            trail.tell("access.session_ran_out", request.user, idle=idle, age=age)
            logout(request)
        elif idle >= STEP:
            session[SEEN] = now
            UserSession.objects.create_from_request(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        wanted = wants(request)
        if wanted is None:
            return None
        if request.path.startswith("/api/"):
            words = {"code": wanted, "message": _WORDS[wanted](), "field": None, "value": None}
            return JsonResponse({**words, "remedy": ""}, status=403)
        return HttpResponseRedirect(reverse(wanted))


_WORDS = {
    "mfa_activate_totp": lambda: _("Set up your second factor first."),
    "account_change_password": lambda: _("Change your password first."),
}


def wants(request: HttpRequest) -> str | None:
    """The page that must be answered before any other."""
    user: Any = request.user
    if not user.is_authenticated or request.resolver_match is None:
        return None
    route = request.resolver_match.view_name
    if route not in OPEN_FOR_PASSWORD and too_old(user):
        return "account_change_password"
    if route not in OPEN_FOR_FACTOR and lacks_factor(user):
        return "mfa_activate_totp"
    return None


def recently(request: HttpRequest) -> bool:
    """Whether who sits here has shown who they are in the last minutes, at the door or since."""
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def must_have_factor(user: Any) -> bool:
    return Access.of(user).has(*settings.SECOND_FACTOR_ROLES)


def lacks_factor(user: Any) -> bool:
    return must_have_factor(user) and not is_mfa_enabled(user)
