"""A copy of the demo year with a few records more, served; everybody of the matrix signed in."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.flows.conftest import (
    ROOT,
    STARTUP_SECONDS,
    Site,
    copy_of,
    demo_year,
    environment,
)
from tests.flows.visitors import Visitor

from .matrix import PEOPLE
from .objects import year_objects

__all__ = ["demo_year"]


def staged(data: Path) -> dict[str, dict[str, str]]:
    """Records in states that the year does not end in, entered through the rooms' actions."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.permissions.stage"], env=environment(data), cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, dict[str, str]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@pytest.fixture(scope="session")
def copied(demo_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(demo_year, tmp_path_factory.mktemp("permissions"))


@pytest.fixture(scope="session")
def objects(copied: Path) -> dict[str, dict[str, str]]:
    """Symbolic names of the matrix, and what stands for them in an address."""
    return {**staged(copied), **year_objects(copied / "cigu.sqlite3")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def walked(copied: Path, objects: dict[str, dict[str, str]]) -> Iterator[Site]:
    """Two server processes, for some thousand requests; no worker, which would act on its own."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "cigu.faces.cli", "serve", "--port", str(port), "--workers", "2",
         "--no-worker"],
        env=environment(copied), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        site = Site(f"http://127.0.0.1:{port}", copied)
        wait(site, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped while starting"
        with contextlib.suppress(URLError, ConnectionError, TimeoutError):
            if Visitor(site.url).get("/account/login/").status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"no answer from {site.url} within {STARTUP_SECONDS} s")


@pytest.fixture(scope="session")
def people(walked: Site) -> dict[str, Visitor]:
    return {role: Visitor(walked.url, username) for role, username in PEOPLE.items()}
