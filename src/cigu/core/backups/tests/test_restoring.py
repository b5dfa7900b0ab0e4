"""A restored copy proves itself, says what it lacks and what is newer; a full place is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cigu.core.audit.exporting import export
from cigu.core.audit.factories import seal_all
from cigu.core.audit.gaps import gaps
from cigu.core.audit.models import AuditLeaf, SealedLeaf
from cigu.core.backups.drilling import drill
from cigu.core.backups.errors import BackupError
from cigu.core.backups.making import backup
from cigu.core.backups.manifest import in_pool
from cigu.core.backups.models import Drill
from cigu.core.backups.restoring import restore
from cigu.core.backups.wording import of_proof

from .conftest import flip


@pytest.fixture
def target(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_EXPORT = [tmp_path / "target"]
    return tmp_path / "target"


def sealed_and_exported() -> None:
    seal_all()
    assert export() == []


def test_a_whole_copy_proves_itself(
    shop: Any, numbered: None, place: Path, tmp_path: Path, empty_database: str
) -> None:
    shop(3)
    made = backup(place)
    proof = restore(made, tmp_path / "new", database=empty_database)
    assert proof["faults"] == [] and proof["holds"]
    assert proof["audit"]["leaves"] == made.manifest.leaves["count"]
    assert proof["documents"]["contents"] == 3
    assert proof["series_frozen"] == 1 and proof["invariants"]["asked"] > 500
    told = "\n".join(of_proof(proof, "new"))
    assert "恢复的数据完整" in told and "无法得知备份之后有哪些变更" in told
    assert json.loads((tmp_path / "new" / "restore-report.json").read_text()) == proof
    assert not (tmp_path / "new" / ".restoring").exists()


def test_it_says_exactly_what_is_newer(
    shop: Any, place: Path, tmp_path: Path, empty_database: str, target: Path
) -> None:
    shop(1)
    sealed_and_exported()
    shop(1)  # in the backup, not in a head of it
    made = backup(place)
    known = set(AuditLeaf.objects.values_list("leaf_hash", flat=True))
    shop(2)
    sealed_and_exported()
    newer = set(SealedLeaf.objects.values_list("hash", flat=True)) - known
    (gap,) = restore(made, tmp_path / "new", database=empty_database)["newer"]
    assert {e["leaf_hash"] for e in gap["entries"]} == newer and len(newer) == 2
    assert gap["verbs"] == {"test.attach": 2} and not gap["error"]
    assert [gap["target"], gap["leaves"]] == [str(target), 2]
    assert [one.entries for one in gaps()] == [[]], "the site itself lacks nothing"


def test_an_export_that_was_stopped_still_tells_what_it_had_written(
    shop: Any, place: Path, tmp_path: Path, empty_database: str, target: Path
) -> None:
    """Entries go before the head that covers them: killed between the two, they lie beyond it."""
    shop(1)
    sealed_and_exported()
    made, head = backup(place), (target / "checkpoint").read_text()
    shop(2)
    sealed_and_exported()
    (target / "checkpoint").write_text(head)
    proof = restore(made, tmp_path / "new", database=empty_database)
    (gap,) = proof["newer"]
    assert (gap["leaves"], gap["beyond"], gap["error"]) == (2, 2, "") and proof["holds"]
    assert "不在其最新树头之内" in "\n".join(of_proof(proof, "new"))


def test_a_target_with_another_history_is_a_fault(
    shop: Any, place: Path, tmp_path: Path, empty_database: str, target: Path
) -> None:
    shop(2)
    sealed_and_exported()
    made = backup(place)
    (path,) = (target / "entries").glob("*.jsonl")
    lines = path.read_text().splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), "leaf_hash": "00" * 32})
    path.write_text("\n".join(lines) + "\n")
    proof = restore(made, tmp_path / "new", database=empty_database)
    assert any("target" in fault for fault in proof["faults"])


@pytest.mark.fault(31)
def test_missing_documents_are_listed_and_their_records_marked(
    shop: Any, place: Path, tmp_path: Path, empty_database: str
) -> None:
    hashes = shop(12)
    made = backup(place)
    for digest in hashes[:9]:
        in_pool(made.pool, digest).unlink()
    flip(in_pool(made.pool, hashes[9]))
    proof = restore(made, tmp_path / "new", database=empty_database)
    assert set(proof["documents"]["missing"]) == set(hashes[:10])
    records = proof["documents"]["records"]
    assert {r["hash"] for r in records} == set(hashes[:10])
    assert all(r["record"].startswith("core_access.grant ") for r in records)
    assert not proof["holds"] and len([f for f in proof["faults"] if "document" in f]) >= 10


def test_a_place_that_is_not_empty_is_refused(shop: Any, place: Path, tmp_path: Path,
                                              empty_database: str) -> None:  # fmt: skip
    made = backup(place)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(BackupError, match="不是空的"):
        restore(made, tmp_path / "full", database=empty_database)
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_a_damaged_backup_is_refused_before_anything_is_written(
    shop: Any, place: Path, tmp_path: Path, empty_database: str
) -> None:
    made = backup(place)
    flip(made.database)
    with pytest.raises(BackupError, match="缺失或损坏"):
        restore(made, tmp_path / "new", database=empty_database)
    assert not (tmp_path / "new").exists()


def test_a_copy_that_is_not_the_manifests_is_found(
    shop: Any, place: Path, tmp_path: Path, empty_database: str
) -> None:
    shop(1)
    made = backup(place)
    path = made.folder / "manifest.json"
    said = json.loads(path.read_text())
    said["counts"]["document"] += 1
    path.write_text(json.dumps(said))
    proof = restore(made, tmp_path / "new", database=empty_database)
    assert any("table document: 1 rows" in fault for fault in proof["faults"])


def test_a_drill_is_written_down_and_leaves_nothing(
    shop: Any, place: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    digest = shop(2)[0]
    made = backup(place)
    done, proof = drill(place)
    assert (done.outcome, done.backup, done.missing) == ("passed", made.manifest.name, 0)
    assert proof and proof["holds"] and done.newer is None
    in_pool(made.pool, digest).unlink()
    done, _proof = drill(place)
    assert (done.outcome, done.missing) == ("failed", 1) and done.faults
    assert Drill.objects.count() == 2 and not list((tmp_path / "temporary").iterdir())
