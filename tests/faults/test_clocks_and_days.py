"""The clock of the machine goes back an hour or forward a year; midnight, leap days and the turn of
the year by the calendar of the place."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cigu.core.clock.business import due, today
from cigu.core.numbers.actions import next_number
from tests.flows.conftest import ROOT, copy_of, demo_year, environment

pytestmark = pytest.mark.served

__all__ = ["demo_year"]


def at(when: str, *words: str, data: Path) -> subprocess.CompletedProcess[str]:
    """``cigu WORDS`` on a machine whose clock says ``when``, in the time zone of the place."""
    tool = shutil.which("faketime")
    if tool is None:
        pytest.skip("no faketime here; on Debian: apt-get install faketime")
    return subprocess.run(
        [tool, "-f", f"@{when}", sys.executable, "-m", "cigu.faces.cli", *words],
        env=environment(data) | {"TZ": "Asia/Shanghai"}, cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip


@pytest.fixture
def year(demo_year: Path, tmp_path: Path) -> Path:
    """Its day is the machine's; the last round was on the day the year ends with."""
    data = copy_of(demo_year, tmp_path / "year")
    change(data, "update clock_setting set today = null, swept_on = '2024-06-14'")
    return data


def change(data: Path, sql: str) -> None:
    with sqlite3.connect(data / "cigu.sqlite3") as db:
        db.execute(sql)


def ask(data: Path, sql: str) -> list[Any]:
    with sqlite3.connect(data / "cigu.sqlite3") as db:
        return [row[0] for row in db.execute(sql)]


OPEN = "select number from match where state = 'proposed' order by number"
ALARMS = "select code from alarm where cleared_at is null order by code"


@pytest.mark.fault(8)
def test_a_clock_a_year_ahead_lets_nothing_lapse_before_a_person_has_looked(year: Path) -> None:
    waiting = ask(year, OPEN)
    assert len(waiting) > 3
    done = at("2025-06-16 10:00:00", "work", "--once", data=year)
    assert done.returncode == 0, done.stderr[-2000:]
    assert ask(year, OPEN) == waiting and "clock.jump" in ask(year, ALARMS)
    again = at("2024-06-17 10:00:00", "work", "--once", data=year)
    assert again.returncode == 0 and "clock.jump" not in ask(year, ALARMS)
    assert (
        at("2025-06-16 10:00:00", "clock", "confirm", "--by", "nobody", data=year).returncode != 0
    )
    confirmed = at("2025-06-16 10:00:00", "clock", "confirm", "--by", "sysadmin", data=year)
    assert confirmed.returncode == 0, confirmed.stderr
    assert at("2025-06-16 10:01:00", "work", "--once", data=year).returncode == 0
    assert len(ask(year, OPEN)) < len(waiting) and "clock.jump" not in ask(year, ALARMS)
    assert at("2025-06-16 10:02:00", "audit", "verify", data=year).returncode == 0


@pytest.mark.fault(8)
def test_an_hour_that_comes_twice_changes_no_order_and_is_told(year: Path) -> None:
    (newest,) = ask(year, "select max(recorded_at) from audit_leaf")
    then = datetime.fromisoformat(newest).replace(tzinfo=UTC).timestamp() - 3600
    local = datetime.fromtimestamp(then, timezone.get_default_timezone())
    done = at(f"{local:%Y-%m-%d %H:%M:%S}", "work", "--once", data=year)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "clock.back" in ask(year, ALARMS)
    assert at(f"{local:%Y-%m-%d %H:%M:%S}", "audit", "verify", data=year).returncode == 0
    places = ask(year, 'select leaf_id from audit_sealed order by "index"')
    assert places == sorted(places), "the order is that of the changes, whatever the clock said"


@pytest.mark.fault(9)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "day", "number"),
    [
        ("2023-12-31T15:59:59", date(2023, 12, 31), "Z-2023-0001"),
        ("2023-12-31T16:00:00", date(2024, 1, 1), "Z-2024-0001"),
        ("2024-02-28T16:00:00", date(2024, 2, 29), "Z-2024-0001"),
        ("2024-02-29T16:00:00", date(2024, 3, 1), "Z-2024-0001"),
    ],
)
def test_the_day_and_the_series_are_those_of_the_place(
    monkeypatch: pytest.MonkeyPatch, moment: str, day: date, number: str
) -> None:
    """UTC on the machine, 包头 in the books: after 16:00 UTC it is the next day there."""
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert today() == day
    with transaction.atomic():
        assert next_number("Z", today()) == number


@pytest.mark.fault(9)
@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2024, 2, 28), 1, date(2024, 2, 29)), (date(2024, 2, 29), 1, date(2024, 3, 1)),
        (date(2023, 2, 28), 1, date(2023, 3, 1)), (date(2023, 12, 29), 1, date(2024, 1, 2)),
        (date(2023, 12, 31), 5, date(2024, 1, 8)),
    ],
)  # fmt: skip
def test_terms_run_over_leap_days_and_new_year(start: date, days: int, last: date) -> None:
    """1 January 2024 was a holiday."""
    assert due(start, days).date == last
