"""Slow senders hold only some of the server's threads, so that pages stay open to everybody else.

The server hands a body over while it arrives: reading it waits for the sender, in one of a few
threads, and cannot be given up. So only some of the threads may wait for bodies at once; who comes
then is told to try again. Cutting slow senders off is the work of the proxy before the site.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

THREADS = 8  # of one server process
SEATS = 5  # threads that may wait for bodies; the others are left for pages
TRY_AGAIN = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "2"),
             ("Connection", "close")]  # fmt: skip
# Outside of Django, where no language is chosen yet: both.
FULL = "正在接收的内容过多，请稍后再试。 Too many are sending at once. Try again soon.\n".encode()


class Seat:
    """Given back once, when the body is whole or the request is over."""

    def __init__(self, seats: threading.Semaphore) -> None:
        self.seats, self.taken = seats, True

    def give_back(self) -> None:
        if self.taken:
            self.taken = False
            self.seats.release()


class Body(io.RawIOBase):
    """The body as the server hands it over; knows when it is whole."""

    def __init__(self, source: Any, length: int, seat: Seat) -> None:
        self.source, self.left, self.seat = source, length, seat

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.source.read(min(len(buffer), self.left)) if self.left else b""
        buffer[: len(piece)] = piece
        self.left -= len(piece)
        if not self.left or not piece:
            self.seat.give_back()
        return len(piece)


class Seats:
    """Around the whole site."""

    def __init__(self, site: Callable[..., Iterable[bytes]], seats: int = SEATS) -> None:
        self.site, self.seats = site, threading.Semaphore(seats)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or not int(length[:15]):
            return self.site(environ, start)
        if not self.seats.acquire(blocking=False):
            start("503 Service Unavailable", TRY_AGAIN)
            return [FULL]
        seat = Seat(self.seats)
        body = Body(environ["wsgi.input"], int(length[:15]), seat)
        environ["wsgi.input"] = io.BufferedReader(body)
        try:
            return self.site(environ, start)
        finally:
            seat.give_back()
