"""A lock between writers that is handed on fairly.

Measured (docs/adr/0003): eight writers on ``BEGIN IMMEDIATE`` alone starve each other for
seconds; with a file lock taken first the longest wait falls to milliseconds.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import IO

from django.db import OperationalError

PAUSE = 0.001


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
        deadline = time.monotonic() + self.timeout
        while not self._try(handle):
            if time.monotonic() > deadline:
                raise OperationalError(
                    f"the database is busy: no turn to write within {self.timeout:g} s"
                )
            time.sleep(PAUSE)
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

    @staticmethod
    def _try(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
