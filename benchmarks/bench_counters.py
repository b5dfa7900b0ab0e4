"""A thousand numbers for fifty registrars at once, a fifth rolled back, ten registrars killed.

    python benchmarks/bench_counters.py [--postgres postgres://user@host/empty_database]

Limits: no gap, no double; and the time that a counter row took where it was first measured
(reliability list: 2.8 s on PostgreSQL, 4.1 s on SQLite, for bare counters; here each attempt is a
whole need with its leaves, task and notice).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BARE = {"SQLite": 4.1, "PostgreSQL": 2.8}  # seconds for a thousand bare counters


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", default="", help="an empty database")
    options = parser.parse_args()
    worst = 0
    for name, address in (("SQLite", ""), ("PostgreSQL", options.postgres)):
        if name == "SQLite" or address:
            worst = max(worst, _measured(name, address))
    return worst


def _measured(name: str, address: str) -> int:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CIGU_")}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.kills.counters", "--data", folder], cwd=ROOT, text=True,
            env=env | {"CIGU_DATABASE": address}, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    ratio = told["seconds"] / BARE[name]
    print(f"{name}: {told['given']} numbers in {told['seconds']} s", end=", ")
    print(f"{ratio:.1f} times bare counters; {told['killed']} registrars killed", end=", ")
    print(f"{told['doubled']} numbers doubled, {told['skipped']} skipped")
    return 1 if told["doubled"] or told["skipped"] else 0


if __name__ == "__main__":
    sys.exit(main())
