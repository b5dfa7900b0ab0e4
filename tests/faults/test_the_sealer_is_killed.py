"""The commands as an administrator runs them, and a sealer that dies between two of its steps."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import ROOT, cigu, copy_of, demo_year, environment

pytestmark = pytest.mark.served

__all__ = ["demo_year"]
POINTS = ("seal.leaves_written", "seal.head_written")


@pytest.fixture
def year(demo_year: Path, tmp_path: Path) -> Path:
    return copy_of(demo_year, tmp_path / "year")


def report(year: Path) -> tuple[int, Any]:
    done = cigu("audit", "verify", "--json", data=year)
    return done.returncode, json.loads(done.stdout)


def spoil(year: Path, statement: str) -> None:
    with sqlite3.connect(year / "cigu.sqlite3") as db:
        db.execute("pragma ignore_check_constraints = on")
        assert db.execute(statement).rowcount == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_sealer_leaves_nothing_half_sealed(year: Path, point: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-m", "cigu.faces.cli", "audit", "seal"], cwd=ROOT, check=False,
        env=environment(year) | {"CIGU_FAIL_AT": point}, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -9
    code, told = report(year)
    assert (code, told["sealed"], told["heads"]) == (0, 0, 0)
    assert cigu("audit", "seal", data=year).returncode == 0
    code, told = report(year)
    assert (code, told["unsealed"]) == (0, 0) and told["sealed"] == told["leaves"]


def test_verify_exits_1_and_names_what_was_changed(year: Path) -> None:
    cigu("audit", "seal", data=year)
    spoil(year, "update audit_leaf set actor = 'somebody' where id = 7")
    done = cigu("audit", "verify", data=year)
    assert done.returncode == 1 and "✗ leaf 7 at place 6 was changed" in done.stdout


def test_a_new_key_is_announced_in_the_log(year: Path) -> None:
    cigu("audit", "seal", data=year)
    assert cigu("audit", "rotate-key", data=year).returncode == 0
    with sqlite3.connect(year / "cigu.sqlite3") as db:
        (told,) = db.execute("select after from audit_leaf where verb = 'audit.rotate_key'")
    public = (year / "keys" / "0002.public").read_text()
    assert json.loads(told[0])["public"] == public
    cigu("audit", "seal", data=year)
    code, told = report(year)
    assert (code, told["heads"]) == (0, 2)


def test_a_bundle_taken_at_the_machine_holds_by_itself(year: Path, tmp_path: Path) -> None:
    cigu("audit", "seal", data=year)
    with sqlite3.connect(year / "cigu.sqlite3") as db:
        (uid,) = db.execute("select uid from cooperation limit 1").fetchone()
        (note,) = db.execute("select note from audit_head order by size").fetchone()
    (tmp_path / "held").write_text(note, encoding="utf-8")
    zipped = str(tmp_path / "b.zip")
    wanted = ("--record", uid, "--out", zipped, "--since-head", str(tmp_path / "held"))
    done = cigu("audit", "bundle", *wanted, data=year)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(zipped) as archive:
        archive.extract("verify_bundle.py", tmp_path)
    command = [sys.executable, "-I", "-S", str(tmp_path / "verify_bundle.py"), zipped]
    checked = subprocess.run([*command, "--held", wanted[-1]], capture_output=True, text=True)
    assert checked.returncode == 0 and "HOLDS" in checked.stdout, checked.stdout
    assert cigu("audit", "bundle", "--range", "x-y", "--out", zipped, data=year).returncode == 2


def test_check_exits_1_and_names_the_record(year: Path) -> None:
    assert cigu("check", "--only", "needs.*", data=year).returncode == 0
    with sqlite3.connect(year / "cigu.sqlite3") as db:
        (uid,) = db.execute("select uid from cooperation where signed_on is not null").fetchone()
    spoil(year, f"update cooperation set signed_on = null where uid = '{uid}'")  # noqa: S608 - ours
    done = cigu("check", "--only", "cooperations.*", "--json", data=year)
    failed = [answer for answer in json.loads(done.stdout) if answer["count"]]
    assert done.returncode == 1
    assert "cooperations.signed_has_day" in {answer["name"] for answer in failed}
    assert any(uid in found.replace("-", "") for answer in failed for found in answer["first"])
