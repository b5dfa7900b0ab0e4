"""What tests of other rooms need of the audit: leaves that are surely sealed."""

from __future__ import annotations

from time import monotonic, sleep

from django.db import connection

from .models import AuditLeaf, SealedLeaf, SealHead
from .sealing import _running, seal

PATIENCE = 400.0  # a module of tests may keep a transaction open for minutes


def seal_all() -> SealHead:
    """Seal every leaf and give the head. On PostgreSQL a seal waits for every open transaction of
    the server, so for those of tests beside this one too: nothing to seal now is no proof that
    nothing waits. First all that were open end, so that one head takes what stands. Leaves are
    counted, not asked of the sealer, so that one it misses is noticed."""
    if connection.in_atomic_block:  # its leaves would be sealed by luck: until another one commits
        raise RuntimeError("Leaves of an open transaction wait for its end: transaction=True.")
    deadline = monotonic() + PATIENCE
    begun = _running()[1]
    while _running()[0] < begun:
        _wait(deadline)
    while AuditLeaf.objects.count() > SealedLeaf.objects.count():
        if seal() is None:
            _wait(deadline)
    return SealHead.objects.latest("size")


def _wait(deadline: float) -> None:
    if monotonic() > deadline:
        raise TimeoutError("A transaction of this server stays open.")
    sleep(0.05)
