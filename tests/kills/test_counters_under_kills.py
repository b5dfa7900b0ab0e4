"""Numbers without gap or double: fifty registrars, a fifth rolled back, ten of them killed between
the number and its commit. Run by .ci/run on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.test_migrations_are_stopped import database
from tests.flows.conftest import ROOT, environment

__all__ = ["database"]


@pytest.mark.kills
def test_fifty_registrars_of_whom_ten_are_killed(tmp_path: Path, database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills.counters", "--data", str(tmp_path)],
        env=environment(tmp_path, database), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["killed"], told["failed"]) == (10, 0), told
    assert (told["doubled"], told["skipped"]) == (0, 0), told
    assert told["counter"] == told["given"] > 500
