"""Make a backup beside the running site: the database first, then its documents, last the manifest.

Killed at any point it leaves no backup, only a beginning that the next run removes. Documents that
had been copied stay in the pool, so that the next run goes on where this one stopped.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.audit import keys
from cigu.core.database.points import reach
from cigu.core.database.storage import DAMAGED, kind_of
from cigu.core.documents.store import path_of
from cigu.core.personal.erasures import merge

from . import snapshots
from .errors import BackupError
from .files import alone, copy_checked, flush, hash_of, remove, write
from .manifest import (
    DATABASES,
    DOCUMENTS,
    POOL,
    Backup,
    Manifest,
    folders,
    in_pool,
    read,
)

Tell = Callable[[str, int, int], None]
log = logging.getLogger(__name__)
PUBLIC = "*.public"


def quiet(what: str, done: int, total: int) -> None:
    return


def backup(
    to: Path, *, private_keys: bool = False, keep: int | None = None, tell: Tell = quiet
) -> Backup:
    """A new backup in ``to``; with ``keep``, only so many newest stay. No writer waits for it."""
    with alone(to):
        _clear_beginnings(to)
        try:
            made = _make(to, private_keys, tell)
        except (OSError, sqlite3.Error) as error:
            if kind_of(error) == DAMAGED:
                raise snapshots.damaged(str(error)) from error
            raise BackupError(
                "not_written", _("The backup could not be written to %(folder)s: %(why)s.")
                % {"folder": to, "why": getattr(error, "strerror", None) or error},
                remedy=_("Make room or name another disk. Earlier backups are as they were."),
            ) from error  # fmt: skip
        finally:
            _clear_beginnings(to)
        if keep:
            _retire(to, keep)
    return made


def _make(to: Path, private_keys: bool, tell: Tell) -> Backup:
    began = timezone.now()
    name = f"{began:%Y%m%dT%H%M%S}.{began.microsecond // 1000:03d}Z"
    beginning = to / f".begun-{name}"
    beginning.mkdir()
    kind = _kind()
    with snapshots.snapshot(beginning / DATABASES[kind], tell) as rows:
        said, listed = snapshots.told(rows), snapshots.documents(rows)
    reach("backup.database_copied")
    missing = _collect(to / POOL, listed, tell)
    reach("backup.documents_copied")
    lines = "".join(f"{digest} {size}\n" for digest, size in listed.items())
    write(beginning / DOCUMENTS, lines)
    _keys(beginning / "keys", private_keys)
    manifest = Manifest(
        name=name, code=_version(), kind=kind, began=began.isoformat(),
        ended=timezone.now().isoformat(), **said, missing=missing, private_keys=private_keys,
        documents={"count": len(listed), "bytes": sum(listed.values())},
        files={str(p.relative_to(beginning)): hash_of(p)
               for p in sorted(beginning.rglob("*")) if p.is_file()},
    )  # fmt: skip
    flush(beginning)
    manifest.write(beginning)
    flush(beginning)
    reach("backup.manifest_written")
    merge(settings.ERASURES, to / settings.ERASURES.name)
    os.rename(beginning, to / name)
    flush(to)
    return Backup(to / name, manifest)


def _kind() -> str:
    from django.db import connection

    return "postgresql" if connection.vendor == "postgresql" else "sqlite"


def _version() -> str:
    try:
        return version("cigu")
    except PackageNotFoundError:
        return "?"


def _collect(pool: Path, listed: dict[str, int], tell: Tell) -> list[str]:
    """Every document into the pool, each hash compared, also of those that lie there already.
    Returns what neither the site nor the pool holds whole."""
    missing = []
    for at, digest in enumerate(listed, 1):
        kept = in_pool(pool, digest)
        whole = kept.is_file() and hash_of(kept) == digest
        if not whole and not copy_checked(path_of(digest), kept, digest):
            missing.append(digest)
        if at == 1:
            reach("backup.first_document")
        tell(_("documents"), at, len(listed))
    return missing


def _keys(to: Path, private: bool) -> None:
    """Public keys, so that heads can be checked. What signs, and what marks leaves, only where it
    was asked for: who holds a backup with them could write another history."""
    to.mkdir(mode=0o700)
    for path in sorted(keys.folder().glob("[!.]*" if private else PUBLIC)):
        copy_checked(path, to / path.name, hash_of(path))
        (to / path.name).chmod(0o600)
    flush(to)


def _clear_beginnings(to: Path) -> None:
    for folder in [*to.glob(".begun-*"), *to.glob(".gone-*")]:
        remove(folder)


def _retire(to: Path, keep: int) -> None:
    """Older backups go, then documents that no backup names any more."""
    for folder in folders(to)[:-keep]:
        remove(folder)
    named: set[str] = set()
    for folder in folders(to):
        try:
            named |= set(read(folder).documents())
        except (BackupError, OSError) as error:  # what it names is not known, so nothing goes
            log.warning("documents of %s are kept, though it cannot be read: %s", folder, error)
            return
    for path in (to / POOL).glob("*/*"):
        if path.name not in named:
            path.unlink()
