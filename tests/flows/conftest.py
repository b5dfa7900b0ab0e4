"""A real server on a copy of the demo year, and a browser that people steer.

The year is built once per source tree and kept; every test module that changes it gets a copy.
While somebody works on one thing, CIGU_TEST_YEAR may name the folder of a year built before: it is
copied and migrated instead of built. The full run never sets it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "cigu-demo-2024"
STARTUP_SECONDS = 60
KEPT_YEARS = 3  # of other source trees, which another run may be reading


def source_hash() -> str:
    """Of everything that shapes the year: code and data."""
    digest = hashlib.sha256()
    for folder in ("src", "regions"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv", ".txt"} and "/tests/" not in str(path):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def environment(data: Path, database: str = "") -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CIGU_")}
    return {
        **kept, "CIGU_DATA": str(data), "CIGU_MODE": "demo", "CIGU_DATABASE": database,
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip


def cigu(*args: str, data: Path, database: str = "") -> subprocess.CompletedProcess[str]:
    """Run the real command as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "cigu.faces.cli", *args], env=environment(data, database),
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=600,
    )  # fmt: skip


@pytest.fixture(scope="session")
def demo_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built year. Read it, never write to it."""
    if os.environ.get("CIGU_TEST_YEAR"):
        return _earlier_year(Path(os.environ["CIGU_TEST_YEAR"]), tmp_path_factory.mktemp("year"))
    kept = ROOT / "var" / "test-years" / source_hash()
    kept.parent.mkdir(parents=True, exist_ok=True)
    with open(kept.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / "built").exists():
            years = sorted(kept.parent.glob("*/"), key=lambda p: p.stat().st_mtime)
            for old in years[:-KEPT_YEARS]:
                shutil.rmtree(old, ignore_errors=True)
            done = cigu("demo", "--build", data=kept)
            assert done.returncode == 0, done.stderr[-3000:]
            (kept / "built").write_text("whole")
    return kept


def _earlier_year(built: Path, to: Path) -> Path:
    copy_of(built, to)
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input"],
        env=environment(to), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return to


@dataclass(frozen=True)
class Site:
    url: str
    data: Path

    def cigu(self, *args: str) -> subprocess.CompletedProcess[str]:
        return cigu(*args, data=self.data)


def copy_of(year: Path, to: Path) -> Path:
    shutil.copytree(year, to, dirs_exist_ok=True)
    return to


@contextlib.contextmanager
def serving(data: Path) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "cigu.faces.cli", "serve", "--port", str(port)],
        env=environment(data), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, server)
        yield Site(url, data)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped while starting"
        try:
            urllib.request.urlopen(f"{url}/account/login/", timeout=5).read()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"no answer from {url} within {STARTUP_SECONDS} s")


@pytest.fixture(scope="session")
def quiet_site(demo_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """For tests that only read."""
    with serving(copy_of(demo_year, tmp_path_factory.mktemp("quiet"))) as site:
        yield site


@pytest.fixture(scope="module")
def site(demo_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """For one story: its own copy of the year."""
    with serving(copy_of(demo_year, tmp_path_factory.mktemp("story"))) as site:
        yield site


CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; its absence fails the story instead of skipping it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        path = os.environ.get("CIGU_CHROMIUM", "/usr/bin/chromium")
        window = play.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield window
        window.close()
