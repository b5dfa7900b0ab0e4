"""``cigu migrate``: bring the tables up to this program; also after it was stopped half-way."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .site import start


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "migrate",
        help="bring the tables up to date, or finish what was stopped; not while one runs",
        description="With CIGU_BACKUP_TO a backup is made first.",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    start()
    from cigu.core.backups.migrating import bring_up

    waiting = bring_up(tell)
    print("\n".join(waiting) if waiting else "nothing waits")
    return 0


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
