"""No site on a database that is not the one its program knows.

``begin`` leaves a table behind, in a transaction of its own, and ``end`` takes it away: where it
stands and nobody is migrating, a migration was stopped. Each migration is one transaction, so what
the stopped one did was rolled back whole; those before it stand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import BackupError
from .restoring import RESTORING

TABLE = "cigu_migrating"
NEEDED = {"audit_leaf", "audit_head", "document", "django_migrations"}  # of a backup


def begin() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (begun_at varchar(40))")
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - a fixed name
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s)", [timezone.now().isoformat()])  # noqa: S608


def end() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def unfinished() -> str:
    """When a migration began that has not ended; empty where none has."""
    if TABLE not in connection.introspection.table_names():
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT begun_at FROM {TABLE}")  # noqa: S608 - a fixed name
        row = cursor.fetchone()
    return str(row[0]) if row else _("an unknown time")


def unapplied() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _back in plan]


def check_not_stopped() -> None:
    """Before anything brings the tables up to date by itself."""
    if (Path(settings.DATA) / RESTORING).exists():
        raise BackupError(
            "half_restored", _("The data folder %(folder)s holds a restore that did not end.")
            % {"folder": settings.DATA},
            remedy=_("Remove the folder and run `cigu restore` again."),
        )  # fmt: skip
    since = unfinished()
    if since:
        raise BackupError(
            "half_migrated",
            _("A migration that began at %(since)s has not ended, or still runs.")
            % {"since": since},
            remedy=_("If none runs, finish it with `cigu migrate`, or restore the last backup "
                     "with `cigu restore`. The site does not start before."),
        )  # fmt: skip


def check_ready() -> None:
    """Raise unless the tables are those of this program."""
    check_not_stopped()
    waiting = unapplied()
    if waiting:
        raise BackupError(
            "not_migrated",
            _("The database is older than this program: %(count)d migrations wait, first "
              "%(first)s.") % {"count": len(waiting), "first": waiting[0]},
            remedy=_("Make a backup with `cigu backup`, then run `cigu migrate`."),
        )  # fmt: skip


def bring_up(tell: Callable[[str], None]) -> list[str]:
    """Bring the tables up to this program. A database that holds something is backed up first,
    where the settings name a folder for it. Returns what was applied."""
    from .making import backup

    waiting, since = unapplied(), unfinished()
    holds = set(connection.introspection.table_names()) >= NEEDED
    if waiting and settings.BACKUP_TO and holds:
        made = backup(settings.BACKUP_TO)
        tell(_("Before the migrations a backup was made: %(folder)s") % {"folder": made.folder})
    call_command("migrate", interactive=False, verbosity=0)
    if since:  # it may have been stopped behind its last step
        end()
    return waiting


def check_at_start() -> None:
    """For the server's entry; leaves no connection behind for its threads."""
    try:
        check_ready()
    finally:
        connection.close()
