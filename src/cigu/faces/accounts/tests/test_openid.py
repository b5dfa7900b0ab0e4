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
from django.test import Client

from cigu.core.access.models import User

from .conftest import Enter

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT = "cigu-of-the-test"


class Provider(BaseHTTPRequestHandler):
    """Whoever asks is ``subject``; the token is said to be for ``audience``."""

    subject, audience = "nobody", CLIENT
    key = KEY
    nonce: str | None = None  # what the browser was sent with, unless another is set

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
        if self.path.startswith("/.well-known/"):
            self.answer({
                "issuer": base, "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token", "userinfo_endpoint": f"{base}/me",
                "jwks_uri": f"{base}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
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
                  "exp": now + 300, **nonces}  # fmt: skip
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
    yield Provider
    served.shutdown()
    served.server_close()


@pytest.fixture
def tied(enter: Enter, person: Any, provider: type[Provider]) -> type[Provider]:
    """The subject whom the provider names opens an account."""
    provider.subject = "subject-9"
    through(enter(person("leader")), "?process=connect")
    return provider


def through(client: Client, query: str = "", nonce: str = "", state: str = "") -> Any:
    """To the provider and back, as the browser is led; or with another nonce or state."""
    sent = client.post(f"/account/openid/oidc/{query}")
    assert sent.status_code == 302, sent.content.decode()[:500]
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["client_id"] == [CLIENT]
    Provider.nonce = nonce or asked["nonce"][0]
    back = {"code": "c", "state": state or asked["state"][0]}
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
