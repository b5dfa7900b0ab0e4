"""A lock between writers that is handed on fairly.

Measured (docs/adr/0003): eight writers on ``BEGIN IMMEDIATE`` alone starve each other for
seconds; with a file lock taken first the longest wait falls to milliseconds. Who has to wait
queues in the kernel, which hands the lock on in turn; asking again and again starves the unlucky.
"""

from __future__ import annotations

import fcntl
import os
import threading
from typing import IO

from cigu.core.database.contention import Busy


class WriteLock:
    """One handle per connection; a handle inherited through fork would exclude nobody."""

    def __init__(self, path: str, timeout: float) -> None:
        self.path = path
        self.timeout = timeout
        self._handle: IO[bytes] | None = None
        self._pid = 0
        self.held = False

    def acquire(self) -> None:
        if self.held and self._pid == os.getpid():
            return
        handle = self._open()
        if not _at_once(handle) and not Turn(handle).came_within(self.timeout):
            self._handle = None  # the one who still waits for it closes it
            raise Busy(f"the database is busy: no turn to write within {self.timeout:g} s")
        self.held = True

    def release(self) -> None:
        if self.held and self._handle is not None and self._pid == os.getpid():
            fcntl.flock(self._handle, fcntl.LOCK_UN)
        self.held = False

    def close(self) -> None:
        self.release()
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _open(self) -> IO[bytes]:
        if self._handle is None or self._pid != os.getpid():
            self._handle = open(self.path, "ab")  # noqa: SIM115 - held for the connection's life
            self._pid = os.getpid()
            self.held = False
        return self._handle


class Turn:
    """One wait in the kernel's queue. A blocked ``flock`` cannot be given up, so a thread waits;
    when nobody wants the turn any more, it closes the handle and with it the lock."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self._came = threading.Event()
        self._decide = threading.Lock()
        self._given_up = False

    def came_within(self, seconds: float) -> bool:
        threading.Thread(target=self._wait, daemon=True, name="write-lock").start()
        if self._came.wait(seconds):
            return True
        with self._decide:
            self._given_up = not self._came.is_set()
        return not self._given_up

    def _wait(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._decide:
            if self._given_up:
                self._handle.close()
            else:
                self._came.set()


def _at_once(handle: IO[bytes]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
