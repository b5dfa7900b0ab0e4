"""Kill writers N times and say what was lost.

    python -m tests.kills --kills 1000 --data FOLDER [--seed N] [--json]

``FOLDER`` is made and filled; CIGU_DATABASE names a database on PostgreSQL, empty, instead of the
file in it. Each writer is a process of its own that is killed at a named point (``kill -9``); the
seed replays the run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

EVERY = 100  # kills between two looks at all invariants
PATIENCE = 120


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=20240614)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ |= {"CIGU_DATA": str(options.data), "CIGU_MODE": "demo",
                   "DJANGO_SETTINGS_MODULE": "cigu.config.settings"}  # fmt: skip
    import django

    django.setup()
    told = run(options.kills, options.data, options.seed)
    print(json.dumps(told) if options.json else _in_words(told))
    return 1 if told["faults"] else 0


def run(kills: int, data: Path, seed: int) -> dict[str, Any]:
    from . import ledger, steps
    from .stage import build

    build()
    chance, book = random.Random(seed), steps.Book(data / "acknowledged.jsonl")
    killed: Counter[str] = Counter()
    found: list[str] = []
    begun, lives = time.monotonic(), 0
    while sum(killed.values()) < kills and not found:
        lives += 1
        point = steps.POINTS[lives % len(steps.POINTS)]
        turn = 1 if point.partition(".")[0] in steps.FIRST else chance.randint(1, 3)
        point = f"{point}:{turn}"
        own = chance.getrandbits(32)
        if _child(lambda own=own, point=point: steps.life(book, own, 6, point)):  # type: ignore[misc]
            killed[point.partition(":")[0]] += 1
            for key in ledger.unfinished(book):
                assert not _child(lambda key=key: steps.second_try(book, key))  # type: ignore[misc]
            found += _asked(lambda: ledger.faults(book))
            if sum(killed.values()) % EVERY == 0:
                found += _asked(ledger.whole)
    found += _asked(ledger.whole)
    done = [line for line in book.lines() if "done" in line or "moved" in line]
    return {
        "seed": seed, "kills": sum(killed.values()), "lives": lives, "points": dict(killed),
        "acknowledged": len(done), "faults": found, "seconds": round(time.monotonic() - begun, 1),
    }  # fmt: skip


def _child(act: Callable[[], Any]) -> bool:
    """Run ``act`` in a process of its own; True if it was killed. Any other end is a mistake."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.alarm(PATIENCE)
            act()
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, f"ended by signal {os.WTERMSIG(status)}"
        return True
    assert os.WEXITSTATUS(status) == 0, "a writer failed by itself: see above"
    return False


def _asked(question: Callable[[], list[str]]) -> list[str]:
    from django.db import connections

    try:
        return question()
    finally:
        connections.close_all()


def _in_words(told: dict[str, Any]) -> str:
    lines = [f"{point:24}{n:6}" for point, n in sorted(told["points"].items())]
    lines.append(
        f"{told['kills']} kills in {told['seconds']} s (seed {told['seed']}),"
        f" {told['acknowledged']} writes acknowledged, {len(told['faults'])} faults"
    )
    return "\n".join([*lines, *told["faults"]])


if __name__ == "__main__":
    sys.exit(main())
