"""Proofs out of the tree as the database holds it: subtree roots of blocks, and the leaves of the
few blocks that a proof leads through. Memory stays bounded."""

from __future__ import annotations

from functools import lru_cache

from cigu.engines.merkle import proofs
from cigu.engines.merkle.blocks import frontier, levels
from cigu.engines.merkle.tree import joined
from cigu.engines.merkle.tree import leaf_hash as node

from .models import SealedLeaf
from .walking import BLOCK


class Grown:
    """The tree over the first ``size`` leaves, hashed by ``tree``."""

    def __init__(self, size: int, tree: str) -> None:
        self.size, self.tree = size, tree
        self._block = lru_cache(8)(self._read)
        self._roots = [self._over(self._read(n)) for n in range(-(-size // BLOCK))]

    def root(self) -> bytes:
        return self._over(self._roots)

    def inclusion(self, index: int) -> list[bytes]:
        return proofs.inclusion_by(self._range, index, self.size)

    def consistency(self, old: int) -> list[bytes]:
        return proofs.consistency_by(self._range, old, self.size)

    def _range(self, low: int, high: int) -> bytes:
        """The root over these leaves: whole blocks, or leaves within one. The tree splits at
        powers of two, so there is nothing in between."""
        if low // BLOCK == (high - 1) // BLOCK and (low % BLOCK or high - low < BLOCK):
            return self._over(self._block(low // BLOCK)[low % BLOCK :][: high - low])
        return self._over(self._roots[low // BLOCK : -(-high // BLOCK)])

    def _over(self, nodes: list[bytes]) -> bytes:
        return joined(frontier(levels(nodes, self.tree), len(nodes)), self.tree)

    def _read(self, number: int) -> list[bytes]:
        stop = min((number + 1) * BLOCK, self.size)
        places = SealedLeaf.objects.filter(index__gte=number * BLOCK, index__lt=stop)
        hashes = places.order_by("index").values_list("hash", flat=True)
        return [node(bytes.fromhex(digest), self.tree) for digest in hashes]
