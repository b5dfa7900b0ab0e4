"""Put a backup back into an empty place and have the copy prove itself there.

The proof runs as a process of its own, with settings that name the new place: nothing of it can
touch the site that runs here. Until it has ended, the new place holds ``.restoring`` and no site
starts on it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess  # our own module with fixed arguments, never a shell
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cigu.core.database.points import reach
from cigu.core.personal.erasures import merge, read

from . import snapshots
from .errors import BackupError
from .files import copy_checked, flush, hash_of
from .manifest import Backup, in_pool

RESTORING, REPORT = ".restoring", "restore-report.json"
DATABASE = "cigu.sqlite3"
Tell = Callable[[str, int, int], None]
Then = Callable[[dict[str, str]], dict[str, Any]]


def restore(
    backup: Backup,
    to: Path,
    *,
    database: str = "",
    keys: Path | None = None,
    lost: str = "",
    then: Then | None = None,
    tell: Tell = lambda what, done, total: None,
) -> dict[str, Any]:
    """Returns what the proof found; ``proving.Proof`` names its parts. ``keys``: the folder of
    keys, kept apart from the backup. ``lost``: the old database, where it can still be read.
    ``then``: work in the new place after its proof and before a site may start on it."""
    _check(backup, to, database)
    backup.check_files()
    made = not to.exists()
    try:
        to.mkdir(parents=True, exist_ok=True)
        to.chmod(0o700)
        (to / RESTORING).touch()
        _files(backup, to, keys, tell)
        reach("restore.documents_copied")
        _database(backup, to, database)
    except BaseException as error:
        _undo(to, made)
        if isinstance(error, OSError):
            raise BackupError(
                "not_restored", _("The backup could not be restored to %(to)s: %(why)s.")
                % {"to": to, "why": error.strerror or error},
            ) from error  # fmt: skip
        raise
    reach("restore.database_copied")
    proof = _proved(backup, to, database, lost)
    listed = _list_of_erased(backup, to)
    if then is not None and proof["marks_checked"]:
        proof["then"] = then(environment(to, database))
    elif then is not None:  # a leaf marked by no key of the site would look like a forgery later
        proof["then"] = {"listed": listed, "erased": 0, "waits": True}
    report = to / REPORT
    report.write_text(json.dumps(proof, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (to / RESTORING).unlink()
    flush(to)
    return proof


def _check(backup: Backup, to: Path, database: str) -> None:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BackupError(
            "not_empty", _("%(to)s is not empty.") % {"to": to},
            remedy=_("Nothing was written. Name a folder that does not exist yet."),
        )  # fmt: skip
    kind = "postgresql" if database else "sqlite"
    if backup.manifest.kind != kind:
        raise BackupError(
            "other_kind",
            _("The backup is of %(theirs)s; the place to restore to is %(ours)s.")
            % {"theirs": backup.manifest.kind, "ours": kind},
            remedy=_("For PostgreSQL name an empty database with --database; for SQLite none."),
        )
    if database:
        _check_database(database)


def _check_database(address: str) -> None:
    import psycopg

    try:
        with snapshots.reading_postgres(reached(address)) as rows:
            tables = rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")[0][0]
    except psycopg.OperationalError as error:
        raise BackupError(
            "no_database", _("The database to restore to does not answer: %(why)s")
            % {"why": str(error).strip()}, remedy=_("Make an empty database first."),
        ) from None  # fmt: skip
    if tables:
        raise BackupError(
            "not_empty", _("The database to restore to holds %(count)d tables.")
            % {"count": tables}, remedy=_("Nothing was written. Name an empty database."),
        )  # fmt: skip


def reached(address: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    return {k: v for k, v in conninfo_to_dict(address).items() if v is not None}


def _files(backup: Backup, to: Path, keys: Path | None, tell: Tell) -> None:
    """Documents that the pool holds whole, and keys. What is lost the proof will name."""
    listed = backup.documents()
    (to / "documents").mkdir()
    for at, digest in enumerate(listed, 1):
        copy_checked(in_pool(backup.pool, digest), in_pool(to / "documents", digest), digest)
        tell(_("documents"), at, len(listed))
    (to / "keys").mkdir(mode=0o700)
    for folder in (backup.folder / "keys", keys):
        for path in sorted(folder.glob("[!.]*")) if folder else []:
            copy_checked(path, to / "keys" / path.name, hash_of(path))
            (to / "keys" / path.name).chmod(0o600)


def _database(backup: Backup, to: Path, database: str) -> None:
    if not database:
        digest = backup.manifest.files[backup.database.name]
        copy_checked(backup.database, to / DATABASE, digest)
        return
    at = reached(database)
    snapshots.run(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        f"--dbname={at['dbname']}", str(backup.database), at=at,
    )  # fmt: skip


def _list_of_erased(backup: Backup, to: Path) -> int:
    """Who was erased since the backup is known outside of it: by the site's own list, and by the
    copy of it that lies beside the backups. Where the list has a fixed place, it stays there."""
    own = settings.ERASURES
    here = own if "CIGU_ERASURES" in os.environ else to / own.name
    for known in (own, backup.folder.parent / own.name):
        if known != here:
            merge(known, here)
    return len(read(here))


def _undo(to: Path, made: bool) -> None:
    """A restore that failed leaves the place as it found it: empty, or not there."""
    for path in list(to.iterdir()) if to.is_dir() else []:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if made and to.is_dir():
        to.rmdir()


def _proved(backup: Backup, to: Path, database: str, lost: str) -> dict[str, Any]:
    words = [sys.executable, "-m", "cigu.core.backups.proving", str(backup.folder)]
    done = subprocess.run(  # noqa: S603 - our own module
        [*words, *([lost] if lost else [])], env=environment(to, database), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise BackupError(
            "not_proved",
            _("The copy in %(to)s could not be proved: %(why)s")
            % {"to": to, "why": done.stderr.strip()[-800:]},
            remedy=_("Do not work with it. Take another backup."),
        )
    proof: dict[str, Any] = json.loads(done.stdout)
    return proof


def environment(to: Path, database: str) -> dict[str, str]:
    """Settings of a site that stands in the new place; it makes no backups."""
    return {
        **os.environ, "CIGU_DATA": str(to), "CIGU_DATABASE": database, "CIGU_MODE": settings.MODE,
        "CIGU_AUDIT_KEYS": str(to / "keys"), "CIGU_AUDIT_ORIGIN": settings.AUDIT_ORIGIN,
        "CIGU_AUDIT_EXPORT": ",".join(map(str, settings.AUDIT_EXPORT)), "CIGU_BACKUP_TO": "",
    }  # fmt: skip
