"""``cigu work``: long jobs, events of the outbox that still wait, and what falls due daily."""

from __future__ import annotations

import argparse
import logging
import threading
import time
from typing import Any

from .site import need_database

log = logging.getLogger(__name__)
PAUSE = 30.0  # seconds between two looks at the outbox
SENDS = 2.0  # seconds between two looks at what leaves the system
SEALS = 0.4  # seconds from one seal of the audit to the next: each leaf is sealed within one
REST = 0.1  # seconds for others, however long a seal took


def add(commands: Any) -> None:
    parser = commands.add_parser("work", help="run waiting jobs and deliver waiting events")
    parser.add_argument("--once", action="store_true", help="do what waits, then end")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    need_database()
    from django.core.management import call_command

    if options.once:
        deliver()
        send_once()
        seal()
        call_command("db_worker", batch=True)
        return 0
    end = threading.Event()
    beside = [
        threading.Thread(target=target, args=(end,), name=target.__name__)
        for target in (look, keep_sending, keep_mailing, keep_sealing, keep_backups)
    ]
    for thread in beside:
        thread.start()
    try:
        call_command("db_worker")
    finally:
        end.set()
        for thread in beside:
            thread.join()
    return 0


def look(end: threading.Event) -> None:
    while not end.is_set():
        deliver()
        end.wait(PAUSE)


def deliver() -> None:
    """One round; a part that fails is told in the log and holds up no other."""
    from django.db import close_old_connections

    from cigu.core.imports.upkeep import forget_rows
    from cigu.core.jobs.running import resume_stalled
    from cigu.core.notices.actions import deliver_waiting
    from cigu.core.notices.digest import gather
    from cigu.core.notices.letters import watch
    from cigu.core.quotas.counting import watch as watch_quotas
    from cigu.core.quotas.visitors import forget as forget_visitors
    from cigu.core.search.keeping import keep_full
    from cigu.core.search.tending import tend
    from cigu.core.ui.once import forget_answers
    from cigu.core.ui.policy import watch as watch_policy
    from cigu.faces.portal.actions import forget_old_claims
    from cigu.faces.privacy.repeating import keep_erased
    from cigu.records.publicnotices.actions import forget_old
    from cigu.work.matchmaking.actions import sweep

    close_old_connections()
    parts = (
        deliver_waiting, watch, resume_stalled, watch_quotas, watch_policy, keep_erased, sweep,
        forget_answers, gather, keep_full, tend, forget_rows, forget_visitors,
        forget_old, forget_old_claims,
    )  # fmt: skip
    for part in parts:
        try:
            part()
        except Exception:
            log.exception("%s failed; trying again in the next round", part.__name__)
    close_old_connections()


def keep_sending(end: threading.Event) -> None:
    """Webhooks; a receiver that hangs keeps a thread of its own waiting, and nothing else."""
    from django.db import close_old_connections

    from cigu.core.webhooks.sending import Sending

    sending = Sending()
    while not end.wait(SENDS):
        close_old_connections()
        try:
            sending.round()
        except Exception:
            log.exception("webhooks were not looked at; trying again")
    sending.close()


def keep_mailing(end: threading.Event) -> None:
    """Mail has a thread of its own: a gateway that is slow keeps nothing else waiting."""
    from django.db import close_old_connections

    from cigu.core.notices.mailing import send_waiting

    while not end.wait(SENDS):
        close_old_connections()
        try:
            send_waiting()
        except Exception:
            log.exception("mail was not looked at; trying again")
        close_old_connections()


def send_once() -> None:
    from cigu.core.notices.mailing import send_waiting
    from cigu.core.webhooks.sending import send_once as send

    send()
    send_waiting()


def keep_sealing(end: threading.Event) -> None:
    """A seal that fails is tried again: the lag shows on the next check."""
    pause = REST
    while not end.wait(pause):
        began = time.monotonic()
        try:
            seal()
        except Exception:
            log.exception("the audit was not sealed; trying again")
        pause = until_next_seal(time.monotonic() - began)


def until_next_seal(took: float) -> float:
    return max(REST, SEALS - took)


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
