"""Sign-on through the region's own identity provider: settings only, accounts that exist only.

A subject of the provider is tied to an account by its owner, who signs in here first. Who comes
with a subject that is tied to nobody gets no account and no rights.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

ASKED = "openid_asked"  # of the session: the nonces that a token may answer
TABS = 5  # sign-ins begun side by side


class Adapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False  # an address that a provider names opens no account

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False


class Checked(OpenIDConnectOAuth2Adapter):
    """allauth believes the connection to the provider. We check the token's signature and its
    nonce too: a token that was made for another sign-in opens nothing (OpenID Connect Core
    3.1.3.7)."""

    did_fetch_access_token = property(lambda _self: False, lambda _self, _value: None)

    def get_provider(self) -> Any:
        """With the nonce in what the provider is asked."""
        provider = super().get_provider()
        plain = provider.get_auth_params_from_request

        def with_nonce(request: HttpRequest, action: str) -> dict[str, Any]:
            asked, nonce = request.session.get(ASKED, []), secrets.token_urlsafe(24)
            request.session[ASKED] = [*asked, nonce][-TABS:]
            return {**plain(request, action), "nonce": nonce}

        provider.get_auth_params_from_request = with_nonce
        return provider

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        told: dict[str, Any] = super()._decode_id_token(app, id_token)
        asked = self.request.session.get(ASKED, [])
        if told.get("nonce") not in asked:
            raise OAuth2Error("the token answers no sign-in of this browser")
        self.request.session[ASKED] = [nonce for nonce in asked if nonce != told["nonce"]]
        return told


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _led(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _led(OAuth2CallbackView, request, provider_id)


def _led(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(Checked(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer
