"""Who sends ten gigabytes is told so after a few megabytes, and who gives no length is not read."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import copy_of, demo_year
from tests.flows.visitors import Visitor

from .site import Running, running
from .test_slow_senders import DOOR, PATIENCE, connected

pytestmark = [pytest.mark.served, pytest.mark.fault(17)]

__all__ = ["demo_year"]
MB = 1024 * 1024
PIECE = b"x" * MB
TAKEN = 64 * MB  # what buffers of both sides and a server that looks twice may swallow


@pytest.fixture(scope="module")
def site(demo_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(copy_of(demo_year, tmp_path_factory.mktemp("huge")), "--no-worker") as made:
        yield made


def memory(site: Running) -> int:
    """Bytes that the server's processes hold, children included."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            words = dict(line.split(":", 1) for line in status.read_text().splitlines())
            if int(words["NSpgid"].split()[0]) == site.server.pid and "VmRSS" in words:
                total += int(words["VmRSS"].split()[0]) * 1024
    return total


def poured(link: socket.socket, pieces: Iterator[bytes]) -> tuple[bytes, int]:
    """Pours until an answer comes or the door shuts; what was told and how much was taken."""
    link.setblocking(False)
    sent, waiting = 0, b""
    while True:
        readable, writable, _x = select.select([link], [link], [], PATIENCE)
        assert readable or writable, "the server neither takes nor answers"
        try:
            if readable:
                return link.recv(12), sent
            waiting = waiting or next(pieces)
            done = link.send(waiting)
        except (BrokenPipeError, ConnectionResetError):
            return b"", sent
        sent, waiting = sent + done, waiting[done:]


def ten_gigabytes() -> Iterator[bytes]:
    for _piece in range(10 * 1024):
        yield PIECE


def in_chunks() -> Iterator[bytes]:
    for piece in ten_gigabytes():
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


def head(*lines: str, kind: str) -> str:
    told = "\r\n".join(
        (f"POST {DOOR} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}", *lines)
    )
    return f"{told}\r\n\r\n"


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain"])
def test_ten_gigabytes_are_refused_early(site: Running, kind: str) -> None:
    before = memory(site)
    with connected(site, head(f"Content-Length: {10 * 1024**3}", kind=kind)) as link:
        told, sent = poured(link, ten_gigabytes())
    assert told in (b"HTTP/1.1 413", b"") and sent < TAKEN
    assert memory(site) - before < TAKEN
    assert Visitor(site.url).get(DOOR).status == 200


def test_the_answer_reaches_who_waits_for_it(site: Running) -> None:
    """A sender that asks first (Expect), or stops and listens, is told 413."""
    with connected(site, head(f"Content-Length: {10 * 1024**3}", kind="text/plain")) as link:
        assert link.recv(12) == b"HTTP/1.1 413"


def test_a_body_without_a_length_is_not_read(site: Running) -> None:
    before = memory(site)
    with connected(site, head("Transfer-Encoding: chunked", kind="text/plain")) as link:
        told, sent = poured(link, in_chunks())
    assert told[9:12] in (b"403", b"411", b"413", b"") and sent < TAKEN
    assert memory(site) - before < TAKEN
    assert Visitor(site.url).get(DOOR).status == 200
