"""``python -m cigu.core.backups.proving BACKUP [OLD-DATABASE]``: prove the copy that the settings
name, and print what was found as JSON. Started by ``restoring``, in the restored place."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from . import snapshots
from .manifest import Backup

CHUNK = 5000


@dataclass
class Proof:
    """``faults`` empty: the copy is what the manifest says, and whole. ``newer`` is no fault: it
    is what has happened since, as far as a target, or the old database, still tells."""

    backup: str
    made_at: str
    kind: str
    faults: list[str] = field(default_factory=list)
    audit: dict[str, Any] = field(default_factory=dict)
    marks_checked: bool = True
    migrated: list[str] = field(default_factory=list)
    documents: dict[str, Any] = field(default_factory=dict)
    invariants: dict[str, Any] = field(default_factory=dict)
    series_frozen: int = 0
    newer: list[dict[str, Any]] = field(default_factory=list)
    lost: dict[str, Any] | None = None

    @property
    def holds(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


def prove(backup: Backup, lost: str = "") -> Proof:
    """In this order: what writes comes after what compares."""
    said = backup.manifest
    proof = Proof(said.name, said.began, said.kind)
    _same_rows(proof, backup)
    if proof.faults:  # another database than the manifest's: nothing below would mean much
        return proof
    _migrate(proof, backup)
    _audit(proof, backup)
    _newer(proof, lost)
    _documents(proof)
    _invariants(proof)
    _go_on(proof)
    return proof


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _same_rows(proof: Proof, backup: Backup) -> None:
    """Rows of each table, and the head, as the manifest counted them."""
    said, tables = backup.manifest, set(connection.introspection.table_names())
    absent = sorted(set(said.counts) - tables)
    proof.faults += [f"table {name} is missing" for name in absent]
    found = snapshots.counts(_rows, [name for name in said.counts if name in tables])
    for name, count in found.items():
        if count != said.counts[name]:
            proof.faults.append(f"table {name}: {count} rows, the backup had {said.counts[name]}")
    heads = _rows("SELECT size, root FROM audit_head ORDER BY size DESC LIMIT 1")
    head = {"size": heads[0][0], "root": heads[0][1]} if heads else None
    if head != said.head:
        proof.faults.append(f"newest head {head}, the backup had {said.head}")


def _migrate(proof: Proof, backup: Backup) -> None:
    """An older backup comes up to this program; one of a newer program is refused."""
    from django.core.management import call_command
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    ours = set(executor.loader.disk_migrations)
    apps = {app for app, _name in ours}
    foreign = [
        f"{a}.{n}" for a, n in backup.manifest.migrations if a in apps and (a, n) not in ours
    ]
    if foreign:
        proof.faults.append(f"made by a newer program: unknown migrations {', '.join(foreign)}")
        return
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    proof.migrated = [f"{step.app_label}.{step.name}" for step, _back in plan]
    if plan:
        call_command("migrate", interactive=False, verbosity=0)


def _audit(proof: Proof, backup: Backup) -> None:
    from cigu.core.audit import keys
    from cigu.core.audit.verifying import verify

    proof.marks_checked = keys.can_mark()
    report = verify(marks=proof.marks_checked, targets=False)
    proof.audit = {"leaves": report.leaves, "sealed": report.sealed, "heads": report.heads,
                   "unsealed": report.unsealed}  # fmt: skip
    proof.faults += [f"audit: {fault}" for fault in report.faults]
    if report.leaves < backup.manifest.leaves["count"]:
        proof.faults.append("audit: leaves are missing")


def _newer(proof: Proof, lost: str) -> None:
    from cigu.core.audit.gaps import gaps

    held: set[str] = set()
    for gap in gaps():
        proof.newer.append(gap.as_dict())
        held |= {entry["leaf_hash"] for entry in gap.entries}
        if gap.error and gap.size:
            proof.faults.append(f"target {gap.target}: {gap.error}")
    if lost:
        proof.lost = _of_lost(lost, held)


def _of_lost(place: str, held: set[str]) -> dict[str, Any]:
    """Leaves of the old database that the copy lacks; ``untold`` are those no target holds."""
    entries = []
    with _old(place) as rows:
        for pk, digest, verb, kind, uid, at in _leaves(rows):
            entries.append({"leaf_id": pk, "leaf_hash": digest, "verb": verb, "object_type": kind,
                            "object_uid": str(uid), "recorded_at": str(at)})  # fmt: skip
    return {
        "leaves": len(entries), "untold": sum(e["leaf_hash"] not in held for e in entries),
        "verbs": dict(Counter(e["verb"] for e in entries).most_common()), "entries": entries,
    }  # fmt: skip


@contextmanager
def _old(place: str) -> Iterator[snapshots.Rows]:
    if "://" in place:
        from .restoring import reached

        with snapshots.reading_postgres(reached(place)) as rows:
            yield rows
    else:
        with snapshots.reading_sqlite(Path(place)) as rows:
            yield rows


def _leaves(rows: snapshots.Rows) -> Iterator[tuple[Any, ...]]:
    """Pages of the old database, without the leaves that are here too."""
    from cigu.core.audit.models import AuditLeaf

    last = 0
    while page := rows(
        "SELECT id, leaf_hash, verb, object_type, object_uid, recorded_at FROM audit_leaf"  # noqa: S608
        f" WHERE id > {last} ORDER BY id LIMIT {CHUNK}"
    ):
        known = AuditLeaf.objects.filter(pk__gt=last, pk__lte=page[-1][0])
        here = dict(known.values_list("pk", "leaf_hash"))
        yield from (row for row in page if here.get(row[0]) != row[1])
        last = page[-1][0]


def _documents(proof: Proof) -> None:
    from cigu.core.documents.sweeping import sweep

    swept = sweep(by="cigu restore")
    proof.documents = asdict(swept)
    proof.faults += [f"document {digest} is missing" for digest in swept.missing]
    proof.faults += [f"document {digest} is damaged" for digest in swept.damaged]


def _invariants(proof: Proof) -> None:
    from cigu.core.invariants.asking import ask, known

    rules = known()
    failed = [answer.as_dict() for answer in map(ask, rules) if answer.failed]
    proof.invariants = {"asked": len(rules), "failed": failed}
    proof.faults += [
        f"invariant {a['name']}: {a['error'] or a['first'][0]} ({a['count']})" for a in failed
    ]


def _go_on(proof: Proof) -> None:
    """No number before somebody has looked at the papers; what was not sealed yet is sealed."""
    from cigu.core.audit import keys
    from cigu.core.audit.rotating import rotate
    from cigu.core.audit.sealing import seal
    from cigu.core.numbers.actions import freeze_all

    proof.series_frozen = freeze_all(by="cigu restore")
    if not keys.can_sign():
        rotate(by="cigu restore")
    while seal() is not None:
        pass


def main(words: list[str]) -> None:
    import django

    django.setup()
    from .manifest import read

    proof = prove(read(Path(words[0])), *words[1:])
    print(json.dumps(proof.as_dict(), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
