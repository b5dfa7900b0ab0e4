"""Somebody who speaks HTTP without a browser: quick, and free of scripts."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from .conftest import PASSWORD


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Any
    url: str

    def json(self) -> Any:
        return json.loads(self.text)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Visitor:
    """Keeps cookies; follows redirects only where asked."""

    def __init__(self, url: str, username: str = "") -> None:
        self.url = url
        self.jar = CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(cookies, _NoRedirect)
        if username:
            self._sign_in(username)

    def get(self, path: str) -> Answer:
        return self._send(urllib.request.Request(self._absolute(path)))

    def post(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        body = {"csrfmiddlewaretoken": self.token(), **(fields or {})}
        data = urllib.parse.urlencode(body).encode()
        return self._send(urllib.request.Request(self._absolute(path), data=data))

    def token(self) -> str:
        if not self._cookie():
            self.get("/account/login/")
        return self._cookie()

    def _cookie(self) -> str:
        return next((c.value or "" for c in self.jar if "csrf" in c.name), "")

    def _sign_in(self, username: str) -> None:
        page = self.get("/account/login/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert found, "the sign-in page holds no token"
        answer = self.post("/account/login/", {"login": username, "password": PASSWORD})
        assert answer.status == 302, f"{username} could not sign in: {answer.status}"

    def _absolute(self, path: str) -> str:
        plain = path if path.startswith("http") else self.url + path
        return urllib.parse.quote(plain, safe="/?&=:%+-,")

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=60) as answer:
                text = answer.read().decode("utf-8", "replace")
                return Answer(answer.status, text, answer.headers, answer.url)
        except urllib.error.HTTPError as error:
            text = error.read().decode("utf-8", "replace")
            return Answer(error.code, text, error.headers, request.full_url)
