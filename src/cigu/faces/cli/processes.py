"""Start child processes of our own command and end them together."""

from __future__ import annotations

import subprocess  # our own command lines only, never a shell
import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRACE = 10  # seconds a child gets to finish what it is doing


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "cigu.faces.cli", *words]


@contextmanager
def beside(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``cigu WORDS`` beside this process; stop it when the block ends."""
    child = subprocess.Popen(command(*words))  # noqa: S603 - fixed words of our own
    try:
        yield child
    finally:
        stop(child)


def stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
