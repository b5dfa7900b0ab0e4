"""The sealed leaves in blocks: each is hashed by itself, here or in a process of its own, and says
which subtree roots it came to. Joined in order they give the root at every size."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing import get_context
from typing import Any

from cigu.engines.merkle import blocks
from cigu.engines.merkle.tree import Frontier, joined
from cigu.engines.merkle.tree import leaf_hash as node

from . import raw
from .signing import Trust

BLOCK = 8192  # a power of two
FAULTS = 200  # told of each block; the rest is counted
SPREAD = 4  # so many times its size a block of leaves may be spread over, to be read in one go
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Task:
    """One block: its places, the hashes of trees asked for, and further sizes to cut at."""

    start: int
    stop: int
    trees: tuple[str, ...]
    cuts: tuple[int, ...] = ()


@dataclass
class Block:
    """What one block came to. ``roots`` are the subtree's, by tree; ``cut`` by tree and size."""

    start: int
    found: int = 0
    last: int = 0  # the highest id of a leaf
    faults: list[str] = field(default_factory=list)
    more: int = 0
    roots: dict[str, list[bytes]] = field(default_factory=dict)
    cut: dict[tuple[str, int], list[bytes]] = field(default_factory=dict)
    heads: list[tuple[Any, ...]] = field(default_factory=list)  # size, root, tree

    def fault(self, text: str) -> None:
        if len(self.faults) < FAULTS:
            self.faults.append(text)
        else:
            self.more += 1


class Joining:
    """Blocks in order, each tree growing by whole subtrees."""

    def __init__(self, trees: Iterable[str]) -> None:
        self._trees = {name: Frontier(name) for name in trees}

    def root(self, tree: str, block: Block, size: int) -> str:
        """The root at ``size``, which lies in this block, the next to be taken."""
        return joined([*self._trees[tree].roots, *block.cut[tree, size]], tree).hex()

    def take(self, block: Block) -> None:
        for name, roots in block.roots.items():
            if block.found == BLOCK:
                self._trees[name].append(roots[0])


def walk(
    tasks: Iterable[Task], vendor: str, cursor: Any, place: dict[str, Any], trust: Trust,
    processes: int,
) -> Iterator[Block]:  # fmt: skip
    """Blocks in the order of their tasks. With more than one process each has a connection of its
    own to ``place``; with one, ``cursor`` is asked."""
    if processes < 2:
        yield from (block_of(cursor, vendor, trust, task) for task in tasks)
        return
    with get_context("spawn").Pool(processes, _begin, (vendor, place, trust)) as pool:
        yield from pool.imap(_work, tasks)


def block_of(cursor: Any, vendor: str, trust: Trust, task: Task) -> Block:
    """Hash what the columns say, and the block's part of every tree."""
    block = Block(task.start)
    places = _asked(
        cursor,
        'SELECT "index", leaf_id, hash FROM audit_sealed'  # noqa: S608
        f' WHERE "index" >= {task.start:d} AND "index" < {task.stop:d} ORDER BY "index"',
    )
    leaves = _leaves(cursor, vendor, [place[1] for place in places])
    nodes: list[bytes] = []
    for index, leaf_id, said in places:
        if index != task.start + block.found:
            break
        block.found += 1
        block.last = max(block.last, leaf_id)
        _check(block, index, leaf_id, said, leaves.get(leaf_id))
        nodes.append(bytes.fromhex(said))
    _heads(block, cursor, trust)
    _grow(block, task, nodes)
    return block


def _heads(block: Block, cursor: Any, trust: Trust) -> None:
    rows = _asked(
        cursor,
        "SELECT size, root, tree, key_id, note FROM audit_head WHERE size >"  # noqa: S608
        f" {block.start:d} AND size <= {block.start + block.found:d} ORDER BY size",
    )
    block.heads = [row[:3] for row in rows]
    for fault in filter(None, (trust.fault(*row) for row in rows)):
        block.fault(fault)


def _grow(block: Block, task: Task, nodes: list[bytes]) -> None:
    for tree in task.trees:
        if tree == "sha256":
            grown = blocks.levels([sha256(b"\x00" + data).digest() for data in nodes])
        else:
            grown = blocks.levels([node(data, tree) for data in nodes], tree)
        block.roots[tree] = blocks.frontier(grown, block.found)
        sizes = {size for size, _root, name in block.heads if name == tree}
        for size in sizes | {cut for cut in task.cuts if cut <= task.start + block.found}:
            block.cut[tree, size] = blocks.frontier(grown, size - task.start)


def _check(block: Block, index: int, leaf_id: int, said: str, row: Any) -> None:
    if row is None:
        block.fault(f"leaf {leaf_id} at place {index} was deleted")
    elif row[1] != said or raw.digest(row) != said:
        block.fault(f"leaf {leaf_id} at place {index} was changed: {raw.named(row)}")


def _leaves(cursor: Any, vendor: str, ids: list[int]) -> dict[int, Any]:
    """By range where they lie close together, as they nearly always do; else by name."""
    if not ids:
        return {}
    low, high = min(ids), max(ids)
    select = f"SELECT {raw.columns(vendor)} FROM audit_leaf WHERE id"  # noqa: S608
    if high - low < SPREAD * len(ids):
        rows = _asked(cursor, f"{select} BETWEEN {low:d} AND {high:d}")
    else:
        rows = []
        for start in range(0, len(ids), 500):
            some = ",".join(f"{n:d}" for n in ids[start : start + 500])
            rows += _asked(cursor, f"{select} IN ({some})")
    return {row[0]: row for row in rows}


def _asked(cursor: Any, sql: str) -> Rows:
    cursor.execute(sql)
    return list(cursor.fetchall())


_here: dict[str, Any] = {}  # of one process: its connection


def _begin(vendor: str, place: dict[str, Any], trust: Trust) -> None:
    _here["vendor"], _here["trust"] = vendor, trust
    if vendor == "postgresql":
        import psycopg

        _here["cursor"] = psycopg.connect(**place, autocommit=True).cursor()
    else:
        _here["cursor"] = sqlite3.connect(f"{place['uri']}?mode=ro", uri=True).cursor()


def _work(task: Task) -> Block:
    return block_of(_here["cursor"], _here["vendor"], _here["trust"], task)
