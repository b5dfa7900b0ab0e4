"""The audit: seconds to check a million rows, what sealing costs those who write, and how soon a
row is sealed.

    python benchmarks/bench_audit.py                      # 50,000 rows, SQLite
    python benchmarks/bench_audit.py --rows 1000000
    CIGU_DATABASE=postgres://user@host/empty python benchmarks/bench_audit.py

The limits are those of docs and field: a million rows in 15 s, 10 % for the writers, sealed within
1 s. The check's peer is the plain one, leaf by leaf through the models, in the same run.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import Any

LIMIT_CHECK, LIMIT_SEAL, LIMIT_COST = 15.0, 1.0, 0.10
WRITERS = 8
BATCH = 2000
PLAIN = 20_000  # so many leaves are checked leaf by leaf
MILLION = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--writers-only", action="store_true", help="beside the log that is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CIGU_DATA": folder, "DJANGO_SETTINGS_MODULE": "cigu.config.settings"}
        os.environ["CIGU_AUDIT_EXPORT"] = str(Path(folder) / "off")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        if not options.writers_only:
            check(options.rows)
        writers(options.rounds, options.seconds)


def check(rows: int) -> None:
    from django.db import connection

    from cigu.core.audit.exporting import export
    from cigu.core.audit.factories import seal_all
    from cigu.core.audit.models import AuditLeaf
    from cigu.core.audit.recording import leaf_hash
    from cigu.core.audit.verifying import verify

    begun = AuditLeaf.objects.count()
    writing = timed(lambda: write_many(rows))
    print(f"{connection.vendor}: {rows} rows with leaf, mark and personal value written in batches:"
          f" {rows / writing:.0f} rows/s")  # fmt: skip
    sealing = timed(seal_all)  # on PostgreSQL it waits for transactions of others
    print(f"sealed: {rows / sealing:.0f} rows/s")
    print(f"exported: {rows / timed(export):.0f} rows/s")
    some = AuditLeaf.objects.order_by("pk")[:PLAIN]
    plain = timed(lambda: [leaf_hash(leaf) for leaf in some.iterator(BATCH)])
    plain *= MILLION / min(PLAIN, rows)
    for count in (1, 2):
        before = _processor()
        seconds = timed(lambda n=count: _holds(verify(processes=n)))  # type: ignore[misc]
        free = (_processor() - before) / count / (rows + begun) * MILLION
        million = seconds / (rows + begun) * MILLION
        print(f"check in {count} process(es): {seconds:.1f} s, {million:.1f} s for a million rows:"
              f" {million / LIMIT_CHECK:.2f} of the limit of 15 s; on {count} core(s) that do"
              f" nothing else {free:.1f} s: {free / LIMIT_CHECK:.2f} of it;"
              f" {million / plain:.2f} of reading and hashing them through the models")  # fmt: skip


def writers(rounds: int, seconds: float) -> None:
    """Rounds with and without the sealer take turns, so that a busy machine is fair to both."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    delays: list[float] = []
    for number in range(2 * rounds):
        sealed = bool(number % 2)
        rate, seen = round_of(seconds, sealed)
        rates[sealed].append(rate)
        delays += seen
    without, with_it = median(rates[False]), median(rates[True])
    cost = 1 - with_it / without
    print(f"{WRITERS} writers: {without:.0f} rows/s alone, {with_it:.0f} beside the sealer: cost"
          f" {cost:.1%}, {cost / LIMIT_COST:.2f} of the limit of 10 %")  # fmt: skip
    print("rounds alone " + " ".join(f"{r:.0f}" for r in rates[False])
          + "; beside the sealer " + " ".join(f"{r:.0f}" for r in rates[True]))  # fmt: skip
    delays.sort()
    half, most = median(delays), delays[int(len(delays) * 0.99)]
    print(f"from commit to seal, {len(delays)} rows under that load: half within {half:.2f} s,"
          f" 99 % within {most:.2f} s, worst {delays[-1]:.2f} s:"
          f" {delays[-1] / LIMIT_SEAL:.2f} of the limit of 1 s")  # fmt: skip


def round_of(seconds: float, sealed: bool) -> tuple[float, list[float]]:
    """Rows a second of all writers, and how long each sealed row had waited."""
    spawn = get_context("spawn")
    start, out, seen = spawn.Barrier(WRITERS + sealed), spawn.Queue(), spawn.Queue()
    crew = [spawn.Process(target=_writer, args=(start, seconds, out)) for _ in range(WRITERS)]
    crew += [spawn.Process(target=_sealer, args=(start, seconds, seen))] if sealed else []
    for process in crew:
        process.start()
    rate = sum(out.get() for _ in range(WRITERS)) / seconds
    delays = seen.get() if sealed else []
    for process in crew:
        process.join()
    return rate, delays


def _writer(start: Any, seconds: float, out: Any) -> None:
    import django

    django.setup()
    write_one()
    start.wait()
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        write_one()
        count += 1
    out.put(count)


def _sealer(start: Any, seconds: float, seen: Any) -> None:
    """As ``cigu work`` does it: seal, export, wait. ``recorded_at`` lies before the commit, so
    what is told is never too little."""
    import django

    django.setup()
    from cigu.core.audit.exporting import export
    from cigu.core.audit.models import SealHead
    from cigu.core.audit.sealing import seal
    from cigu.faces.cli.work import until_next_seal

    while seal() is not None:
        export()
    start.wait()
    end, delays = time.monotonic() + seconds, list[float]()
    size = SealHead.objects.latest("size").size
    while time.monotonic() < end:
        began, measuring = time.monotonic(), 0.0
        if seal() is not None:
            now, sealed = time.time(), time.monotonic()
            size, fresh = _since(size)
            delays += [now - at for at in fresh]
            measuring = time.monotonic() - sealed
            export()
        time.sleep(until_next_seal(time.monotonic() - began - measuring))
    seen.put(delays)


def _since(size: int) -> tuple[int, list[float]]:
    from cigu.core.audit.models import AuditLeaf, SealedLeaf

    places = SealedLeaf.objects.filter(index__gte=size)
    ids = list(places.values_list("leaf_id", flat=True))
    found: list[float] = []
    for first in range(0, len(ids), 500):
        rows = AuditLeaf.objects.filter(pk__in=ids[first : first + 500])
        found += [at.timestamp() for at in rows.values_list("recorded_at", flat=True)]
    return size + len(ids), found


def write_one() -> None:
    from cigu.core.access.models import Party
    from cigu.core.audit.recording import change

    with change("bench.write", by=None, on=date(2024, 6, 14)):
        Party(kind="person", name="合成", synthetic=True).save()


def write_many(rows: int) -> None:
    from cigu.core.access.models import Party
    from cigu.core.audit.recording import change, create_many

    for first in range(0, rows, BATCH):
        some = min(BATCH, rows - first)
        with change("bench.write", by=None, on=date(2024, 6, 14)):
            made = (Party(kind="person", name="合成", synthetic=True) for _ in range(some))
            create_many(Party, made)


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _processor() -> float:
    """Seconds that this program and its ended children computed; a busy machine adds none."""
    spent = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _holds(report: Any) -> None:
    assert report.holds, report.faults[:3]


if __name__ == "__main__":
    main()
