"""Sign-on through a provider: a small real one, which signs its tokens, runs beside the test."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as site
from django.test import Client

from cigu.core.access.actions import disable_account
from cigu.core.access.models import User
from cigu.faces.accounts.gate import BEGAN

from .conftest import Enter, set_up

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT = "cigu-of-the-test"


class Provider(BaseHTTPRequestHandler):
    """Whoever asks is ``subject``; the token is said to be for ``audience``."""

    subject, audience = "nobody", CLIENT
    key = KEY
    nonce: str | None = None  # what the browser was sent with, unless another is set
    claims: dict[str, Any] = {}  # what the token says beside the rest; None takes a claim out
    published: dict[str, Any] = {}  # what it says of itself beside the rest
    moved: str | None = None  # a path that it sends on

    def log_message(self, *args: Any) -> None:
        pass

    def answer(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        if self.moved and self.path == self.moved:
            self.send_response(302)
            self.send_header("Location", f"{base}/elsewhere{self.path}")
            self.end_headers()
            return
        self.path = self.path.removeprefix("/elsewhere")
        if self.path.startswith("/.well-known/"):
            self.answer({
                "issuer": base, "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token", "userinfo_endpoint": f"{base}/me",
                "jwks_uri": f"{base}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                **self.published,
            })  # fmt: skip
        elif self.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self.answer({"keys": [{**key, "kid": "k1", "use": "sig", "alg": "RS256"}]})
        else:
            self.answer({"sub": self.subject, "email": "leader@example.org"})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        base = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        now = int(time.time())
        nonces = {} if self.nonce is None else {"nonce": self.nonce}
        claims = {"iss": base, "aud": self.audience, "sub": self.subject, "iat": now,
                  "exp": now + 300, "auth_time": now, **nonces, **self.claims}  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider(settings: Any) -> Iterator[type[Provider]]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=served.serve_forever, daemon=True).start()
    app = {"provider_id": "oidc", "name": "示例平台", "client_id": CLIENT, "secret": "s" * 40,
           "settings": {"server_url": f"http://127.0.0.1:{served.server_port}"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    Provider.subject, Provider.audience, Provider.key = "nobody", CLIENT, KEY
    Provider.claims, Provider.published, Provider.moved = {}, {}, None
    yield Provider
    served.shutdown()
    served.server_close()


@pytest.fixture
def tied(enter: Enter, person: Any, provider: type[Provider]) -> type[Provider]:
    """The subject whom the provider names opens an account."""
    provider.subject = "subject-9"
    through(enter(person("leader")), "?process=connect")
    return provider


def through(client: Client, query: str = "", nonce: str = "", state: str = "", **more: str) -> Any:
    """To the provider and back, as the browser is led; or with another nonce or state."""
    sent = client.post(f"/account/openid/oidc/{query}")
    assert sent.status_code == 302, sent.content.decode()[:500]
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["client_id"] == [CLIENT]
    Provider.nonce = nonce or asked["nonce"][0]
    back = {"code": "c", "state": state or asked["state"][0], **more}
    return client.get("/account/openid/oidc/back/", back)


def test_a_subject_tied_by_its_owner_opens_that_account(
    enter: Enter, person: Any, provider: type[Provider]
) -> None:
    user = person("leader")
    provider.subject = "subject-7"
    through(enter(user), "?process=connect")
    client = Client()
    assert "示例平台" in client.get("/account/login/").content.decode()
    assert through(client).status_code == 302
    assert client.get("/api/me").json()["username"] == user.username


def test_a_subject_that_nobody_tied_gets_no_account_and_no_rights(
    person: Any, provider: type[Provider]
) -> None:
    """Not even with the address of an account that exists."""
    user = person("leader")
    assert User.objects.filter(pk=user.pk).exists()
    before = User.objects.count()
    provider.subject = "subject-8"
    client = Client()
    answer = through(client)
    assert answer.status_code in (200, 302, 403)
    assert client.get("/account/").status_code == 302
    assert User.objects.count() == before


def test_a_token_for_another_site_opens_nothing(tied: type[Provider]) -> None:
    tied.audience = "another-site"
    client = Client()
    through(client)
    assert client.get("/account/").status_code == 302


def test_a_token_that_another_key_signed_opens_nothing(tied: type[Provider]) -> None:
    tied.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client = Client()
    through(client)
    assert client.get("/account/").status_code == 302


def test_a_token_made_for_another_sign_in_opens_nothing(tied: type[Provider]) -> None:
    client = Client()
    through(client, nonce="of-another-browser")
    assert client.get("/account/").status_code == 302


def test_a_token_opens_one_session_only(tied: type[Provider]) -> None:
    """Its nonce is used up; who stole it brings it too late."""
    client = Client()
    through(client)
    assert client.get("/account/").status_code == 200
    client.post("/account/logout/")
    through(client, nonce=str(tied.nonce))
    assert client.get("/account/").status_code == 302


def test_a_way_back_that_nobody_set_out_on_opens_nothing(tied: type[Provider]) -> None:
    client = Client()
    through(client, state="made-up")
    assert client.get("/account/").status_code == 302


def opened(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


@pytest.mark.parametrize("ago", [None, "now", -3600, site.SESSION_COOKIE_AGE + 3600])
def test_who_showed_the_provider_too_long_ago_or_never_who_they_are_is_refused(
    tied: type[Provider], ago: Any
) -> None:
    tied.claims = {"auth_time": int(time.time()) - ago if isinstance(ago, int) else ago}
    client = Client()
    through(client)
    assert not opened(client)


def test_a_session_is_as_old_as_the_sign_in_at_the_provider(tied: type[Provider]) -> None:
    """It ends when the provider's sign-in is a working day old, not a day after ours."""
    hour = int(time.time()) - 3600
    tied.claims = {"auth_time": hour}
    client = Client()
    asked = parse_qs(urlsplit(client.post("/account/openid/oidc/").headers["Location"]).query)
    assert asked["max_age"] == [str(site.SESSION_COOKIE_AGE)]
    through(client)
    assert opened(client)
    assert client.session[BEGAN] == hour


def test_an_old_sign_in_at_the_provider_is_no_fresh_one_here(tied: type[Provider]) -> None:
    """Acts on the account ask for the password again."""
    fresh, old = Client(), Client()
    through(fresh)
    assert fresh.get("/account/factor/set-up/").status_code == 200
    tied.claims = {"auth_time": int(time.time()) - 3600}
    through(old)
    answer = old.get("/account/factor/set-up/")
    assert answer.status_code == 302 and "/again/" in answer.headers["Location"]


@pytest.mark.parametrize(("claimed", "enough"), [("gold", True), ("bronze", False), (None, False)])
def test_a_strength_that_is_asked_for_must_be_claimed(
    tied: type[Provider], settings: Any, claimed: str | None, enough: bool
) -> None:
    settings.OIDC_ACR = ["silver", "gold"]
    tied.claims = {"acr": claimed}
    client = Client()
    asked = parse_qs(urlsplit(client.post("/account/openid/oidc/").headers["Location"]).query)
    assert asked["acr_values"] == ["silver gold"]
    through(client)
    assert opened(client) is enough


def test_whatever_the_provider_claims_our_second_factor_is_asked(
    enter: Enter, person: Any, provider: type[Provider]
) -> None:
    provider.subject, provider.claims = "subject-10", {"acr": "gold", "amr": ["mfa"]}
    owner = enter(person("leader"))
    through(owner, "?process=connect")
    set_up(owner)
    client = Client()
    assert "/factor/code/" in through(client).headers["Location"]
    assert not opened(client)


def test_what_another_issuer_publishes_of_itself_is_not_read(tied: type[Provider]) -> None:
    tied.published = {"issuer": "https://another.example"}
    client = Client()
    answer = client.post("/account/openid/oidc/")
    assert "Location" not in answer.headers, "nobody is sent where an impostor says"
    assert not opened(client)


def test_a_code_of_another_issuer_is_not_handed_over(tied: type[Provider]) -> None:
    base = site.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"]
    for came, supported, opens in [
        ("https://another.example", False, False), ("", True, False), (base, True, True),
    ]:  # fmt: skip
        tied.published = {"authorization_response_iss_parameter_supported": supported}
        client = Client()
        through(client, **({"iss": came} if came else {}))
        assert opened(client) is opens, came


def test_a_way_back_belongs_to_the_provider_that_it_was_begun_with(
    tied: type[Provider], settings: Any
) -> None:
    """Two providers: the state of one opens nothing at the callback of the other."""
    told = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    told.append({**told[0], "provider_id": "second", "client_id": "other"})
    client = Client()
    asked = parse_qs(urlsplit(client.post("/account/openid/oidc/").headers["Location"]).query)
    assert asked["redirect_uri"][0].endswith("/account/openid/oidc/back/")
    Provider.nonce = asked["nonce"][0]
    back = {"code": "c", "state": asked["state"][0]}
    client.get("/account/openid/second/back/", back)
    assert not opened(client)
    client.get("/account/openid/oidc/back/", back)
    assert opened(client), "the right callback still takes it"


def test_a_disabled_account_is_let_in_by_no_provider(
    enter: Enter, person: Any, provider: type[Provider]
) -> None:
    user, provider.subject = person("leader"), "subject-11"
    through(enter(user), "?process=connect")
    disable_account(user=user, by=person("secadmin"), reason="调离")
    client = Client()
    through(client)
    assert not opened(client)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/me"])
def test_the_provider_sends_us_nowhere_else(tied: type[Provider], path: str) -> None:
    client = Client()
    through(client)
    assert opened(client), "it opens while nothing has moved"
    tied.moved = path
    other = Client()
    answer = other.post("/account/openid/oidc/")
    if "Location" in answer.headers:
        through(other)
    assert not opened(other)
