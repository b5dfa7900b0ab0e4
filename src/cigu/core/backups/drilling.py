"""A drill: the newest backup restored to a place of its own, proved, removed, and written down."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.utils import timezone

from cigu.core.audit.recording import change
from cigu.core.clock.business import today

from . import snapshots
from .errors import BackupError
from .files import alone
from .manifest import Backup, read
from .models import Drill
from .restoring import restore

SHOWN = 20
Tell = Callable[[str, int, int], None]


def drill(
    folder: Path, *, by: Any = None, tell: Tell = lambda what, done, total: None
) -> tuple[Drill, dict[str, Any] | None]:
    """The record, and the whole proof where the copy got so far."""
    began, proof, faults = timezone.now(), None, []
    with alone(folder):
        backup = read(folder)
        try:
            proof = _restored(backup, tell)
            faults = proof["faults"]
        except BackupError as error:
            faults = [str(error)]
    return _record(backup, began, proof, faults, by), proof


def _restored(backup: Backup, tell: Tell) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="cigu-drill-") as place,
        _database(backup.manifest.kind) as database,
    ):
        return restore(backup, Path(place) / "data", database=database, tell=tell)


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """An empty database beside the site's on its server; dropped when the drill has ended."""
    if kind != "postgresql":
        yield ""
        return
    at, name = snapshots.parameters(), f"cigu_drill_{secrets.token_hex(4)}"
    _serve(at, f'CREATE DATABASE "{name}"')
    try:
        yield _address({**at, "dbname": name})
    finally:
        _serve(at, f'DROP DATABASE "{name}" WITH (FORCE)')


def _serve(at: dict[str, Any], statement: str) -> None:
    import psycopg
    from django.utils.translation import gettext as _

    try:
        with psycopg.connect(**at, autocommit=True) as server:
            server.execute(statement.encode())
    except psycopg.Error as error:
        raise BackupError(
            "no_drill_database", _("No database for the drill: %(why)s") % {"why": error},
            remedy=_("Let the account make databases (CREATEDB), or drill as one who may."),
        ) from None  # fmt: skip


def _address(at: dict[str, Any]) -> str:
    who = ":".join(quote(str(at[k]), safe="") for k in ("user", "password") if k in at)
    tls = urlencode({k: at[k] for k in snapshots.SSL if k in at})
    place = f"{at.get('host', '')}:{at.get('port', 5432)}/{at['dbname']}"
    return f"postgres://{who}@{place}" + (f"?{tls}" if tls else "")


def _record(
    backup: Backup, began: Any, proof: dict[str, Any] | None, faults: list[str], by: Any
) -> Drill:
    told = proof or {}
    known = [gap["leaves"] for gap in told.get("newer", []) if not gap["error"]]
    swept = told.get("documents") or {}
    row = Drill(
        backup=backup.manifest.name, made_at=backup.manifest.made_at, began_at=began,
        ended_at=timezone.now(), faults=faults[:SHOWN],
        outcome=Drill.Outcome.FAILED if faults else Drill.Outcome.PASSED,
        leaves=(told.get("audit") or {}).get("leaves", 0), documents=swept.get("contents", 0),
        missing=len(swept.get("missing", [])) + len(swept.get("damaged", [])),
        newer=max(known) if known else None,
    )  # fmt: skip
    with change("backups.drill", by=by, on=today()):
        row.save()
    return row
