"""A full or read-only disk: nothing half written, words for the person, reads go on."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import PASSWORD, cigu, copy_of, demo_year
from tests.flows.visitors import Visitor

from .site import Running, needs, running, writer

pytestmark = pytest.mark.served

__all__ = ["demo_year"]
FULL, READ_ONLY, SAVED_NOT = "磁盘已满", "处于只读状态", "没有保存"


def mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def disk(demo_year: Path, tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, with a copy of the year on it."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system of its own")
    place = tmp_path / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place))
    try:
        yield copy_of(demo_year, place / "year")
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


@contextlib.contextmanager
def served(data: Path) -> Iterator[Running]:
    with running(data, "--no-worker") as site:
        yield site


def fill(disk: Path) -> Path:
    """To the last byte."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    with path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0")
    return path


@pytest.mark.fault(3)
def test_a_full_disk_refuses_the_write_and_keeps_reading(disk: Path) -> None:
    with served(disk) as site:
        firm, officer = writer(site.url, disk), Visitor(site.url, "officer")
        assert firm.write("满盘之前").status == 201
        before, filler = needs(disk), fill(disk.parent)
        refused = firm.write("满盘之后")
        assert refused.status == 503 and FULL in refused.json()["message"]
        assert needs(disk) == before
        page = officer.get("/needs/")
        assert page.status == 200 and FULL in page.text and firm.acknowledged[0] in page.text
        answer = officer.post("/messages/read/")
        assert answer.status in (302, 503), "no unread message, or refused with words"
        filler.unlink()
        assert firm.write("腾出空间之后").status == 201
        assert needs(disk) == before + 1
    assert cigu("check", "--only", "audit.*", data=disk).returncode == 0


@pytest.mark.fault(3)
def test_a_full_disk_of_backups_keeps_the_earlier_ones(disk: Path, demo_year: Path,
                                                       tmp_path: Path) -> None:  # fmt: skip
    place, year = disk.parent / "backups", copy_of(demo_year, tmp_path / "site")
    shutil.rmtree(disk)
    assert cigu("backup", "--to", str(place), data=year).returncode == 0
    (first,) = [p.name for p in place.glob("[!.]*Z")]
    fill(disk.parent)
    done = cigu("backup", "--to", str(place), data=year)
    assert done.returncode == 2 and "以前的备份没有变化" in done.stderr, done.stderr
    assert [p.name for p in place.glob("[!.]*Z")] == [first] and not list(place.glob(".begun-*"))


@pytest.mark.fault(4)
def test_on_a_read_only_disk_the_site_starts_reads_and_says_so(disk: Path) -> None:
    with served(disk) as site:
        firm, officer = writer(site.url, disk), Visitor(site.url, "officer")
        assert firm.write("只读之前").status == 201
        before = needs(disk)
        site.kill()  # what was open for writing would keep the disk from going read-only
    mount("-o", "remount,ro", str(disk.parent))
    with served(disk) as site:
        firm.visitor.url = officer.url = site.url
        refused = firm.write("只读之后")
        assert refused.status == 503 and READ_ONLY in refused.json()["message"]
        page = officer.get("/needs/")
        assert page.status == 200 and READ_ONLY in page.text and firm.acknowledged[0] in page.text
        newcomer = Visitor(site.url)
        assert newcomer.get("/account/login/").status == 200
        answer = newcomer.post("/account/login/", {"login": "leader", "password": PASSWORD})
        assert answer.status == 503 and SAVED_NOT in answer.text, "a session needs to be written"
    mount("-o", "remount,rw", str(disk.parent))
    with served(disk) as site:
        firm.visitor.url = site.url
        assert firm.write("可写之后").status == 201
        assert needs(disk) == before + 1
