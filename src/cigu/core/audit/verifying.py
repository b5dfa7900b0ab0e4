"""Does the trail still say what was sealed? Everything is computed again from the columns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from cigu.engines.basis.errors import CiguError
from cigu.engines.merkle.tree import TreeError, digest

from . import keys
from .exporting import read_target
from .models import AuditLeaf, SealedLeaf, SealHead
from .recording import leaf_hash
from .sealing import waiting
from .walking import BLOCK, Block, Joining, Task, walk

CHUNK = 2000
MOST = 5000  # faults told one by one
PARALLEL = 100_000  # from so many sealed leaves on a second process pays
Tell = Callable[[int, int], None]
Met = dict[int, list[tuple[str, str, str]]]


@dataclass
class Report:
    """What was looked at and what was found wrong, each in one line; ``more`` beyond those."""

    leaves: int = 0
    sealed: int = 0
    heads: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)
    more: int = 0
    targets: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.faults

    def fault(self, *texts: str) -> None:
        room = max(0, MOST - len(self.faults))
        self.faults += texts[:room]
        self.more += len(texts[room:])


def verify(
    tell: Tell = lambda done, total: None, *, marks: bool = True, targets: bool = True,
    processes: int | None = None,
) -> Report:  # fmt: skip
    """Leaves against their hashes and marks, places against the tree, heads against keys and
    against what was exported. Memory stays bounded; ``tell`` hears how far it is. Many leaves are
    shared out to ``processes``, by default one for each core, at most four.

    A restored copy is asked without ``marks`` where the key of marks was not given back to it, and
    without ``targets``, which hold more than it (``gaps``)."""
    report = Report(leaves=AuditLeaf.objects.count())
    last = _sealed(report, _targets(report) if targets else {}, tell, processes)
    _unsealed(report, marks, last)
    _revisions(report)
    return report


def _targets(report: Report) -> Met:
    """Size → (target, tree, root) to be met again; each signed by a key that we know."""
    met: Met = {}
    for folder in map(str, settings.AUDIT_EXPORT):
        try:
            target = read_target(Path(folder))
        except (OSError, CiguError) as error:
            report.fault(f"target {folder} cannot be read: {error}")
            continue
        if target.head is None:
            continue
        report.targets[folder] = target.head.size
        seen = (folder, target.head.tree, target.head.root.hex())
        met.setdefault(target.head.size, []).append(seen)
        if not keys.trust().opens(target.note):
            report.fault(f"target {folder}: its head is signed by none of our keys")
    return met


def _sealed(report: Report, met: Met, tell: Tell, processes: int | None) -> int:
    """The trees grow block by block; heads and targets are met at their sizes. Returns the
    highest id of a sealed leaf."""
    total, last = _places(), 0
    trees = _trees(report, met)
    joining = Joining(trees)
    for block in _blocks(total, trees, met, processes):
        report.fault(*block.faults)
        report.more += block.more
        report.sealed += block.found
        last = max(last, block.last)
        _meet(report, block, joining, met)
        joining.take(block)
        tell(report.sealed, report.leaves)
        if block.found < min(BLOCK, total - block.start):
            report.fault(f"place {report.sealed} of the tree is missing")
            return last
    _beyond(report, met)
    return last


def _blocks(total: int, trees: dict[str, int], met: Met, processes: int | None) -> Iterator[Block]:
    count = (processes or _processes()) if processes or total >= PARALLEL else 1
    with connection.cursor() as cursor:
        yield from walk(
            _tasks(total, trees, met), connection.vendor, cursor, _place(), keys.trust(), count
        )


def _tasks(total: int, trees: dict[str, int], met: Met) -> Iterator[Task]:
    for start in range(0, total, BLOCK):
        stop = min(start + BLOCK, total)
        wanted = tuple(name for name, size in trees.items() if size > start)
        yield Task(start, stop, wanted, tuple(size for size in met if start < size <= stop))


def _processes() -> int:
    """An open transaction is seen by its own connection only."""
    memory = "memory" in str(connection.settings_dict["NAME"])
    return 1 if connection.in_atomic_block or memory else min(4, os.cpu_count() or 1)


def _place() -> dict[str, Any]:
    """What another process needs to reach the database."""
    if connection.vendor != "postgresql":
        return {"uri": Path(str(connection.settings_dict["NAME"])).absolute().as_uri()}
    found = connection.get_connection_params()
    return {name: value for name, value in found.items() if isinstance(value, str | int)}


def _places() -> int:
    highest = SealedLeaf.objects.aggregate(m=Max("index"))["m"]
    return 0 if highest is None else highest + 1


def _trees(report: Report, met: Met) -> dict[str, int]:
    """The hashes that trees were made with, each with the largest size it is asked for."""
    asked = dict(SealHead.objects.values_list("tree").annotate(m=Max("size")).order_by())
    for size, seen in met.items():
        for _folder, tree, _root in seen:
            asked[tree] = max(size, asked.get(tree, 0))
    for tree in list(asked):
        try:
            digest(tree, b"")
        except TreeError as error:
            report.fault(f"heads over {tree}: {error.message}")
            del asked[tree]
    return asked


def _meet(report: Report, block: Block, joining: Joining, met: Met) -> None:
    """Heads and targets whose size lies in this block, against the leaves so far."""
    for size, root, tree in block.heads:
        report.heads += 1
        if (tree, size) in block.cut and joining.root(tree, block, size) != root:
            report.fault(f"head at size {size}: the leaves give another root")
    for size in [size for size in met if block.start < size <= block.start + block.found]:
        for folder, tree, root in met.pop(size):
            if (tree, size) in block.cut and joining.root(tree, block, size) != root:
                report.fault(f"target {folder} at size {size}: the leaves give another root")


def _beyond(report: Report, met: Met) -> None:
    """Heads and targets that speak of more than there is."""
    trust = keys.trust()
    heads = SealHead.objects.filter(size__gt=report.sealed).order_by("size")
    told = heads.values_list("size", "root", "tree", "key_id", "note")
    for size, root, tree, key_id, note in told.iterator(CHUNK):
        if not SealedLeaf.objects.filter(index=size - 1).exists():  # sealed in the meantime
            report.heads += 1
            report.fault(f"head speaks of {size} leaves, there are {report.sealed}")
        fault = trust.fault(size, root, tree, key_id, note)
        if fault:
            report.fault(fault)
    for size, seen in sorted(met.items()):
        report.fault(
            *(f"target {f} speaks of {size} leaves, there are {report.sealed}" for f, *_ in seen)
        )


def _unsealed(report: Report, marks: bool, last: int) -> None:
    """Not in the tree yet: its own hash and mark have to hold; too old for that, it was put in."""
    loose = _loose(report, last)
    if not loose.exists():
        return
    sealable = set(waiting().values_list("pk", flat=True))
    last = SealedLeaf.objects.aggregate(m=Max("leaf_id"))["m"] or 0
    head = SealHead.objects.order_by("-size").first()
    fresh = Q(pk__gt=last) | Q(txid__gte=head.watermark if head else 0)
    for leaf in loose.order_by("pk").iterator(CHUNK):
        report.unsealed += 1
        if leaf.pk not in sealable and not AuditLeaf.objects.filter(fresh, pk=leaf.pk).exists():
            report.fault(f"leaf {leaf.pk} was put in behind the seal: {_named(leaf)}")
        elif leaf_hash(leaf) != leaf.leaf_hash or (marks and keys.mac(leaf.leaf_hash) != leaf.mac):
            report.fault(f"leaf {leaf.pk}, not sealed yet, was changed: {_named(leaf)}")


def _loose(report: Report, last: int) -> Any:
    """Leaves without a place. Where there are as many up to the last sealed one as places, only
    those behind it are looked at."""
    sealed = SealedLeaf.objects.filter(leaf_id=OuterRef("pk"))
    behind = AuditLeaf.objects.filter(pk__gt=last)
    whole = AuditLeaf.objects.filter(pk__lte=last).count() == report.sealed
    return (behind if whole and report.holds else AuditLeaf.objects).filter(~Exists(sealed))


def _revisions(report: Report) -> None:
    """Each record's leaves count its saves without a gap."""
    of_rows = AuditLeaf.objects.filter(object_revision__gt=0).values("object_type", "object_uid")
    counted = of_rows.annotate(
        n=Count("pk"), low=Min("object_revision"), high=Max("object_revision")
    ).order_by()
    for row in counted.filter(~Q(low=1) | ~Q(n=F("high"))).iterator(CHUNK):
        report.fault(
            f"{row['object_type']} {row['object_uid']}: {row['n']} leaves"
            f" for revisions {row['low']} to {row['high']}"
        )


def _named(leaf: AuditLeaf) -> str:
    return f"{leaf.verb} of {leaf.object_type} {leaf.object_uid} revision {leaf.object_revision}"
