"""Heads and entries taken off this machine: to folders that the database's administrator does not
control. Entries say which record changed, never its values."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError
from cigu.engines.merkle.notes import Checkpoint, parsed

from . import keys, sealing
from .models import AuditLeaf, ExportState, SealedLeaf, SealHead

CHUNK = 5000
OVERDUE = timedelta(hours=4)
TOLD = ("id", "recorded_at", "verb", "object_type", "object_uid", "object_revision")


@dataclass(frozen=True)
class Target:
    """What a target holds: its newest head and the entries up to it."""

    note: str
    head: Checkpoint | None
    entries: Path

    def lines(self, since: int = 0) -> Iterator[dict[str, Any]]:
        """Entries from index ``since``, in order, each once."""
        following = since
        for path in sorted(self.entries.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                entry: dict[str, Any] = json.loads(line)
                if entry["index"] == following:
                    following += 1
                    yield entry


def export() -> list[str]:
    """To every target; one that fails does not hold up the others. Returns what failed."""
    head = SealHead.objects.order_by("-size").first()
    if head is None:
        return []
    failed = []
    for folder in settings.AUDIT_EXPORT:
        error = _export_to(Path(folder), head)
        if error:
            failed.append(f"{folder}: {error}")
    return failed


def read_target(folder: Path) -> Target:
    """What lies in a target; without a head it holds nothing yet."""
    path = folder / "checkpoint"
    note = path.read_text(encoding="utf-8") if path.is_file() else ""
    head = parsed(note.rpartition("\n\n")[0] + "\n") if note else None
    return Target(note, head, folder / "entries")


class TargetDiffers(CiguError):
    """A target holds another history than this database: nothing is written over it."""


def check_export_is_fresh() -> None:
    """Raise where a target is configured and something has waited four hours to be exported, or
    to be sealed: what would be registered now could be taken back unseen."""
    if not settings.AUDIT_EXPORT:
        return
    oldest = _oldest_at_home()
    if oldest is not None and timezone.now() - oldest > OVERDUE:
        raise CiguError(
            "export_overdue",
            _("No number is given: the audit has not been exported since %(since)s. "
              "The system administrator has to reach the export target again.")
            % {"since": timezone.localtime(oldest).strftime("%Y-%m-%d %H:%M")},
        )  # fmt: skip


def _oldest_at_home() -> datetime | None:
    """When the oldest leaf was recorded that no target holds."""
    states = ExportState.objects.filter(target__in=[str(t) for t in settings.AUDIT_EXPORT])
    size = max(states.values_list("size", flat=True), default=0)
    next_sealed = SealedLeaf.objects.filter(index=size).values("leaf_id")
    sealed = next_sealed.exists()
    waiting = AuditLeaf.objects.filter(pk__in=next_sealed) if sealed else sealing.unsealed()
    return waiting.values_list("recorded_at", flat=True).first()


def _export_to(folder: Path, head: SealHead) -> str:
    state, _made = ExportState.objects.get_or_create(target=str(folder))
    if state.size == head.size and not state.error and _holds(folder, head):
        return ""
    try:
        _write_entries(folder, _agreed_size(folder), head.size)
        _write(folder / "keys", _key_lines())
        _write(folder / "checkpoints" / f"{head.size:012d}", head.note)
        _write(folder / "checkpoint", head.note)
    except (OSError, CiguError) as error:
        state.error = str(error)[:500]
        state.save(update_fields=["error"])
        return state.error
    state.size, state.exported_at, state.error = head.size, timezone.now(), ""
    state.save()
    return ""


def _holds(folder: Path, head: SealHead) -> bool:
    """Asked of the target: with an older copy put back, only it knows that more was there."""
    try:
        return read_target(folder).note == head.note
    except (OSError, CiguError):
        return False


def _agreed_size(folder: Path) -> int:
    """How much the target holds. What it says of that size this database must say too: after a
    cut, or with an older copy put back, the target is the only one who still knows."""
    head = read_target(folder).head
    if head is None:
        return 0
    if not SealHead.objects.filter(size=head.size, root=head.root.hex()).exists():
        raise TargetDiffers(
            "target_differs",
            _("The target holds a head of %(size)d leaves that this database does not know.")
            % {"size": head.size},
            remedy=_("Nothing was written. Run `cigu audit verify`; name a new target only when "
                     "you know why."),
        )  # fmt: skip
    return head.size


def _write_entries(folder: Path, since: int, until: int) -> None:
    for start in range(since, until, CHUNK):
        sealed = SealedLeaf.objects.filter(index__gte=start, index__lt=min(start + CHUNK, until))
        rows = list(sealed.order_by("index"))
        leaves = AuditLeaf.objects.filter(pk__in=[s.leaf_id for s in rows])
        told = {row["id"]: row for row in leaves.values(*TOLD)}
        text = "".join(_line(s, told.get(s.leaf_id, {})) for s in rows)
        _write(folder / "entries" / f"{start:012d}.jsonl", text)


def _line(sealed: SealedLeaf, leaf: dict[str, Any]) -> str:
    at = leaf.get("recorded_at")
    entry = {
        "index": sealed.index, "leaf_id": sealed.leaf_id, "leaf_hash": sealed.hash,
        "recorded_at": at.isoformat() if at else None, "verb": leaf.get("verb"),
        "object_type": leaf.get("object_type"), "object_uid": str(leaf.get("object_uid", "")),
        "object_revision": leaf.get("object_revision"),
    }  # fmt: skip
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _key_lines() -> str:
    origin = settings.AUDIT_ORIGIN
    return "".join(f"{key.line(origin)}\n" for key in keys.public_keys().values())


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beginning = path.with_name(f".{secrets.token_hex(6)}")
    try:
        with open(beginning, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beginning, path)
    finally:
        beginning.unlink(missing_ok=True)
