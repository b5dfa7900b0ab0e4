"""A copy of the database as it was at one moment, while others go on writing.

SQLite: the backup interface over a read transaction that is held, so that no writer waits and the
copy never starts again. PostgreSQL: ``pg_dump`` on a snapshot that a read-only transaction
exports. What the manifest says is read from the same moment.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess  # pg_dump and pg_restore with fixed arguments, never a shell
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from .errors import BackupError
from .files import flush

APPLIED = "SELECT app, name FROM django_migrations ORDER BY id"
PAGES = 2000  # of SQLite, copied between two looks at the clock
Tell = Callable[[str, int, int], None]
Rows = Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def snapshot(to: Path, tell: Tell) -> Iterator[Rows]:
    """Copy the site's database to ``to``; yields a reader of that same moment."""
    if connection.vendor == "postgresql":
        with _postgres(to, tell) as rows:
            yield rows
    else:
        _sqlite(Path(str(connection.settings_dict["NAME"])), to, tell)
        with reading_sqlite(to) as rows:
            yield rows


@contextmanager
def reading_sqlite(path: Path) -> Iterator[Rows]:
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as file:
        yield lambda sql: file.execute(sql).fetchall()


PLACE = ("dbname", "user", "password", "host", "port")
SSL = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # libpq reads them from PGSSLMODE … too


@contextmanager
def reading_postgres(parameters: dict[str, Any]) -> Iterator[Rows]:
    """In one read-only transaction that nothing times out."""
    import psycopg

    with psycopg.connect(**parameters) as server:
        server.execute("SET idle_in_transaction_session_timeout = 0")
        server.execute("SET statement_timeout = 0")
        server.commit()
        server.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield lambda sql: server.execute(sql).fetchall()


def parameters() -> dict[str, Any]:
    """How to reach the site's PostgreSQL, without what belongs to Django."""
    given = connection.get_connection_params()
    return {k: given[k] for k in (*PLACE, *SSL) if given.get(k)}


def _sqlite(source: Path, to: Path, tell: Tell) -> None:
    what = _("database")
    with (
        closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(to)) as copy,
    ):
        live.isolation_level = None
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here the moment holds
        live.backup(copy, pages=PAGES, progress=lambda _s, left, of: tell(what, of - left, of))
        live.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        check_pages(copy)
    flush(to)


def check_pages(copy: sqlite3.Connection) -> None:
    """A flipped page of the database is found when it is copied, not when it is needed."""
    try:
        told = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        told = [str(error)]
    if told != ["ok"]:
        raise damaged("; ".join(told))


def damaged(what: str) -> BackupError:
    return BackupError(
        "database_damaged", _("The database is damaged: %(what)s.") % {"what": what},
        remedy=_("No backup was made of it. Restore the last good one with `cigu restore`."),
    )  # fmt: skip


@contextmanager
def _postgres(to: Path, tell: Tell) -> Iterator[Rows]:
    with reading_postgres(parameters()) as rows:
        ((exported,),) = rows("SELECT pg_export_snapshot()")
        tell(_("database"), 0, 1)
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
            f"--snapshot={exported}", f"--file={to}", at=parameters())  # fmt: skip
        tell(_("database"), 1, 1)
        flush(to)
        yield rows


def run(program: str, *words: str, at: dict[str, Any]) -> None:
    """A client program of PostgreSQL; the password goes by the environment."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            "no_program", _("%(program)s is not installed here.") % {"program": program},
            remedy=_("Install PostgreSQL's client programs, not older than the server."),
        )  # fmt: skip
    names = {"PG" + {"dbname": "database"}.get(k, k).upper(): str(v) for k, v in at.items()}
    environment = {**os.environ, **names}
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [found, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupError(
            "program_failed", _("%(program)s failed: %(why)s")
            % {"program": program, "why": done.stderr.strip()[-500:]},
        )  # fmt: skip


def told(rows: Rows) -> dict[str, Any]:
    """What the manifest says of the database: migrations, head, leaves, rows. Tables that this
    program has and the database not yet are left out: a backup is made before an upgrade."""
    head = rows("SELECT size, root FROM audit_head ORDER BY size DESC LIMIT 1")
    ((count, last),) = rows("SELECT count(*), max(id) FROM audit_leaf")
    at = rows(f"SELECT recorded_at FROM audit_leaf WHERE id = {int(last or 0)}")  # noqa: S608
    ours = {model._meta.db_table for model in apps.get_models()}
    return {
        "migrations": [list(r) for r in rows(APPLIED)],
        "head": {"size": head[0][0], "root": head[0][1]} if head else None,
        "leaves": {"count": count, "last_id": last, "last_at": str(at[0][0]) if at else None},
        "counts": counts(rows, ours & set(connection.introspection.table_names())),
    }


def counts(rows: Rows, tables: Iterable[str]) -> dict[str, int]:
    return {t: rows(f'SELECT count(*) FROM "{t}"')[0][0] for t in sorted(tables)}  # noqa: S608


def documents(rows: Rows) -> dict[str, int]:
    found = rows("SELECT DISTINCT content_hash, size FROM document ORDER BY content_hash")
    return {str(digest): int(size) for digest, size in found}
