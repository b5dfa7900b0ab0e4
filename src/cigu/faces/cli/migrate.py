"""``cigu migrate``: bring the tables up to this program; also after it was stopped half-way."""

from __future__ import annotations

import argparse
from typing import Any

from .site import start


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "migrate", help="bring the tables up to date, or finish what was stopped; not while it runs"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    start()
    from django.core.management import call_command

    from cigu.core.backups.migrating import end, unapplied, unfinished

    waiting, since = unapplied(), unfinished()
    call_command("migrate", interactive=False, verbosity=0)
    if since:  # it may have been stopped behind its last step
        end()
    print("\n".join(waiting) if waiting else "nothing waits")
    return 0
