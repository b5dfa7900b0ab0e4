"""People who come through the real door: password, code, session."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client

from cigu.core.access.factories import make_user

PASSWORD = "高墙-静水-柏树-2024"
Enter = Callable[..., Client]


@pytest.fixture
def enter(db: Any, day: date) -> Enter:
    """``enter(user)`` signs in by the page, as a browser would, and keeps its cookies."""

    def sign_in(user: Any, password: str = PASSWORD) -> Client:
        client = Client()
        answer = client.post("/account/login/", {"login": user.username, "password": password})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return client

    return sign_in


@pytest.fixture
def person(db: Any, day: date) -> Callable[..., Any]:
    """An account with a password that is known here."""
    return lambda role="", **more: make_user(role, password=PASSWORD, **more)


def code_for(secret: str, ahead: int = 0) -> str:
    counter = int(time.time()) // 30 + ahead
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def sent(client: Client, path: str, **fields: Any) -> Any:
    """Open the form of a page and send it with its own key, as a person would."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code, page.headers.get("Location"))
    token = {name: value for name, value in hidden(page.content.decode())}
    return client.post(path, {**token, **fields})


def hidden(text: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="(_key|_who|_rev)" value="([^"]*)"', text)
    return [(str(name), str(value)) for name, value in found]


def set_up(client: Client) -> str:
    """The second factor through its page; gives the secret."""
    page = client.get("/account/factor/set-up/").content.decode()
    found = re.search(r'<code class="mono">([A-Z2-7 ]+)</code>', page)
    assert found
    secret = found.group(1).replace(" ", "")
    done = client.post("/account/factor/set-up/", {"code": code_for(secret)})
    assert done.status_code == 302, done.content.decode()[:3000]
    return secret
