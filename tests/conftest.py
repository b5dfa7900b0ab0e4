"""What all tests that span rooms share."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Tests read Chinese: compile the catalogues once, before workers start."""
    if not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, str(ROOT / "tools/messages.py"), "compile"], check=True)
    from cigu.core.database.tests.emptying import switch_on

    switch_on()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of the stories. Missing, it fails: a story that did not run proves nothing."""
    import os

    for name in (os.environ.get("CIGU_CHROMIUM", ""), "chromium", "chromium-browser"):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.fail("No Chromium. On Debian: apt-get install chromium fonts-noto-cjk")
