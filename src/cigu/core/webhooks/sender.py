"""One request to one pinned address: no redirect, no proxy, an end to time and size."""

from __future__ import annotations

import io
import socket
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from select import select

from .addresses import Aim, Resolve, aim, choose, system_resolver

CONNECT = 5.0  # seconds
READ = 4_096  # bytes of an answer that is read at all
WHOLE = 10.0  # from the first packet to the status line, whatever trickles in between


class NotReached(Exception):
    """No answer: the receiver is away, slow, or is not who it should be."""


class Trickle(io.RawIOBase):
    """What arrives until the deadline. A timeout of the socket alone starts anew at each byte."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self.sock, self.deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        _hurry(self.sock, self.deadline)
        return self.sock.recv_into(buffer)  # type: ignore[arg-type]

    def makefile(self, *_args: object) -> io.BufferedReader:
        """What ``HTTPResponse`` asks a socket for."""
        return io.BufferedReader(self)


def post(
    url: str, headers: dict[str, str], body: bytes, *, resolve: Resolve = system_resolver,
    trust: ssl.SSLContext | None = None, whole: float = WHOLE,
) -> int:  # fmt: skip
    """The status of the answer. Raises ``AddressRefused`` or ``NotReached``."""
    return ask(url, headers, body, resolve=resolve, trust=trust, whole=whole, read=0)[0]


def ask(
    url: str, headers: dict[str, str], body: bytes, *, resolve: Resolve = system_resolver,
    trust: ssl.SSLContext | None = None, whole: float = WHOLE, read: int = READ,
) -> tuple[int, bytes]:  # fmt: skip
    """The same with the first ``read`` bytes of the answer, for receivers that say there how it
    went."""
    found = aim(url)
    address = choose(found, resolve)
    deadline = time.monotonic() + whole
    try:
        with _connect(found, address, trust, deadline) as sock:
            _hurry(sock, deadline)
            _ask(found, sock, headers, body)
            return _answer(sock, deadline, read)
    except (OSError, HTTPException) as error:
        raise NotReached(f"{type(error).__name__}: {error}"[:300]) from None


def _connect(
    found: Aim, address: str, trust: ssl.SSLContext | None, deadline: float
) -> socket.socket:
    sock = socket.create_connection((address, found.port), timeout=min(CONNECT, _left(deadline)))
    if found.scheme != "https":
        return sock
    try:  # the name is what the certificate must hold, wherever the name led
        context = trust or ssl.create_default_context()
        secured = context.wrap_socket(
            sock, server_hostname=found.host, do_handshake_on_connect=False
        )
    except BaseException:
        sock.close()
        raise
    try:
        _shake_hands(secured, deadline)
    except BaseException:
        secured.close()
        raise
    return secured


def _shake_hands(sock: ssl.SSLSocket, deadline: float) -> None:
    """Step by step, so that a handshake that trickles in ends in time too."""
    sock.setblocking(False)
    while True:
        try:
            sock.do_handshake()
        except ssl.SSLWantReadError:
            select([sock], [], [], _left(deadline))
        except ssl.SSLWantWriteError:
            select([], [sock], [], _left(deadline))
        else:
            return


def _ask(found: Aim, sock: socket.socket, headers: dict[str, str], body: bytes) -> None:
    connection = HTTPConnection(found.host, found.port)
    connection.default_port = 443 if found.scheme == "https" else 80
    connection.sock = sock
    more = {"Content-Type": "application/json", "User-Agent": "cigu", "Connection": "close"}
    connection.request("POST", found.target, body, headers | more)


def _answer(sock: socket.socket, deadline: float, read: int) -> tuple[int, bytes]:
    """Without ``read`` nothing but the status is: what else the receiver says stays with it."""
    answer = HTTPResponse(Trickle(sock, deadline), method="POST")  # type: ignore[arg-type]
    answer.begin()
    return answer.status, answer.read(read) if read else b""


def _hurry(sock: socket.socket, deadline: float) -> None:
    sock.settimeout(_left(deadline))


def _left(deadline: float) -> float:
    """Seconds that remain."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
