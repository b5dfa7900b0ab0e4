"""``cigu work``: long jobs, events of the outbox that still wait, and what falls due daily."""

from __future__ import annotations

import argparse
import threading
from typing import Any

from .site import need_database

PAUSE = 30.0  # seconds between two looks at the outbox


def add(commands: Any) -> None:
    parser = commands.add_parser("work", help="run waiting jobs and deliver waiting events")
    parser.add_argument("--once", action="store_true", help="do what waits, then end")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    need_database()
    from django.core.management import call_command

    if options.once:
        deliver()
        call_command("db_worker", batch=True)
        return 0
    end = threading.Event()
    looking = threading.Thread(target=look, args=(end,), name="outbox")
    looking.start()
    try:
        call_command("db_worker")
    finally:
        end.set()
        looking.join()
    return 0


def look(end: threading.Event) -> None:
    while not end.is_set():
        deliver()
        end.wait(PAUSE)


def deliver() -> None:
    from django.db import close_old_connections

    from cigu.core.jobs.running import resume_stalled
    from cigu.core.notices.actions import deliver_waiting
    from cigu.work.matchmaking.actions import sweep

    close_old_connections()
    deliver_waiting()
    resume_stalled()
    sweep()
    close_old_connections()
