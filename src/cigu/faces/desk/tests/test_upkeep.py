"""Jobs that the system administrator starts from the desk, and what they say afterwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cigu.core.access.factories import make_user
from cigu.core.access.models import User
from cigu.core.clock.business import fix_day
from cigu.core.invariants import asking
from cigu.core.invariants.registry import Invariant
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import run_job

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PANEL = "/", "/upkeep/"


@pytest.fixture
def keeper(db: Any) -> User:
    fix_day(date(2024, 6, 14))
    return make_user("sysadmin")


@pytest.fixture
def client(keeper: User) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


def run_all() -> None:
    for job in Job.objects.filter(state="waiting"):
        run_job.func(job.pk)


def broken(*_: Any) -> list[Invariant]:
    def fall() -> Any:
        raise ZeroDivisionError("no part of the database")

    return [
        Invariant("made.up", "this rule cannot be asked", fall),
        Invariant("made.whole", "this rule holds", lambda: iter(())),
    ]


def test_started_from_the_desk_and_told_there(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("cigu.core.jobs.checking.known", broken)
    assert client.post(PANEL, {"kind": "invariants.check"}).status_code == 302
    waiting = client.get(DESK).content.decode()
    assert 'hx-get="/upkeep/"' in waiting, "the panel asks again by itself"
    run_all()
    told = client.get(PANEL).content.decode()
    assert "已检查 2 条不变式，1 条不成立。" in told and "made.up" in told
    assert 'hx-get="/upkeep/"' not in told, "and stops when nothing runs"


def test_pressed_twice_it_is_one_job(client: Client) -> None:
    for _time in range(2):
        client.post(PANEL, {"kind": "invariants.check"})
    assert Job.objects.count() == 1


def test_what_waits_is_stopped(client: Client) -> None:
    client.post(PANEL, {"kind": "invariants.check"})
    client.post(PANEL, {"stop": str(Job.objects.get().uid)})
    run_all()
    assert Job.objects.get().state == "stopped"
    assert client.post(PANEL, {"stop": "nonsense"}).status_code == 404


def test_backups_are_offered_where_a_folder_is_named(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.BACKUP_TO = None
    assert "backup.make" not in client.get(PANEL).content.decode()
    settings.BACKUP_TO = tmp_path
    assert "backup.make" in client.get(PANEL).content.decode()
    assert client.post(PANEL, {"kind": "no.such"}).status_code == 404


def test_a_rule_that_breaks_has_failed_and_the_next_is_asked() -> None:
    answers = [asking.ask(rule) for rule in broken()]
    assert [answer.failed for answer in answers] == [True, False]
    assert answers[0].error.startswith("ZeroDivisionError")
