"""Who sends a byte a minute holds a few threads of the server, and never all of them."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cigu.core.ui.seats import SEATS, THREADS
from tests.flows.conftest import copy_of, demo_year
from tests.flows.visitors import Visitor

from .site import Running, running

pytestmark = pytest.mark.served

__all__ = ["demo_year"]
DOOR = "/account/login/"
PATIENCE = 60  # seconds; only a test that fails waits so long


@pytest.fixture(scope="module")
def site(demo_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(copy_of(demo_year, tmp_path_factory.mktemp("slow")), "--no-worker") as made:
        yield made


def connected(site: Running, text: str) -> socket.socket:
    parts = urlsplit(site.url)
    link = socket.create_connection((str(parts.hostname), parts.port or 80), timeout=PATIENCE)
    link.sendall(text.encode())
    return link


def half_a_form(site: Running, token: str) -> socket.socket:
    """The site has to read the body to look for the token, and it does not come."""
    return connected(
        site,
        f"POST {DOOR} HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={token}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nlogin=",
    )


def answered(links: list[socket.socket], wanted: int) -> list[bytes]:
    """What the first ``wanted`` that are answered are told."""
    told: dict[socket.socket, bytes] = {}
    until = time.monotonic() + PATIENCE
    while len(told) < wanted and time.monotonic() < until:
        ready, _w, _x = select.select([link for link in links if link not in told], [], [], 1)
        told |= {link: link.recv(12) for link in ready}
    return list(told.values())


@pytest.mark.fault(16)
def test_slow_senders_leave_threads_for_everybody_else(site: Running) -> None:
    visitor = Visitor(site.url)
    slow = [half_a_form(site, visitor.token()) for _ in range(4 * THREADS)]
    told = answered(slow, len(slow) - SEATS)
    assert told == [b"HTTP/1.1 503"] * (len(slow) - SEATS), "all but a few are sent away"
    for _page in range(2 * THREADS):
        assert visitor.get(DOOR).status == 200, "pages are there for everybody else"
    assert visitor.post(DOOR, {"login": "x"}).status == 503
    for link in slow:
        link.close()
    until = time.monotonic() + PATIENCE
    while (status := visitor.post(DOOR, {"login": "x"}).status) == 503:
        assert time.monotonic() < until, "seats of those who left were not given back"
        time.sleep(0.1)
    assert status == 200, "the form comes back with what is missing"


@pytest.mark.fault(16)
def test_who_never_ends_the_headers_is_cut_off(site: Running) -> None:
    slow = [connected(site, f"GET {DOOR} HTTP/1.1\r\nHost: localhost\r\nX-A: ") for _ in range(50)]
    assert Visitor(site.url).get(DOOR).status == 200
    assert answered(slow, len(slow)) == [b""] * len(slow)
    for link in slow:
        link.close()


@pytest.mark.fault(16)
def test_forms_that_arrive_give_their_seat_back_while_they_are_worked_on(site: Running) -> None:
    visitor = Visitor(site.url)
    for _form in range(3 * SEATS):
        assert visitor.post(DOOR, {"login": "x"}).status == 200
