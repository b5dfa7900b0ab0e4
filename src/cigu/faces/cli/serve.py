"""``cigu serve``: the site and its worker."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from typing import Any

from .migrate import tell
from .processes import beside
from .site import start

TARGET = "cigu.config.wsgi:application"
HEADERS_MS = 10_000  # milliseconds; who has not ended the headers by then is cut off


def add(commands: Any) -> None:
    parser = commands.add_parser("serve", help="bring the database up to date and serve the site")
    address(parser)
    parser.add_argument("--workers", type=int, default=1, help="server processes")
    parser.add_argument("--no-worker", action="store_true", help="do not start `cigu work` beside")
    parser.set_defaults(run=run)


def address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(options: argparse.Namespace) -> int:
    prepare()
    return serve(options.host, options.port, options.workers, work=not options.no_worker)


def prepare() -> None:
    """Tables and static files, so that a fresh machine needs no other command."""
    start()
    from django.conf import settings
    from django.core.management import call_command

    from cigu.core.backups.migrating import bring_up, check_not_stopped
    from cigu.faces.privacy.repeating import repeat

    check_not_stopped()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    bring_up(tell)
    repeat()  # whom a copy of the database brought back, before anybody is served
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", interactive=False, verbosity=0)


def serve(host: str, port: int, workers: int = 1, *, work: bool = True) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings

    from cigu.core.ui.seats import THREADS

    print(f"Cigu: http://{host}:{port}/", file=sys.stderr, flush=True)
    with beside("work") if work else nullcontext():
        Granian(
            TARGET, address=host, port=port, interface=Interfaces.WSGI, workers=workers,
            blocking_threads=THREADS, log_access=False,
            http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
        ).serve()  # fmt: skip
    return 0
