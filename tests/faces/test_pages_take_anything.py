"""Every page of a year asked with parameters and forms that nobody would send: never a fault."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.clock.business import travel

from .conftest import signed_in
from .year import END

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]
LINK = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)[^"]*"')
NAME = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
HOSTILE = [
    "", "0", "-1", "1" * 30, "9" * 8, "1e999", "NaN", "Infinity", "٣", "１２", "²", "½", "%", "_",
    "\\", "'", '"', "';--", "{{7*7}}", "<script>", "../../etc/passwd", "true", "None", "[]",
    "-pk", "pk__in", "organisation__name_zh", "2024-02-30", "0000-00-00", "9999-12-31", "1-1-1",
    "2023-06-08/2024-06-08", "9999-12-31/0001-01-01", "2024-01-01/2024-01-01", "\u202e", "\ufeff",
    "\U0001f9f2", "a" * 3000, "需求" * 500, "00000000-0000-0000-0000-000000000000", "%s%s%n",
    "\r\n", "__class__",
]  # fmt: skip
COMMON = ["page", "sort", "view", "q", "find", "fig", "format", "period", "domain", "territory",
          "scope", "next", "tab", "on", "_key", "_rev", "csrfmiddlewaretoken"]  # fmt: skip
QUIET = settings(
    max_examples=6, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def crawl(client: Client) -> dict[str, tuple[str, set[str]]]:
    """One address of every page that can be reached from the desk, and the names it asks for."""
    waiting, found, seen = ["/"], {}, set()
    while waiting:
        path = waiting.pop(0)
        try:
            route = resolve(path).view_name
        except Resolver404:
            continue
        if route in found or path in seen or route.startswith(("account_logout", "documents:")):
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.status_code != 200:
            found[route] = (path, set())
            continue
        page = answer.headers.get("Content-Type", "").startswith("text/html")
        text = answer.content.decode() if page and not answer.streaming else ""
        found[route] = (path, set(map(unescape, NAME.findall(text))))
        waiting += [unescape(link) for link in LINK.findall(text)]
    return found


def values() -> Any:
    return st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))


@pytest.mark.fault(44)
@pytest.mark.parametrize("role", ["officer", "enterprise"])
def test_no_parameter_breaks_a_page(year: Any, role: str) -> None:
    user = year.officer if role == "officer" else year.users[role]
    with travel(END):
        client = signed_in(user)
        client.raise_request_exception = False
        pages = crawl(client)
        assert len(pages) > (60 if role == "officer" else 20), sorted(pages)
        for route, (path, names) in pages.items():
            ask(client, "get", route, path, [*COMMON, *sorted(names)])


@pytest.mark.parametrize("role", ["officer", "enterprise"])
def test_no_form_breaks_a_page(year: Any, role: str) -> None:
    user = year.officer if role == "officer" else year.users[role]
    with travel(END):
        client = signed_in(user)
        client.raise_request_exception = False
        for route, (path, names) in crawl(client).items():
            ask(client, "post", route, path, [*sorted(names), "_key", "_rev"])


def ask(client: Client, method: str, route: str, path: str, names: list[str]) -> None:
    @QUIET
    @given(st.dictionaries(st.sampled_from(names), values(), max_size=6))
    def sent(fields: dict[str, str]) -> None:
        fields = {k: v.encode("utf-8", "replace").decode() for k, v in fields.items()}
        answer = getattr(client, method)(path, fields)
        assert answer.status_code < 500, f"{route}: {answer.content.decode()[:300]}"

    sent()
