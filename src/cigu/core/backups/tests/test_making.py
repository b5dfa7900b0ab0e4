"""A backup is whole or none; it takes what the database speaks of, and says what it could not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cigu.core.audit.factories import seal_all
from cigu.core.backups.errors import BackupError
from cigu.core.backups.files import alone, hash_of
from cigu.core.backups.making import backup
from cigu.core.backups.manifest import folders, in_pool, latest, read
from cigu.core.documents.store import path_of

from .conftest import flip


def test_it_holds_database_documents_and_what_they_add_up_to(shop: Any, place: Path) -> None:
    hashes = shop(3)
    seal_all()
    made = backup(place)
    said = json.loads((made.folder / "manifest.json").read_text())
    assert set(made.documents()) == set(hashes)
    assert said["documents"] == {"count": 3, "bytes": sum(made.documents().values())}
    assert said["counts"]["document"] == 3 and said["leaves"]["count"] >= 3
    assert said["files"][made.database.name] == hash_of(made.database)
    assert all(hash_of(in_pool(place / "pool", h)) == h for h in hashes)
    assert read(place).manifest == made.manifest


def test_private_keys_only_where_they_were_asked_for(shop: Any, place: Path) -> None:
    shop(1)
    seal_all()
    names = {p.name for p in (backup(place).folder / "keys").iterdir()}
    assert names == {"0001.public"}
    whole = backup(place, private_keys=True)
    assert {"0001.ed25519", "0001.public"} < {p.name for p in (whole.folder / "keys").iterdir()}
    assert whole.manifest.private_keys


def test_a_folder_without_manifest_is_no_backup(shop: Any, place: Path) -> None:
    shop(1)
    first, second = backup(place), backup(place)
    (second.folder / "manifest.json").unlink()
    assert read(place).folder == first.folder
    with pytest.raises(BackupError, match="没有完整的备份"):
        read(second.folder)


def test_a_later_backup_shares_documents_and_looks_at_them_again(shop: Any, place: Path) -> None:
    (digest, other) = shop(2)
    backup(place)
    kept = in_pool(place / "pool", digest)
    untouched = in_pool(place / "pool", other).stat().st_ino
    flip(kept)
    backup(place)
    assert hash_of(kept) == digest
    assert in_pool(place / "pool", other).stat().st_ino == untouched


def test_the_pool_holds_copies_not_links(shop: Any, place: Path) -> None:
    (digest,) = shop(1)
    backup(place)
    flip(path_of(digest))
    assert hash_of(in_pool(place / "pool", digest)) == digest


def test_what_the_site_itself_has_lost_is_named(shop: Any, place: Path) -> None:
    lost, damaged, whole = shop(3)
    path_of(lost).unlink()
    flip(path_of(damaged))
    made = backup(place)
    assert set(made.manifest.missing) == {lost, damaged}
    assert in_pool(made.pool, whole).is_file() and not in_pool(made.pool, damaged).exists()


def test_older_backups_go_with_what_only_they_named(shop: Any, place: Path) -> None:
    (digest,) = shop(1)
    first = backup(place)
    stray = in_pool(place / "pool", "ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("of a backup that is gone")
    shop(1)
    second, third = backup(place, keep=2), backup(place, keep=2)
    assert folders(place) == [second.folder, third.folder]
    assert not first.folder.exists() and not stray.exists()
    assert in_pool(place / "pool", digest).is_file()


def test_nothing_is_cleared_while_a_backup_cannot_be_read(shop: Any, place: Path) -> None:
    (digest,) = shop(1)
    broken = backup(place)
    (broken.folder / "documents.txt").unlink()
    stray = in_pool(place / "pool", "ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("named by nobody, or by the one that cannot be read")
    backup(place, keep=5)
    assert stray.exists() and in_pool(place / "pool", digest).is_file()


def test_one_works_in_a_folder_at_a_time(shop: Any, place: Path) -> None:
    with alone(place), pytest.raises(BackupError, match="正在使用"):
        backup(place)
    assert latest(place) is None
    backup(place)


def test_a_disk_that_cannot_be_written_keeps_earlier_backups(shop: Any, place: Path) -> None:
    shop(1)
    first = backup(place)
    shop(1)
    shutil.rmtree(place / "pool")
    (place / "pool").write_text("in the way")
    with pytest.raises(BackupError, match="以前的备份没有变化"):
        backup(place)
    assert folders(place) == [first.folder] and not list(place.glob(".begun-*"))


def test_a_manifest_of_another_format_is_not_guessed_at(shop: Any, place: Path) -> None:
    made = backup(place)
    path = made.folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(BackupError, match="99"):
        read(place)
