"""A backup from before an erasure is put back: in the copy the person is gone as well."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cigu.core.access.models import User
from cigu.core.backups.making import backup
from cigu.core.backups.restoring import environment, restore
from cigu.core.backups.tests.conftest import empty_database
from cigu.core.backups.wording import of_proof
from cigu.core.personal import erasures
from cigu.faces.cli.restore import erase_again
from cigu.faces.privacy.erasing import erase
from cigu.faces.privacy.subjects import subject_of

from .conftest import NAME, ON, PHONE

__all__ = ["empty_database"]


@pytest.fixture
def site(shared_database: Any, documents: Path) -> Any:
    return shared_database


def rows_of(to: Path, database: str, question: str) -> list[Any]:
    """Asked of the copy itself."""
    if database:
        import psycopg

        with psycopg.connect(database) as copy:
            return list(copy.execute(question).fetchall())
    import sqlite3

    with sqlite3.connect(to / "cigu.sqlite3") as copy:
        return list(copy.execute(question).fetchall())


PEOPLE = "select name, contact from person"
ACCOUNTS = "select name from user_account"


@pytest.mark.parametrize("own_list", ["kept", "lost"])
def test_who_was_erased_after_the_backup_is_erased_in_the_copy(
    site: Any, expert: Any, officer: Any, settings: Any, tmp_path: Path, empty_database: str,
    own_list: str,
) -> None:  # fmt: skip
    """Also where the machine and with it the list were lost: a copy lies beside the backups."""
    place, to = tmp_path / "backups", tmp_path / "new"
    before = backup(place, private_keys=True)
    erase(subject_of(expert.user), by=officer, on=ON, number="GS-2024-0001")
    backup(place)
    if own_list == "lost":
        settings.ERASURES.unlink()
    proof = restore(before, to, database=empty_database, then=erase_again)
    assert proof["holds"]
    assert proof["then"] == {"listed": 1, "erased": 1, "waits": False}
    assert (NAME, PHONE) not in rows_of(to, empty_database, PEOPLE)
    assert (expert.user.name,) not in rows_of(to, empty_database, ACCOUNTS)
    assert erasures.read(to / "erasures.jsonl")[0]["user"] == str(expert.user.uid)
    assert "再次办理 1 项" in "\n".join(of_proof(proof, str(to)))
    assert erase_again(environment(to, empty_database))["erased"] == 0


def test_without_the_keys_it_waits_for_the_first_start(
    site: Any, expert: Any, officer: Any, tmp_path: Path, empty_database: str
) -> None:
    """A leaf that no key marks would look like a forgery later."""
    place, to = tmp_path / "backups", tmp_path / "new"
    before = backup(place)
    erase(subject_of(expert.user), by=officer, on=ON)
    proof = restore(before, to, database=empty_database, then=erase_again)
    assert proof["then"] == {"listed": 1, "erased": 0, "waits": True}
    assert "首次启动" in "\n".join(of_proof(proof, str(to)))
    assert (NAME, PHONE) in rows_of(to, empty_database, PEOPLE)
    assert erase_again(environment(to, empty_database))["erased"] == 1, "the first start does it"


def test_the_list_of_the_backups_is_added_to_and_never_shortened(
    site: Any, expert: Any, officer: Any, settings: Any, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    erasures.append(place / settings.ERASURES.name, {"user": "old", "parties": [], "on": "",
                                                     "number": ""})  # fmt: skip
    erase(subject_of(expert.user), by=officer, on=ON)
    backup(place)
    listed = erasures.read(place / settings.ERASURES.name)
    assert [entry["user"] for entry in listed] == ["old", str(expert.user.uid)]
    backup(place)
    assert len(erasures.read(place / settings.ERASURES.name)) == 2
    assert connection.vendor and User.objects.filter(pk=expert.user.pk, is_active=False).exists()
    assert "CIGU_ERASURES" not in os.environ
