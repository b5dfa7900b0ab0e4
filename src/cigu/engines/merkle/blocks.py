"""Parts of a tree that are computed apart from each other and joined afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from .tree import NODE, digest

Levels = list[list[bytes]]


def levels(leaves: Sequence[bytes], algorithm: str = "sha256") -> Levels:
    """The roots of all complete subtrees, by height: the leaf hashes first."""
    digest(algorithm, b"")  # says so where this machine lacks it
    make = hashlib.sha256 if algorithm == "sha256" else lambda data: hashlib.new(algorithm, data)
    found = [list(leaves)]
    while len(found[-1]) > 1:
        below = iter(found[-1])
        pairs = zip(below, below, strict=False)
        found.append([make(NODE + left + right).digest() for left, right in pairs])
    return found


def frontier(found: Levels, size: int) -> list[bytes]:
    """The roots that make up the tree over the first ``size`` leaves, largest first."""
    roots, done = [], 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            roots.append(found[height][done >> height])
            done += 1 << height
    return roots
