"""``cigu demo``: build the demo year, say what is in it, and serve the site."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any

from .serve import address, prepare, serve

PERIOD = "2023-06-08/2024-06-08"
TERRITORY = "150200"


def add(commands: Any) -> None:
    parser = commands.add_parser("demo", help="build the Baotou demo year and serve it")
    parser.add_argument("--build", action="store_true", help="only build, do not serve")
    address(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("CIGU_MODE", "demo")
    began = time.monotonic()
    prepare()
    from cigu.faces.demo.build import build

    build(progress)
    print(f"\nReady after {time.monotonic() - began:.0f} s.", file=sys.stderr)
    print(summary(options))
    return 0 if options.build else serve(options.host, options.port)


def progress(what: str, done: int, total: int) -> None:
    """One line that moves at a terminal; now and then a line elsewhere."""
    if sys.stderr.isatty():
        print(f"\r{what}  {done} / {total}", end="", file=sys.stderr, flush=True)
    elif done == total or done % 100 == 0:
        print(f"{what}  {done} / {total}", file=sys.stderr, flush=True)


def summary(options: argparse.Namespace) -> str:
    """Figures, coverage, address and accounts: all that a visitor needs."""
    from .coverage import coverage
    from .coverage import lines as covered

    parts = [figures(), covered(coverage()), accounts()]
    if not options.build:
        parts.append(f"http://{options.host}:{options.port}/")
    return "\n\n".join(parts)


def figures() -> str:
    from cigu.faces.yearbook.asking import where_of
    from cigu.faces.yearbook.lines import yearbook

    from .yearbook import table

    lines = yearbook(where_of(TERRITORY, PERIOD, None))
    return table([line for line in lines if line.computed is not None])


def accounts() -> str:
    from cigu.faces.demo.build import accounts as known

    return "\n".join(f"{a.username:16} {a.password:22} {a.role}" for a in known())
