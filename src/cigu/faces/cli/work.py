"""``cigu work``: long jobs, events of the outbox that still wait, and what falls due daily."""

from __future__ import annotations

import argparse
import logging
import threading
from typing import Any

from .site import need_database

log = logging.getLogger(__name__)
PAUSE = 30.0  # seconds between two looks at the outbox
SEALS = 1.0  # seconds between two seals of the audit


def add(commands: Any) -> None:
    parser = commands.add_parser("work", help="run waiting jobs and deliver waiting events")
    parser.add_argument("--once", action="store_true", help="do what waits, then end")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    need_database()
    from django.core.management import call_command

    if options.once:
        deliver()
        seal()
        call_command("db_worker", batch=True)
        return 0
    end = threading.Event()
    looking = threading.Thread(target=look, args=(end,), name="outbox")
    sealing = threading.Thread(target=keep_sealing, args=(end,), name="seal")
    nights = threading.Thread(target=keep_backups, args=(end,), name="nights")
    looking.start()
    sealing.start()
    nights.start()
    try:
        call_command("db_worker")
    finally:
        end.set()
        looking.join()
        sealing.join()
        nights.join()
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


def keep_sealing(end: threading.Event) -> None:
    """A seal that fails is tried again: the lag shows on the next check."""
    while not end.wait(SEALS):
        try:
            seal()
        except Exception:
            log.exception("the audit was not sealed; trying again")


def keep_backups(end: threading.Event) -> None:
    """The night's backup and drill, beside everything else."""
    from django.db import close_old_connections

    from cigu.core.backups.disks import watch_disks
    from cigu.core.backups.nightly import watch

    while not end.is_set():
        close_old_connections()
        try:
            watch_disks()
            watch()
        except Exception:
            log.exception("backups were not looked after; trying again")
        close_old_connections()
        end.wait(PAUSE)


def seal() -> None:
    from django.db import close_old_connections

    from cigu.core.notices.watching import keep_sealed

    close_old_connections()
    keep_sealed()
