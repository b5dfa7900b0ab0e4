"""Writers on one SQLite file, with and without the file lock, in one run.

Prints, for each engine: turns per second, the fewest and most turns of one writer, and the longest
wait for a turn; then the two ratios that docs/adr/0003 speaks of.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

ENGINES = {
    "BEGIN IMMEDIATE alone": "django.db.backends.sqlite3",
    "with the lock": "cigu.core.database.sqlite",
}
FILE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


@dataclass(frozen=True)
class Measured:
    turns: list[int]
    waits: list[float]
    seconds: float

    @property
    def rate(self) -> float:
        return sum(self.turns) / self.seconds


def connect(engine: str, path: Path) -> Any:
    database = {"ENGINE": engine, "NAME": str(path), "OPTIONS": FILE_OPTIONS}
    return ConnectionHandler({"default": database})["default"]


def write(engine: str, path: Path, seconds: float, hold: float, out: Any) -> None:
    """One writer: as many turns as it gets. The wait runs from asking to having BEGUN."""
    connection = connect(engine, path)
    transaction.get_connection = lambda using=None: connection  # atomic() on our own handle
    waits, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        asked = time.monotonic()
        try:
            with transaction.atomic():
                waits.append(time.monotonic() - asked)
                connection.cursor().execute("INSERT INTO turn DEFAULT VALUES")
                time.sleep(hold)
        except OperationalError:
            waits.append(time.monotonic() - asked)
    out.put(waits)


def measure(engine: str, folder: str, writers: int, seconds: float, hold: float) -> Measured:
    path = Path(folder) / f"{engine}.sqlite3"
    connect(engine, path).cursor().execute("CREATE TABLE turn (id INTEGER PRIMARY KEY)")
    spawn = multiprocessing.get_context("spawn")
    out = spawn.Queue()
    crowd = [
        spawn.Process(target=started, args=(engine, path, seconds, hold, out))
        for _number in range(writers)
    ]
    for process in crowd:
        process.start()
    waits = [out.get() for _process in crowd]
    for process in crowd:
        process.join()
    return Measured([len(w) for w in waits], [w for one in waits for w in one], seconds)


def started(*args: Any) -> None:
    ready()
    write(*args)


def ready() -> None:
    if not settings.configured:
        settings.configure(USE_TZ=True)
        django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--hold", type=float, default=0.005, help="seconds before commit")
    options = parser.parse_args()
    ready()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, engine in ENGINES.items():
            found[name] = measure(engine, folder, options.writers, options.seconds, options.hold)
            report(name, found[name])
    alone, locked = (found[name] for name in ENGINES)
    print(f"longest wait: lock / alone = {max(locked.waits) / max(alone.waits):.3f}")
    print(f"throughput:   lock / alone = {locked.rate / alone.rate:.2f}")


def report(name: str, m: Measured) -> None:
    longest, turns = max(m.waits) * 1000, m.turns
    middle = sorted(m.waits)[int(len(m.waits) * 0.99)] * 1000
    print(
        f"{name:24} {m.rate:7.1f} turns/s, {min(turns)} to {max(turns)} per writer, "
        f"wait p99 {middle:.0f} ms, longest {longest:.0f} ms"
    )


if __name__ == "__main__":
    main()
