"""A migration killed between two statements: rolled back whole, no site on it, finished later."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT, environment

from .site import command

pytestmark = pytest.mark.served

STATEMENTS = (9, 333)
REFUSED = "没有完成"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """Of the kind that the suite runs on: empty for a SQLite file."""
    address = os.environ.get("CIGU_DATABASE", "")
    if not address.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"cigu_fault_{secrets.token_hex(4)}"
    with psycopg.connect(address.rpartition("/")[0] + "/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{address.rpartition('/')[0]}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def schema(data: Path, database: str) -> str:
    """What the tables look like, by the program's own eyes."""
    script = (
        "import django; django.setup()\n"
        "from django.db import connection as c\n"
        "with c.cursor() as x:\n"
        "  for t in sorted(c.introspection.table_names()):\n"
        "    columns = sorted(f.name for f in c.introspection.get_table_description(x, t))\n"
        "    rules = sorted(map(str, c.introspection.get_constraints(x, t).items()))\n"
        "    print(t, columns, rules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT,
        env=environment(data, database) | {"DJANGO_SETTINGS_MODULE": "cigu.config.settings"},
    )  # fmt: skip
    return done.stdout


@pytest.mark.fault(2)
@pytest.mark.parametrize("at", STATEMENTS)
def test_a_killed_migration_stops_the_site_until_it_is_finished(
    tmp_path: Path, database: str, at: int
) -> None:
    data = tmp_path / "data"
    extra = {"CIGU_DATABASE": database}
    armed = {**extra, "CIGU_FAIL_AT": f"migrate.statement:{at}"}
    assert command("migrate", data=data, extra=armed).returncode == -9
    early = command("work", "--once", data=data, extra=extra)
    assert early.returncode == 2
    assert REFUSED in early.stderr or "no tables" in early.stderr, early.stderr
    refused = command("serve", "--port", "1", data=data, extra=extra)
    assert refused.returncode == 2 and REFUSED in refused.stderr
    assert "cigu migrate" in refused.stderr and "cigu restore" in refused.stderr
    entry = subprocess.run(
        [sys.executable, "-c", "import cigu.config.wsgi"], cwd=ROOT, capture_output=True,
        text=True, env=environment(data, database), check=False,
    )  # fmt: skip
    assert entry.returncode != 0 and REFUSED in entry.stderr, "another server's entry, too"
    finished = command("migrate", data=data, extra=extra)
    assert finished.returncode == 0, finished.stderr
    assert command("numbers", "list", data=data, extra=extra).returncode == 0
    assert "cigu_migrating" not in schema(data, database)


@pytest.mark.fault(2)
def test_a_finished_one_is_as_if_nothing_had_happened(tmp_path: Path) -> None:
    clean, stopped = tmp_path / "clean", tmp_path / "stopped"
    assert command("migrate", data=clean).returncode == 0
    for at in (20, 90):
        armed = {"CIGU_FAIL_AT": f"migrate.statement:{at}"}
        assert command("migrate", data=stopped, extra=armed).returncode == -9
    assert command("migrate", data=stopped).returncode == 0
    assert schema(stopped, "") == schema(clean, "")


def test_a_database_older_than_the_program_is_refused_and_backed_up_first(tmp_path: Path) -> None:
    data, place = tmp_path / "data", tmp_path / "backups"
    for app in ("core_numbers", "core_documents", "core_audit", "core_places"):
        older = [sys.executable, "manage.py", "migrate", app, "--no-input"]
        subprocess.run(older, cwd=ROOT, env=environment(data), check=True, capture_output=True)
    refused = command("check", data=data)
    assert refused.returncode == 2 and "数据库比本程序旧" in refused.stderr
    done = command("migrate", data=data, extra={"CIGU_BACKUP_TO": str(place)})
    assert done.returncode == 0 and "升级前已备份" in done.stderr, done.stderr
    new = tmp_path / "new"
    back = command("restore", str(place), "--to", str(new), "--json", data=tmp_path / "fresh")
    proof = json.loads(back.stdout)
    assert back.returncode == 0 and len(proof["migrated"]) > 10, proof["faults"]
    assert schema(new, "") == schema(data, "")
