"""The sealer: about once a second, new leaves get a place in one Merkle tree with a signed head.

Leaves are never touched. A leaf is sealed once its transaction is surely over: on PostgreSQL when
its id lies below the oldest running one (a late commit is then not missed), on SQLite, which has
one writer at a time, in the order of ids.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cigu.core.database.points import reach
from cigu.engines.merkle.notes import SHA256, TREE, Checkpoint
from cigu.engines.merkle.tree import Frontier, leaf_hash

from . import keys
from .models import AuditLeaf, SealedLeaf, SealHead

BATCH = 20_000
STRAIGHT = {  # how PostgreSQL finds a few rows by an index, whatever it believes of the table
    "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off",
    "max_parallel_workers_per_gather": "0", "jit": "off",
}  # fmt: skip
Answer = TypeVar("Answer")
ADVISORY = 0x63696775  # "cigu": one sealer at a time on PostgreSQL


def seal() -> SealHead | None:
    """Seal what can be; the new head, or None where nothing waits."""
    if not _asked(lambda: waiting().exists()):
        return None
    with transaction.atomic():
        if not _alone():
            return None
        return _asked(_seal)


def waiting() -> Any:
    """Leaves that may be sealed now, in their order in the tree."""
    if connection.vendor != "postgresql":
        return unsealed()
    oldest, newest = _running()
    # beyond the newest: of a restored database
    return unsealed().filter(Q(txid__lt=oldest) | Q(txid__gte=newest))


def unsealed() -> Any:
    """Leaves without a place yet, also those that an open transaction holds up."""
    if connection.vendor != "postgresql":
        last = SealedLeaf.objects.order_by("-index").values_list("leaf_id", flat=True).first()
        return AuditLeaf.objects.filter(pk__gt=last or 0).order_by("pk")
    head = SealHead.objects.order_by("-size").first()
    since = Q(txid__gte=head.watermark) if head and head.watermark <= _running()[1] else Q()
    sealed = SealedLeaf.objects.filter(leaf_id=OuterRef("pk"))
    return AuditLeaf.objects.filter(since, ~Exists(sealed)).order_by("txid", "pk")


def lag() -> float:
    """Seconds since the oldest leaf without a seal was recorded; 0 where all are sealed. It grows
    while any transaction of the server stays open, in another of its databases too."""
    first = _asked(lambda: unsealed().values_list("recorded_at", flat=True).first())
    return (timezone.now() - first).total_seconds() if first else 0.0


def tree_of(hashes: Any, start: SealHead | None = None, tree: str = SHA256) -> Frontier:
    """The tree over leaf hashes in hex, going on from a head."""
    frontier = Frontier(start.tree if start else tree)
    if start is not None:
        frontier.size, frontier.roots = start.size, [bytes.fromhex(r) for r in start.frontier]
    frontier.extend(leaf_hash(bytes.fromhex(h), frontier.algorithm) for h in hashes)
    return frontier


def _grown(before: SealHead | None, hashes: list[str]) -> Frontier:
    """The tree with these leaves. Where the setting names another hash than the last head had,
    it is grown anew over all leaves; heads before it keep theirs."""
    if before is None or before.tree == settings.AUDIT_HASH:
        return tree_of(hashes, before, settings.AUDIT_HASH)
    all_of_them = SealedLeaf.objects.order_by("index").values_list("hash", flat=True)
    return tree_of(all_of_them.iterator(BATCH), None, settings.AUDIT_HASH)


def _seal() -> SealHead | None:
    watermark = _running()[0]
    found = list(waiting().values_list("pk", "leaf_hash")[: BATCH + 1])
    if not found:
        return None
    before = SealHead.objects.order_by("-size").first()
    if len(found) > BATCH:  # the rest waits for the next turn, so its transactions do too
        found, watermark = found[:BATCH], before.watermark if before else 0
    size = before.size if before else 0
    SealedLeaf.objects.bulk_create(
        [SealedLeaf(index=size + n, leaf_id=pk, hash=h) for n, (pk, h) in enumerate(found)],
        batch_size=1000,
    )
    reach("seal.leaves_written")
    head = _head(_grown(before, [h for _pk, h in found]), watermark)
    head.save(force_insert=True)
    reach("seal.head_written")
    return head


def _head(tree: Frontier, watermark: int) -> SealHead:
    key, now = keys.current(), timezone.now()
    root, name = tree.root(), tree.algorithm
    told = (now.isoformat(),) if name == SHA256 else (now.isoformat(), f"{TREE}{name}")
    return SealHead(
        size=tree.size, root=root.hex(), tree=name, sealed_at=now, watermark=watermark,
        frontier=[r.hex() for r in tree.roots], key_id=key.id, signing=key.signing,
        note=key.note(Checkpoint(settings.AUDIT_ORIGIN, tree.size, root, told).text()),
    )  # fmt: skip


def _running() -> tuple[int, int]:
    """The oldest transaction that may still be running, and the first not yet begun."""
    if connection.vendor != "postgresql":
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
            " FROM pg_current_snapshot() s"
        )
        oldest, newest = cursor.fetchone()
    return int(oldest), int(newest)


def _asked(question: Callable[[], Answer]) -> Answer:
    """What waits lies at the end of the index of transaction ids. A planner whose statistics are
    old would read the whole log instead, twice a second, and halve the rate of those who write."""
    if connection.vendor != "postgresql":
        return question()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(";".join(f"SET LOCAL {name} = {value}" for name, value in STRAIGHT.items()))
        answer = question()
        cursor.execute(";".join(f"SET LOCAL {name} TO DEFAULT" for name in STRAIGHT))
    return answer


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # the write lock was taken before BEGIN
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY])
        return bool(cursor.fetchone()[0])
