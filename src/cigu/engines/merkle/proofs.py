"""Proofs of RFC 9162: that a leaf is in a tree, and that a tree only grew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cigu.engines.merkle.tree import TreeError, node_hash, root_of

Root = Callable[[int, int], bytes]  # the root over leaves [low, high)


def inclusion(leaves: Sequence[bytes], index: int, algorithm: str = "sha256") -> list[bytes]:
    """The path from leaf ``index`` to the root over leaf hashes (§2.1.3.1): at most log2 n hashes.

    Raises TreeError "index" where there is no such leaf.
    """
    return inclusion_by(_roots(leaves, algorithm), index, len(leaves))


def inclusion_by(root: Root, index: int, size: int) -> list[bytes]:
    """The same for whoever knows the roots of subtrees on another way."""
    if not 0 <= index < size:
        raise TreeError(
            "index", f"There is no leaf {index} in a tree of {size}.",
            remedy="Ask for one below the size.", index=index, size=size,
        )  # fmt: skip
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root(middle, high))
            high = middle
        else:
            path.append(root(low, middle))
            low = middle
    return path[::-1]


def consistency(leaves: Sequence[bytes], old: int, algorithm: str = "sha256") -> list[bytes]:
    """What shows that the first ``old`` of these leaves were the whole tree once (§2.1.4.1).

    Raises TreeError "size" where the tree was never that large.
    """
    return consistency_by(_roots(leaves, algorithm), old, len(leaves))


def consistency_by(root: Root, old: int, size: int) -> list[bytes]:
    """The same for whoever knows the roots of subtrees on another way."""
    if not 0 < old <= size:
        raise TreeError(
            "size", f"A tree of {size} never had {old} leaves only.",
            remedy="Give a size between one and the present one.", old=old, size=size,
        )  # fmt: skip
    return _consistency(root, old, 0, size, True)


def _consistency(root: Root, old: int, low: int, high: int, whole: bool) -> list[bytes]:
    """Of the subtree over [low, high), up to ``old``, which lies in it."""
    if old == high:
        return [] if whole else [root(low, high)]
    middle = low + _split(high - low)
    if old <= middle:
        return [*_consistency(root, old, low, middle, whole), root(middle, high)]
    return [*_consistency(root, old, middle, high, False), root(low, middle)]


def _roots(leaves: Sequence[bytes], algorithm: str) -> Root:
    return lambda low, high: root_of(leaves[low:high], algorithm)


def includes(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes,
    algorithm: str = "sha256",
) -> bool:  # fmt: skip
    """Whether ``path`` leads from ``leaf`` at ``index`` to ``root`` of ``size`` (§2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, head = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            head = node_hash(step, head, algorithm)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            head = node_hash(head, step, algorithm)
        place, last = place >> 1, last >> 1
    return last == 0 and head == root


def extends(
    old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes],
    algorithm: str = "sha256",
) -> bool:  # fmt: skip
    """Whether the tree of ``size`` begins with that of ``old_size`` (§2.1.4.2)."""
    if old_size == size:
        return not path and old_root == root
    if not 0 < old_size < size or not path:
        return False
    steps = list(path) if old_size & (old_size - 1) else [old_root, *path]
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before, algorithm), node_hash(step, after, algorithm)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step, algorithm)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)
