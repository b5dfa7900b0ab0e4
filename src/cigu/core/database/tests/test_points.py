"""A point stops the process when it is armed, and only then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cigu.core.database import points

PASS_THREE = (
    "from cigu.core.database.points import reach\n"
    "for n in range(3):\n    print(n, flush=True)\n    reach('write.before_commit')\n"
)


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    points._passed.clear()


def passed(monkeypatch: pytest.MonkeyPatch, times: int = 1) -> None:
    monkeypatch.setenv("CIGU_FAIL_HOW", "raise")
    for _ in range(times):
        points.reach("write.before_commit")


def test_nothing_happens_unarmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIGU_FAIL_AT", raising=False)
    passed(monkeypatch)


def test_another_point_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGU_FAIL_AT", "write.after_commit")
    passed(monkeypatch)


def test_the_armed_point_stops_at_the_asked_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGU_FAIL_AT", "write.before_commit:2")
    passed(monkeypatch)
    with pytest.raises(points.PointReached):
        passed(monkeypatch)


def test_production_never_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGU_FAIL_AT", "write.before_commit")
    monkeypatch.setenv("CIGU_MODE", "production")
    passed(monkeypatch, 3)


def test_a_kill_leaves_no_time_for_anything() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PASS_THREE], capture_output=True, text=True, check=False,
        env={"CIGU_FAIL_AT": "write.before_commit:2"},
    )  # fmt: skip
    assert done.returncode == -9
    assert done.stdout.split() == ["0", "1"]
