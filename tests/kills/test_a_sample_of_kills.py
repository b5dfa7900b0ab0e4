"""A sample of what ``benchmarks/bench_kills.py`` does a thousand times: writers are killed at each
named point. Nothing acknowledged is lost, nothing half-written, no number doubled or skipped; what
was cut short and sent again has one effect; all invariants hold; the audit verifies.

Run by .ci/run on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.test_migrations_are_stopped import database
from tests.flows.conftest import ROOT, environment

from .steps import POINTS

__all__ = ["database"]
KILLS = 36


@pytest.mark.kills
@pytest.mark.fault(1)
@pytest.mark.fault(34)
def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(
    tmp_path: Path, database: str
) -> None:
    """A worker is killed too, in the middle of a job: what it left is run again."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "--kills", str(KILLS), "--data", str(tmp_path),
         "--json"],
        env=environment(tmp_path, database), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["kills"] == KILLS and told["faults"] == []
    reached = {point for point, times in told["points"].items() if times}
    assert len(reached) >= len(POINTS) - 1, set(POINTS) - reached
    assert told["acknowledged"] > KILLS // 3
