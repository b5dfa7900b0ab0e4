"""Sign-on through the region's own identity provider: settings only, accounts that exist only.

A subject of the provider is tied to an account by its owner, who signs in here first. Who comes
with a subject that is tied to nobody gets no account and no rights.

What the provider says of the sign-in is read, not assumed: for whom it speaks (issuer), when the
person last showed who they are (``auth_time``), and how strongly, where we ask (``acr``). Where it
says nothing of strength, one factor is assumed: our own second factor is asked as after a password.
"""

from __future__ import annotations

import functools
import logging
import secrets
import time
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException, Session

log = logging.getLogger(__name__)
ASKED = "openid_asked"  # of the session: the nonces that a token may answer
SINCE = "openid_since"  # of the session: when the person showed the provider who they are
TABS = 5  # sign-ins begun side by side
SKEW = 60  # seconds that two clocks may differ
TIMEOUT = 10  # seconds for each answer of the provider
WELL_KNOWN = "/.well-known/"


class Adapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False  # an address that a provider names opens no account

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False

    def get_requests_session(self) -> Session:
        """Asks the provider that was named and nobody whom it points to."""
        session = Session()
        session.max_redirects = 0
        session.request = functools.partial(session.request, timeout=TIMEOUT)  # type: ignore[method-assign]
        return session

    def on_authentication_error(self, *args: Any, exception: Any = None, **kwargs: Any) -> None:
        """The person reads that it was refused; why is for who runs the site."""
        log.warning("sign-on refused: %s", exception or kwargs.get("error"))


class Checked(OpenIDConnectOAuth2Adapter):
    """allauth believes the connection to the provider. We check the token's signature and its
    nonce too: a token that was made for another sign-in opens nothing (OpenID Connect Core
    3.1.3.7)."""

    did_fetch_access_token = property(lambda _self: False, lambda _self, _value: None)

    def get_provider(self) -> Any:
        """With the nonce, the age and the strength in what the provider is asked."""
        provider = super().get_provider()
        plain = provider.get_auth_params_from_request
        provider.get_oauth2_adapter = lambda request: type(self)(request, self.provider_id)

        def with_nonce(request: HttpRequest, action: str) -> dict[str, Any]:
            asked, nonce = request.session.get(ASKED, []), secrets.token_urlsafe(24)
            request.session[ASKED] = [*asked, nonce][-TABS:]
            strength = {"acr_values": " ".join(settings.OIDC_ACR)} if settings.OIDC_ACR else {}
            age = {"max_age": str(settings.SESSION_COOKIE_AGE)}
            return {**plain(request, action), "nonce": nonce, **age, **strength}

        provider.get_auth_params_from_request = with_nonce
        return provider

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes of itself; of no other issuer than the one we named
        (OpenID Connect Discovery 4.3)."""
        try:
            told: dict[str, Any] = super().openid_config
        except (RequestException, ValueError) as error:
            raise OAuth2Error(f"the provider does not say where it is asked: {error}") from error
        named = self.get_provider().app.settings["server_url"].partition(WELL_KNOWN)[0]
        if told.get("issuer") != named:
            raise OAuth2Error(f"who answers is {told.get('issuer')!r}; CIGU_OIDC_ISSUER is {named}")
        return told

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        """A code of another issuer is not handed to ours (RFC 9207)."""
        known = self.openid_config
        says = known.get("authorization_response_iss_parameter_supported", False)
        came = self.request.GET.get("iss", "" if says else known["issuer"])
        if came != known["issuer"]:
            raise OAuth2Error(f"the way back comes from {came!r}")
        return super().get_access_token_data(*args, **kwargs)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        told: dict[str, Any] = super()._decode_id_token(app, id_token)
        asked = self.request.session.get(ASKED, [])
        if told.get("nonce") not in asked:
            raise OAuth2Error("the token answers no sign-in of this browser")
        self.request.session[ASKED] = [nonce for nonce in asked if nonce != told["nonce"]]
        self.request.session[SINCE] = _fresh(told.get("auth_time"))
        if settings.OIDC_ACR and told.get("acr") not in settings.OIDC_ACR:
            raise OAuth2Error(f"strength {told.get('acr')!r} is none of CIGU_OIDC_ACR")
        return told


def _fresh(told: Any) -> int:
    """When the person showed who they are: asked for by ``max_age``, so it must be there."""
    now = int(time.time())
    if (
        not isinstance(told, int)
        or not 0 <= now + SKEW - told <= settings.SESSION_COOKIE_AGE + SKEW
    ):
        raise OAuth2Error(f"auth_time {told!r} is missing, to come, or too long ago")
    return min(told, now)


def since(request: HttpRequest) -> int:
    """When whoever signs in now showed who they are: now, or at the provider, earlier.

    allauth writes the moment of our sign-in beside the method; it is set back, so that acts
    which want a fresh sign-in are not opened by a session that the provider has had for hours."""
    at, session = int(time.time()), request.session
    earlier = session.pop(SINCE, at)
    for record in session.get("account_authentication_methods", []):
        if record.get("method") == "socialaccount":
            at = record["at"] = min(record["at"], earlier)
    session.modified = True
    return int(at)


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _led(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _led(OAuth2CallbackView, request, provider_id)


def _led(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = Checked(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except OAuth2Error as error:  # before anybody is sent: the provider is away, or an impostor
        answer = render_authentication_error(request, adapter.get_provider(), exception=error)
    return answer
