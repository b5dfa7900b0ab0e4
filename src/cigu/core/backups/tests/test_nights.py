"""The worker's night: a backup and a drill when they are due, and an alarm for what failed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cigu.core.access.factories import make_user
from cigu.core.backups import nightly
from cigu.core.backups.disks import watch_disks
from cigu.core.backups.manifest import folders, in_pool
from cigu.core.backups.models import Drill
from cigu.core.backups.overview import overview
from cigu.core.documents.store import path_of
from cigu.core.jobs.running import run_job, start_job
from cigu.core.notices.alarms import open_alarms

from .conftest import flip


@pytest.fixture(autouse=True)
def nights(settings: Any, place: Path) -> None:
    settings.BACKUP_TO, settings.BACKUP_AT, settings.BACKUP_KEEP = place, time(2, 30), 3
    nightly._tried = None


def codes() -> set[str]:
    return {alarm.code for alarm in open_alarms()}


def test_without_a_folder_nothing_is_made_and_nothing_missed(settings: Any, shop: Any) -> None:
    settings.BACKUP_TO = None
    assert nightly.watch() is False and codes() == set()


def test_a_night_makes_a_backup_and_drills_it_once(shop: Any, place: Path) -> None:
    shop(2)
    assert nightly.watch() and len(folders(place)) == 1
    assert Drill.objects.get().outcome == "passed" and codes() == set()
    assert not nightly.watch(), "the next one is not due yet"
    now = timezone.localtime()
    due = now.replace(hour=2, minute=31)
    if due <= now + timedelta(minutes=2):  # this night's is over
        due += timedelta(days=1)
    assert not nightly._due(nightly.latest(place), due - timedelta(minutes=2))
    assert nightly._due(nightly.latest(place), due)


def test_a_backup_that_fails_is_an_alarm_until_one_succeeds(shop: Any, place: Path) -> None:
    shop(1)
    place.write_text("a file where a folder should be")
    assert not nightly.watch() and codes() == {"backup.failed", "backup.old"}
    assert not nightly.watch(), "tried again later, not at once"
    place.unlink()
    assert nightly.watch(timezone.now() + timedelta(minutes=16)) and codes() == set()


def test_a_rotten_document_is_found_that_night(shop: Any, place: Path) -> None:
    digest = shop(1)[0]
    flip(path_of(digest))
    nightly.watch()
    assert {"backup.failed", "documents.lost"} <= codes()
    assert overview(make_user("sysadmin")).documents == 1


def test_a_drill_that_fails_is_an_alarm(shop: Any, place: Path, monkeypatch: Any) -> None:
    digest = shop(1)[0]
    real = nightly.drill

    def rotten(folder: Path) -> Any:
        in_pool(folder / "pool", digest).unlink()
        return real(folder)

    monkeypatch.setattr(nightly, "drill", rotten)
    nightly.watch()
    assert codes() == {"drill.failed"} and Drill.objects.get().missing == 1


def test_an_old_backup_is_an_alarm(shop: Any, place: Path, settings: Any) -> None:
    nightly.watch()
    later: datetime = timezone.now() + timedelta(hours=27)
    nightly._watch_age(nightly.latest(place), later)
    assert codes() == {"backup.old"}


def test_a_disk_with_little_room_is_an_alarm_before_it_is_full(shop: Any, settings: Any) -> None:
    settings.DISK_MIN_MB = 10**9
    watch_disks()
    assert codes() == {"disk.low"}
    settings.DISK_MIN_MB = 1
    watch_disks()
    assert codes() == set()


@pytest.mark.parametrize(("role", "state"), [("sysadmin", "done"), ("officer", "failed")])
def test_jobs_of_the_system_administrator_alone(
    shop: Any, place: Path, role: str, state: str
) -> None:
    for kind in ("backup.make", "backup.drill"):
        job = start_job(kind, by=make_user(role))
        run_job.func(job.pk)
        job.refresh_from_db()
        assert job.state == state, job.error
    assert len(folders(place)) == (state == "done")


def test_what_the_administrator_sees(shop: Any, place: Path) -> None:
    admin = make_user("sysadmin")
    assert overview(admin).made_at is None
    nightly.watch()
    seen = overview(admin)
    assert seen.made_at is not None and [d.outcome for d in seen.drills] == ["passed"]
    assert overview(make_user("officer")).drills == []
    (kept,) = folders(place)
    (kept / "manifest.json").write_text("{")
    assert "manifest.json" in overview(admin).trouble
