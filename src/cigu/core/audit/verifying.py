"""Does the trail still say what was sealed? Everything is computed again from the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from cigu.engines.basis.errors import CiguError
from cigu.engines.merkle.notes import opened
from cigu.engines.merkle.tree import leaf_hash as node

from . import keys
from .exporting import read_target
from .models import AuditLeaf, SealedLeaf, SealHead
from .recording import leaf_hash
from .sealing import TREE, tree_of, waiting

CHUNK = 2000
Tell = Callable[[int, int], None]


@dataclass
class Report:
    """What was looked at and what was found wrong, each in one line."""

    leaves: int = 0
    sealed: int = 0
    heads: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.faults


def verify(
    tell: Tell = lambda done, total: None, *, marks: bool = True, targets: bool = True
) -> Report:
    """Leaves against their hashes and marks, places against the tree, heads against keys and
    against what was exported. Memory stays bounded; ``tell`` hears how far it is.

    A restored copy is asked without ``marks`` where the key of marks was not given back to it, and
    without ``targets``, which hold more than it (``gaps``)."""
    report = Report(leaves=AuditLeaf.objects.count())
    _sealed(report, _targets(report) if targets else {}, tell)
    _unsealed(report, marks)
    _revisions(report)
    return report


def _head(report: Report, head: SealHead, public: dict[str, bytes], root: str | None) -> None:
    """One head against the leaves so far (``root``; None where there are fewer) and its key."""
    report.heads += 1
    if root is None:
        report.faults.append(f"head speaks of {head.size} leaves, there are {report.sealed}")
    elif root != head.root:
        report.faults.append(f"head at size {head.size}: the leaves give another root")
    key = public.get(head.key_id)
    if key is None:
        report.faults.append(f"head {head.size}: its key {head.key_id} is missing")
        return
    try:
        said = opened(head.note, settings.AUDIT_ORIGIN, key, _check(key))
    except CiguError as error:
        report.faults.append(f"head {head.size}: {error.message}")
        return
    if (said.size, said.root.hex()) != (head.size, head.root):
        report.faults.append(f"head {head.size}: its note says another size or root")


def _check(key: bytes) -> Callable[[bytes, bytes], bool]:
    return lambda message, mark: keys.holds(key, message, mark)


def _targets(report: Report) -> dict[int, list[tuple[str, str]]]:
    """Size → (target, root) to be met again; each signed by a key that we know."""
    met: dict[int, list[tuple[str, str]]] = {}
    for folder in map(str, settings.AUDIT_EXPORT):
        try:
            target = read_target(Path(folder))
        except (OSError, CiguError) as error:
            report.faults.append(f"target {folder} cannot be read: {error}")
            continue
        if target.head is None:
            continue
        report.targets[folder] = target.head.size
        met.setdefault(target.head.size, []).append((folder, target.head.root.hex()))
        if not any(_opens(target.note, key) for key in keys.public_keys().values()):
            report.faults.append(f"target {folder}: its head is signed by none of our keys")
    return met


def _opens(note: str, key: bytes) -> bool:
    try:
        opened(note, settings.AUDIT_ORIGIN, key, _check(key))
    except CiguError:
        return False
    return True


def _sealed(report: Report, met: dict[int, list[tuple[str, str]]], tell: Tell) -> None:
    """The tree grows leaf by leaf; heads and targets are met at their sizes."""
    tree, public = tree_of([]), keys.public_keys()
    heads = _pages(SealHead, "size", 0)
    head = next(heads, None)
    for row, leaf in _places():
        if row.index != tree.size:
            report.faults.append(f"place {tree.size} of the tree is missing")
            return
        _leaf(report, row, leaf)
        tree.append(node(bytes.fromhex(row.hash), TREE))
        report.sealed = tree.size
        while head is not None and head.size == tree.size:
            _head(report, head, public, tree.root().hex())
            head = next(heads, None)
        for folder, root in met.pop(tree.size, []):
            if tree.root().hex() != root:
                report.faults.append(
                    f"target {folder} at size {tree.size}: the leaves give another root"
                )
        if tree.size % CHUNK == 0:
            tell(tree.size, report.leaves)
    for left in [head, *heads] if head is not None else []:
        _head(report, left, public, None)
    for size, folders in sorted(met.items()):
        report.faults += [
            f"target {f} speaks of {size} leaves, there are {tree.size}" for f, _root in folders
        ]


def _places() -> Iterator[tuple[SealedLeaf, AuditLeaf | None]]:
    for rows in batched(_pages(SealedLeaf, "index", -1), CHUNK):
        leaves = AuditLeaf.objects.in_bulk([row.leaf_id for row in rows])
        yield from ((row, leaves.get(row.leaf_id)) for row in rows)


def _pages(model: Any, key: str, last: int) -> Iterator[Any]:
    """All rows in the order of ``key``, a page at a time."""
    while rows := list(model.objects.filter(**{f"{key}__gt": last}).order_by(key)[:CHUNK]):
        yield from rows
        last = getattr(rows[-1], key)


def batched(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """itertools.batched of Python 3.12."""
    while batch := list(islice(rows, size)):
        yield batch


def _leaf(report: Report, row: SealedLeaf, leaf: AuditLeaf | None) -> None:
    if leaf is None:
        report.faults.append(f"leaf {row.leaf_id} at place {row.index} was deleted")
    elif leaf.leaf_hash != row.hash or leaf_hash(leaf) != row.hash:
        report.faults.append(f"leaf {row.leaf_id} at place {row.index} was changed: {_named(leaf)}")


def _unsealed(report: Report, marks: bool) -> None:
    """Not in the tree yet: its own hash and mark have to hold; too old for that, it was put in."""
    sealable = set(waiting().values_list("pk", flat=True))
    last = SealedLeaf.objects.aggregate(m=Max("leaf_id"))["m"] or 0
    head = SealHead.objects.order_by("-size").first()
    fresh = Q(pk__gt=last) | Q(txid__gte=head.watermark if head else 0)
    known = SealedLeaf.objects.values("leaf_id")
    for leaf in AuditLeaf.objects.exclude(pk__in=known).order_by("pk").iterator(CHUNK):
        report.unsealed += 1
        if leaf.pk not in sealable and not AuditLeaf.objects.filter(fresh, pk=leaf.pk).exists():
            report.faults.append(f"leaf {leaf.pk} was put in behind the seal: {_named(leaf)}")
        elif leaf_hash(leaf) != leaf.leaf_hash or (marks and keys.mac(leaf.leaf_hash) != leaf.mac):
            report.faults.append(f"leaf {leaf.pk}, not sealed yet, was changed: {_named(leaf)}")


def _revisions(report: Report) -> None:
    """Each record's leaves count its saves without a gap."""
    of_rows = AuditLeaf.objects.filter(object_revision__gt=0).values("object_type", "object_uid")
    counted = of_rows.annotate(
        n=Count("pk"), low=Min("object_revision"), high=Max("object_revision")
    ).order_by()
    for row in counted.iterator(CHUNK):
        if row["low"] != 1 or row["n"] != row["high"]:
            report.faults.append(
                f"{row['object_type']} {row['object_uid']}: {row['n']} leaves"
                f" for revisions {row['low']} to {row['high']}"
            )


def _named(leaf: AuditLeaf) -> str:
    return f"{leaf.verb} of {leaf.object_type} {leaf.object_uid} revision {leaf.object_revision}"
