"""A thousand writers killed at named points of every way to a commit: what was lost?

    python benchmarks/bench_kills.py                       # 1,000 kills on SQLite
    python benchmarks/bench_kills.py --kills 100 --postgres postgres://user@host/empty_database

The limit is 0: acknowledged writes lost, rows half-written, numbers doubled or skipped.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20240614)
    parser.add_argument("--postgres", default="", help="an empty database")
    options = parser.parse_args()
    worst = 0
    for name, address in (("SQLite", ""), ("PostgreSQL", options.postgres)):
        if name == "PostgreSQL" and not address:
            print("PostgreSQL: not asked for (--postgres)")
            continue
        print(f"== {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            worst = max(worst, _killed(Path(folder), address, options))
    return worst


def _killed(folder: Path, address: str, options: argparse.Namespace) -> int:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CIGU_")}
    command = [
        sys.executable, "-m", "tests.kills", "--kills", str(options.kills), "--data",
        str(folder / "data"), "--seed", str(options.seed),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env=env | {"CIGU_DATABASE": address}, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
