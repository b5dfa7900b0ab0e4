"""Backups that are killed, copies put back, files that rot: as an administrator meets them."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.flows.conftest import copy_of, demo_year
from tests.flows.visitors import Visitor

from .site import Running, ask, command, flip, needs, running, writer

pytestmark = pytest.mark.served

__all__ = ["demo_year"]
POINTS = (
    "backup.database_copied", "backup.first_document", "backup.documents_copied",
    "backup.manifest_written",
)  # fmt: skip


@pytest.fixture
def year(demo_year: Path, tmp_path: Path) -> Path:
    return copy_of(demo_year, tmp_path / "year")


def whole(place: Path) -> list[Path]:
    return sorted(p.parent for p in place.glob("[!.]*/manifest.json"))


def backed_up(year: Path, place: Path) -> Path:
    done = command("backup", "--to", str(place), "--json", data=year)
    assert done.returncode == 0, done.stderr
    return Path(json.loads(done.stdout)["folder"])


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_backup_is_none_and_the_next_goes_on(
    year: Path, tmp_path: Path, point: str
) -> None:
    place = tmp_path / "backups"
    killed = command("backup", "--to", str(place), data=year, extra={"CIGU_FAIL_AT": point})
    assert killed.returncode == -9 and whole(place) == []
    kept = {p: p.stat().st_ino for p in place.glob("pool/*/*")}
    made = backed_up(year, place)
    assert whole(place) == [made] and not list(place.glob(".begun-*"))
    assert all(path.stat().st_ino == inode for path, inode in kept.items()), "copied again"
    assert len(kept) >= (0, 1, 85, 85)[POINTS.index(point)]
    with closing(sqlite3.connect(made / "database.sqlite3")) as copy:
        rows = copy.execute("SELECT count(*), max(leaf_hash) FROM audit_leaf").fetchall()
    assert rows == ask(year, "SELECT count(*), max(leaf_hash) FROM audit_leaf")


@pytest.mark.parametrize("point", ["restore.documents_copied", "restore.database_copied"])
def test_no_site_starts_on_a_restore_that_was_killed(
    year: Path, tmp_path: Path, point: str
) -> None:
    made, new = backed_up(year, tmp_path / "backups"), tmp_path / "new"
    words = ("restore", str(made), "--to", str(new))
    killed = command(*words, data=year, extra={"CIGU_FAIL_AT": point})
    assert killed.returncode == -9
    refused = command("serve", "--port", "1", data=new)
    assert refused.returncode == 2 and "未完成的恢复" in refused.stderr
    again = command(*words, data=year)
    assert again.returncode == 2 and "不是空的" in again.stderr


def test_a_backup_of_a_site_that_lost_a_file_says_so_in_either_language(
    year: Path, tmp_path: Path
) -> None:
    ((digest,),) = ask(year, "SELECT content_hash FROM document LIMIT 1")
    (year / "documents" / digest[:2] / digest).unlink()
    place = str(tmp_path / "backups")
    done = command("backup", "--to", place, data=year)
    assert done.returncode == 1 and "系统自身缺失 1 份文件" in done.stdout
    done = command("backup", "--to", place, "--lang", "en", "--keep", "1", data=year)
    assert done.returncode == 1 and f"lost 1 documents:\n  ✗ {digest}" in done.stdout
    assert len(whole(tmp_path / "backups")) == 1
    drilled = command("drill", "--from", place, "--lang", "en", data=year)
    assert drilled.returncode == 1 and "not passed" in drilled.stdout
    assert command("backup", "--to", place, "--keep", "0", data=year).returncode == 2
    assert command("restore", str(tmp_path), "--to", place, data=year).returncode == 2


@pytest.mark.fault(6)
def test_an_older_copy_put_back_shows_as_a_gap(year: Path, tmp_path: Path) -> None:
    target, older = tmp_path / "target", tmp_path / "older"
    extra = {"CIGU_AUDIT_EXPORT": str(target)}

    def told(*words: str) -> Any:
        return command(*words, data=year, extra=extra)

    for word in ("seal", "export"):
        assert told("audit", word).returncode == 0
    assert told("audit", "gap").returncode == 0
    copy_of(year, older)
    for _n in range(2):
        assert told("numbers", "freeze").returncode == 0
    newer = ask(year, "SELECT leaf_hash FROM audit_leaf ORDER BY id DESC LIMIT 2")
    for word in ("seal", "export"):
        assert told("audit", word).returncode == 0
    for path in year.glob("cigu.sqlite3*"):
        path.unlink()
    shutil.copy(older / "cigu.sqlite3", year)
    checked, gap = told("audit", "verify"), told("audit", "gap")
    assert checked.returncode == 1 and f"target {target} speaks of" in checked.stdout
    assert gap.returncode == 1 and "另有 2 次变更" in gap.stdout and "numbers.freeze" in gap.stdout
    texts = [path.read_text() for path in (target / "entries").iterdir()]
    assert {json.loads(x)["leaf_hash"] for t in texts for x in t.splitlines()} >= {
        h for (h,) in newer
    }
    assert told("audit", "export").returncode == 1, "nothing is written over the target"


@pytest.mark.fault(7)
def test_a_rotten_document_is_refused_told_and_brought_back(year: Path, tmp_path: Path) -> None:
    place = tmp_path / "backups"
    backed_up(year, place)
    ((uid, digest, number),) = ask(
        year,
        "SELECT d.uid, d.content_hash, c.number FROM document d JOIN checkup c"
        " ON c.uid = d.subject_uid WHERE d.name = 'TB-2023-0001.docx'",
    )
    flip(year / "documents" / digest[:2] / digest)
    with running(year, "--no-worker") as site:
        officer, admin = Visitor(site.url, "officer"), Visitor(site.url, "sysadmin")
        refused = officer.get(f"/documents/{UUID(uid)}/")
        assert refused.status == 409 and "文件已损坏" in refused.text
        assert "TB-2023-0001.docx" in admin.get("/").text, "the alarm"
        swept = command("documents", "verify", data=year)
        assert swept.returncode == 1 and digest[:12] in swept.stdout
        assert "文件缺失或损坏" in officer.get(f"/checkups/{number}/").text
        mended = command("documents", "verify", "--repair-from", str(place), data=year)
        assert mended.returncode == 0, mended.stdout + mended.stderr
        assert officer.get(f"/documents/{UUID(uid)}/").status == 200
        assert "文件缺失或损坏" not in officer.get(f"/checkups/{number}/").text
        assert "TB-2023-0001.docx" not in admin.get("/").text
    assert command("check", "--only", "audit.*", data=year).returncode == 0


@pytest.mark.fault(7)
def test_a_rotten_page_of_the_database_is_refused_and_restored(year: Path, tmp_path: Path) -> None:
    place, new = tmp_path / "backups", tmp_path / "new"
    made = backed_up(year, place)
    ((root,),) = ask(year, "SELECT rootpage FROM sqlite_master WHERE name = 'need'")
    ((size,),) = ask(year, "PRAGMA page_size")
    flip(year / "cigu.sqlite3", (root - 1) * size)
    refused = command("backup", "--to", str(place), data=year)
    assert refused.returncode == 2 and "数据库已损坏" in refused.stderr and whole(place) == [made]
    with running(year, "--no-worker") as site:
        page = Visitor(site.url, "officer").get("/needs/")
        assert page.status == 503 and "数据库已损坏" in page.text
    assert command("restore", str(place), "--to", str(new), data=year).returncode == 0
    assert needs(new) > 0


@pytest.mark.fault(7)
def test_a_rotten_value_is_found_by_its_leaf(year: Path) -> None:
    """A byte inside a text breaks no page: only the audit still knows what stood there."""
    ((uid, title),) = ask(year, "SELECT uid, title FROM need ORDER BY id LIMIT 1")
    file = year / "cigu.sqlite3"
    content = file.read_bytes()
    found = [m.start() for m in re.finditer(re.escape(title.encode()), content)]
    assert found
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE need SET title = ? WHERE uid = ?", (title[:-1] + "圷", uid))
        db.commit()
    done = command("check", "--only", "audit.need.*", data=year)
    assert done.returncode == 1 and "columns=title" in done.stdout


@pytest.mark.fault(31)
def test_a_restore_lists_missing_documents_and_its_pages_say_so(year: Path, tmp_path: Path) -> None:
    place, new = tmp_path / "backups", tmp_path / "new"
    backed_up(year, place)
    gone = ask(
        year,
        "SELECT d.content_hash, d.name, d.uid, c.number FROM document d"
        " JOIN checkup c ON c.uid = d.subject_uid ORDER BY d.id LIMIT 10",
    )
    hashes = {digest for digest, *_rest in gone}
    for digest in hashes:
        (place / "pool" / digest[:2] / digest).unlink()
    done = command("restore", str(place), "--to", str(new), data=year)
    assert done.returncode == 1, done.stderr
    assert all(name in done.stdout for _h, name, _u, _n in gone)
    told = json.loads((new / "restore-report.json").read_text())
    assert set(told["documents"]["missing"]) == hashes
    lost = ask(new, "SELECT content_hash FROM document WHERE marks LIKE '%lost%'")
    assert {h for (h,) in lost} == hashes
    with running(new, "--no-worker") as site:
        officer = Visitor(site.url, "officer")
        _digest, _name, uid, number = gone[0]
        assert "文件缺失或损坏" in officer.get(f"/checkups/{number}/").text
        refused = officer.get(f"/documents/{UUID(uid)}/")
        assert refused.status == 409 and "文件缺失" in refused.text
    back = command("documents", "verify", "--repair-from", str(place), data=new)
    assert back.returncode == 1, "the backup has lost them too"


@pytest.mark.fault(30)
def test_after_a_restore_no_number_is_given_twice(year: Path, tmp_path: Path) -> None:
    place, new, target = tmp_path / "backups", tmp_path / "new", tmp_path / "target"
    extra = {"CIGU_AUDIT_EXPORT": str(target)}
    with running(year, extra=extra) as site:
        firm = writer(site.url, year)
        assert firm.write("备份之前").status == 201
        backed_up(year, place)
        for n in range(3):
            assert firm.write(f"备份之后 {n}").status == 201
        _exported(site, target, year)
    done = command("restore", str(place), "--to", str(new), data=year, extra=extra)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((new / "restore-report.json").read_text())
    newer = report["newer"][0]["entries"]
    assert sum(e["object_type"] == "records_needs.need" for e in newer) == 3
    with running(new, "--no-worker") as site:
        firm.visitor = Visitor(site.url, "e49")
        refused = firm.write("确认之前")
        assert refused.status == 422 and "待确认" in refused.json()["message"]
        series, year_of, last = firm.acknowledged[-1].split("-")
        low = command("numbers", "confirm", series, year_of, "1", "--by", "sysadmin", data=new)
        assert low.returncode == 2
        confirm = ("numbers", "confirm", series, year_of, last, "--by", "sysadmin")
        assert command(*confirm, data=new).returncode == 0
        assert firm.write("确认之后").status == 201
        assert firm.acknowledged[-1] == f"{series}-{year_of}-{int(last) + 1:04d}"
    assert command("check", "--only", "audit.*", data=new).returncode == 0


def _exported(site: Running, target: Path, year: Path) -> None:
    """The site stopped, all that it wrote sealed and with the target."""
    os.killpg(site.server.pid, 15)
    site.server.wait(timeout=30)
    for word in ("seal", "export"):
        done = command("audit", word, data=year, extra={"CIGU_AUDIT_EXPORT": str(target)})
        assert done.returncode == 0, done.stdout + done.stderr
