"""What targets hold that this database does not: after a restore, or an older copy put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError
from cigu.engines.merkle.notes import Checkpoint
from cigu.engines.merkle.tree import Frontier
from cigu.engines.merkle.tree import leaf_hash as node

from .exporting import Target, read_target
from .models import AuditLeaf, SealedLeaf

CHUNK = 2000


@dataclass
class Gap:
    """One target beside this database. ``entries`` are the leaves that only the target knows:
    which record changed, when, by what verb; values are not exported."""

    target: str
    size: int = 0
    entries: list[dict[str, Any]] = field(default_factory=list)
    beyond: int = 0  # of them, not covered by the target's newest head
    error: str = ""

    @property
    def verbs(self) -> dict[str, int]:
        return dict(Counter(str(e["verb"]) for e in self.entries).most_common())

    @property
    def times(self) -> tuple[str, str] | None:
        at = sorted(str(e["recorded_at"]) for e in self.entries)
        return (at[0], at[-1]) if at else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "target": self.target, "size": self.size, "leaves": len(self.entries),
            "beyond": self.beyond,
            "first_at": self.times[0] if self.times else None,
            "last_at": self.times[1] if self.times else None,
            "verbs": self.verbs, "entries": self.entries, "error": self.error,
        }  # fmt: skip


def gaps() -> list[Gap]:
    """One for each target; an error is told, it does not hide the others."""
    return [_gap(Path(folder)) for folder in settings.AUDIT_EXPORT]


def _gap(folder: Path) -> Gap:
    gap = Gap(str(folder))
    try:
        target = read_target(folder)
        if target.head is None:
            gap.error = _("The target holds no head.")
            return gap
        gap.size = target.head.size
        gap.error = _compare(gap, target, target.head)
    except (OSError, ValueError, KeyError, CiguError) as error:
        gap.error = str(error)
    return gap


def _compare(gap: Gap, target: Target, head: Checkpoint) -> str:
    """Collect what is unknown here; returns what is wrong with the target or with this database.
    An export that was killed leaves entries beyond the head: they count, and are told apart."""
    tree, lines = Frontier(head.tree), target.lines()
    while chunk := list(islice(lines, CHUNK)):
        signed = [entry["leaf_hash"] for entry in chunk if entry["index"] < head.size]
        tree.extend(node(bytes.fromhex(digest), head.tree) for digest in signed)
        places = dict(
            SealedLeaf.objects.filter(
                index__gte=chunk[0]["index"], index__lte=chunk[-1]["index"]
            ).values_list("index", "hash")
        )
        for entry in _unknown(chunk):
            if entry["index"] in places:
                return _("From place %(index)d on the target holds another history.") % entry
            gap.entries.append(entry)
            gap.beyond += entry["index"] >= head.size
        for entry in chunk:
            if places.get(entry["index"], entry["leaf_hash"]) != entry["leaf_hash"]:
                return _("From place %(index)d on the target holds another history.") % entry
    if (tree.size, tree.root()) != (head.size, head.root):
        return _("The entries of the target do not add up to its head.")
    return ""


def _unknown(chunk: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A leaf counts as known when it is here with the same hash, sealed or not."""
    ids = [entry["leaf_id"] for entry in chunk]
    here = dict(AuditLeaf.objects.filter(pk__in=ids).values_list("pk", "leaf_hash"))
    for entry in chunk:
        if here.get(entry["leaf_id"]) != entry["leaf_hash"]:
            yield entry
