"""The tree of RFC 6962 and RFC 9162 §2.1, built leaf by leaf."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cigu.engines.basis.errors import CiguError

LEAF, NODE = b"\x00", b"\x01"


class TreeError(CiguError):
    """A tree that cannot be asked for: an unknown hash, a size beyond its leaves."""


def digest(algorithm: str, data: bytes) -> bytes:
    """``data`` under the hash called ``algorithm``.

    Raises TreeError "algorithm" where this machine does not have it (sm3 needs OpenSSL with it).
    """
    try:
        return hashlib.new(algorithm, data).digest()
    except ValueError:
        raise TreeError(
            "algorithm", f"This machine has no hash called {algorithm}.",
            remedy="Use sha256, or install an OpenSSL that has it.", algorithm=algorithm,
        ) from None  # fmt: skip


def leaf_hash(data: bytes, algorithm: str = "sha256") -> bytes:
    return digest(algorithm, LEAF + data)


def node_hash(left: bytes, right: bytes, algorithm: str = "sha256") -> bytes:
    return digest(algorithm, NODE + left + right)


@dataclass
class Frontier:
    """The roots of the complete subtrees that make up a tree, largest first."""

    algorithm: str = "sha256"
    size: int = 0
    roots: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Take the hash of the next leaf; equal subtrees at the right end become one."""
        self.roots.append(leaf)
        size = self.size
        while size & 1:
            right, left = self.roots.pop(), self.roots.pop()
            self.roots.append(node_hash(left, right, self.algorithm))
            size >>= 1
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The head of the tree so far; of no leaves, the hash of nothing."""
        return joined(self.roots, self.algorithm)


def joined(roots: Sequence[bytes], algorithm: str = "sha256") -> bytes:
    """The head over complete subtrees, largest first; over none, the hash of nothing."""
    if not roots:
        return digest(algorithm, b"")
    head = roots[-1]
    for left in reversed(roots[:-1]):
        head = node_hash(left, head, algorithm)
    return head


def root_of(leaves: Sequence[bytes], algorithm: str = "sha256") -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier(algorithm)
    frontier.extend(leaves)
    return frontier.root()
