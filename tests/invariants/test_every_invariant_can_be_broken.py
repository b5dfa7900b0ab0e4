"""Every hand-written rule has somebody who breaks it, and then names the record; so has one rule
of each generated family. What the demo year holds breaks none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction

from cigu.core.invariants.asking import ask, known
from tests.flows.conftest import demo_year

from . import core, families, records, work

__all__ = ["demo_year"]

BREAKERS = {**core.BREAKERS, **records.BREAKERS, **work.BREAKERS}
FAMILY = re.compile(r"^(audit|flow|numbers)\.(\w+)\.(\w+)$")


@pytest.fixture(scope="module")
def copied(demo_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("broken")
    shutil.copy(demo_year / "cigu.sqlite3", folder)
    return folder


@pytest.fixture(scope="module")
def year(copied: Path, demo_year: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A copy of the year in SQLite, whatever the suite runs on; the database checks nothing."""
    kept, plain = connections["default"], connections.settings["default"]
    folder = settings.DOCUMENTS
    settings.DOCUMENTS = demo_year / "documents"
    file = {
        **plain, "ENGINE": "cigu.core.database.sqlite", "NAME": str(copied / "cigu.sqlite3"),
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    }  # fmt: skip
    connections.settings["default"] = file
    connections["default"] = connections.create_connection("default")
    with django_db_blocker.unblock():
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield connections["default"]
        connections["default"].close()
    connections.settings["default"], connections["default"] = plain, kept
    settings.DOCUMENTS = folder


def by_name(name: str) -> Any:
    (rule,) = known(name)
    return rule


def hand_written() -> list[str]:
    return [rule.name for rule in known() if not FAMILY.match(rule.name)]


def test_the_demo_year_breaks_none(year: Any) -> None:
    failed = [answer for answer in map(ask, known()) if answer.failed]
    assert [(a.name, a.first, a.error) for a in failed] == []


@pytest.mark.parametrize("name", sorted({**BREAKERS, **families.BREAKERS}))
def test_a_broken_rule_names_the_record(name: str, year: Any) -> None:
    breaker = {**BREAKERS, **families.BREAKERS}[name]
    with transaction.atomic():
        named = breaker()
        answer = ask(by_name(name), show=10_000)
        transaction.set_rollback(True)
    assert not answer.error
    assert any(named in found for found in answer.first), (named, answer.first[:3])


def test_every_hand_written_rule_is_broken_here() -> None:
    assert set(hand_written()) == set(BREAKERS)
    assert len(BREAKERS) >= 90


def test_every_family_is_broken_here() -> None:
    kinds = {m.group(1, 3) for m in map(FAMILY.match, (r.name for r in known())) if m}
    broken = {m.group(1, 3) for m in map(FAMILY.match, families.BREAKERS) if m}
    assert kinds == broken


def test_there_are_at_least_two_hundred() -> None:
    assert len(known()) >= 200


@pytest.mark.django_db
def test_every_rule_can_be_asked_on_this_database() -> None:
    """On PostgreSQL as on SQLite: a question that the database does not understand has failed."""
    assert [(a.name, a.error or a.first) for a in map(ask, known()) if a.failed] == []
