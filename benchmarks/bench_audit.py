"""The seal and the check of the audit: rows a second, seconds for a million, cost to writers.

    python benchmarks/bench_audit.py --rows 50000

The limits are those of the field: a million rows checked in 15 s, a row sealed within 1 s.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import date
from pathlib import Path

LIMIT_CHECK, LIMIT_SEAL = 15.0, 1.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CIGU_DATA": folder, "DJANGO_SETTINGS_MODULE": "cigu.config.settings"}
        os.environ["CIGU_AUDIT_EXPORT"] = str(Path(folder) / "off")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        measure(rows)


def measure(rows: int) -> None:
    from cigu.core.access.models import Party
    from cigu.core.audit.exporting import export
    from cigu.core.audit.recording import change
    from cigu.core.audit.sealing import seal
    from cigu.core.audit.verifying import verify

    def write() -> None:
        with change("bench.write", by=None, on=date(2024, 6, 14)):
            Party(kind="person", name="合成", synthetic=True).save()

    def timed(act: object, times: int = 1) -> float:
        began = time.perf_counter()
        for _ in range(times):
            act()  # type: ignore[operator]
        return time.perf_counter() - began

    writing = timed(write, rows)
    print(f"writing {rows} rows with leaf and mark: {rows / writing:.0f} rows/s")
    sealing = timed(lambda: [None for _ in iter(seal, None)])
    print(
        f"sealing: {rows / sealing:.0f} rows/s; {sealing / writing:.3f} of the time of writing them"
    )
    print(f"export: {rows / timed(export):.0f} rows/s")
    write()
    one = timed(seal)
    print(f"one new row is sealed in {one:.3f} s: {one / LIMIT_SEAL:.2f} of the limit of 1 s")
    checking = timed(lambda: _holds(verify()))
    million = checking / rows * 1_000_000
    print(f"check: {million:.1f} s for a million rows: {million / LIMIT_CHECK:.2f} of 15 s")


def _holds(report: object) -> None:
    assert report.holds, report.faults[:3]  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
