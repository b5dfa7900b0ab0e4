"""The demo year is served, two people write, the site is killed at a random moment; its last backup
comes back in another place, proves itself, and says exactly what is newer. What is newer is worked
out here from the killed database, by code that shares nothing with the restore.

The seed is printed; CIGU_SEED replays it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import threading
import time
import urllib.error
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import copy_of, demo_year
from tests.flows.visitors import Visitor

from .site import Writer, command, needs, running, writer

pytestmark = pytest.mark.served

__all__ = ["demo_year"]
SEED = int(os.environ.get("CIGU_SEED", "20240614"))
PATIENCE = 60


class Pen(threading.Thread):
    """Writes until the site is gone; keeps what was answered."""

    def __init__(self, hand: Writer, name: str) -> None:
        super().__init__(name=name)
        self.hand, self.refused, self.over = hand, [], threading.Event()

    def run(self) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            try:
                answer = self.hand.write(f"{self.name} {count}")
            except (urllib.error.URLError, ConnectionError, OSError):
                return
            if answer.status != 201:
                self.refused.append((answer.status, answer.text))


def leaves(database: Path) -> dict[str, tuple[str, str]]:
    """Hash of each leaf → its verb and time."""
    with closing(sqlite3.connect(database)) as db:
        rows = db.execute("SELECT leaf_hash, verb, recorded_at FROM audit_leaf").fetchall()
    return {digest: (verb, at) for digest, verb, at in rows}


def exported(target: Path) -> set[str]:
    texts = [path.read_text() for path in sorted((target / "entries").glob("*.jsonl"))]
    return {json.loads(line)["leaf_hash"] for text in texts for line in text.splitlines()}


def size_of(target: Path) -> int:
    path = target / "checkpoint"
    return int(path.read_text().splitlines()[1]) if path.exists() else 0


def wait(until: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, "the worker does not seal and export"
        time.sleep(0.05)


@pytest.mark.fault(30)
def test_a_killed_site_comes_back_from_its_last_backup(demo_year: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print("seed", SEED)
    year, new = copy_of(demo_year, tmp_path / "year"), tmp_path / "new"
    place, target = tmp_path / "backups", tmp_path / "target"
    extra = {"CIGU_AUDIT_EXPORT": str(target), "CIGU_AUDIT_KEYS": str(tmp_path / "keys")}
    shutil.copytree(year / "keys", tmp_path / "keys")
    with running(year, extra=extra) as site:
        pens = [Pen(writer(site.url, year), "甲"), Pen(writer(site.url, year), "乙")]
        wait(lambda: size_of(target) > 0)
        for pen in pens:
            pen.start()
        time.sleep(chance.uniform(0.5, 2))
        for _n in range(chance.randint(1, 2)):
            done = command("backup", "--to", str(place), "--json", data=year, extra=extra)
            assert done.returncode == 0, done.stderr
        made = json.loads(done.stdout)
        wait(lambda: size_of(target) > made["leaves"]["count"])
        time.sleep(chance.uniform(0, 1.5))
        site.kill()
        for pen in pens:
            pen.over.set()
            pen.join()
    assert [pen.refused for pen in pens] == [[], []], "the backup kept nobody from writing"

    dead = copy_of(year, tmp_path / "dead") / "cigu.sqlite3"
    killed, kept = leaves(dead), leaves(Path(made["folder"]) / "database.sqlite3")
    newer = set(killed) - set(kept)
    told_off = (exported(target) & set(killed)) - set(kept)
    assert exported(target) <= set(killed), "nothing was exported that was not kept"
    assert newer and told_off and set(kept) < set(killed)
    with closing(sqlite3.connect(dead)) as db:
        numbers = {n for (n,) in db.execute("SELECT number FROM need")}
    acknowledged = [n for pen in pens for n in pen.hand.acknowledged]
    assert set(acknowledged) <= numbers, "an acknowledged need was lost"

    done = command(
        "restore", str(place), "--to", str(new), "--keys", extra["CIGU_AUDIT_KEYS"],
        "--lost", str(year / "cigu.sqlite3"), "--json", data=tmp_path / "fresh", extra=extra,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    proof = json.loads(done.stdout)
    assert proof["holds"] and proof["marks_checked"] and proof["backup"] == made["name"]
    (gap,) = proof["newer"]
    assert {e["leaf_hash"] for e in gap["entries"]} == told_off
    assert gap["verbs"] == Counter(killed[h][0] for h in told_off)
    times = sorted(killed[h][1] for h in told_off)
    assert [gap["first_at"][:19], gap["last_at"][:19]] == [
        times[0][:19].replace(" ", "T"), times[-1][:19].replace(" ", "T"),
    ]  # fmt: skip
    assert {e["leaf_hash"] for e in proof["lost"]["entries"]} == newer
    assert proof["lost"]["untold"] == len(newer - told_off)
    assert needs(new) < len(numbers)
    assert command("audit", "verify", data=new).returncode == 0
    assert set(kept) < set(leaves(new / "cigu.sqlite3"))
    with running(new, "--no-worker") as site:
        assert Visitor(site.url, "officer").get("/needs/").status == 200
