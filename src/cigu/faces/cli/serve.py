"""``cigu serve``: the site and its worker."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cigu.engines.basis.errors import CiguError

from .migrate import tell
from .processes import beside
from .site import start

TARGET = "cigu.config.wsgi:application"
HEADERS_MS = 10_000  # milliseconds; who has not ended the headers by then is cut off


@dataclass(frozen=True)
class Certificate:
    """PEM files; the key as PKCS #8."""

    file: Path
    key: Path


def add(commands: Any) -> None:
    parser = commands.add_parser("serve", help="bring the database up to date and serve the site")
    address(parser)
    parser.add_argument("--workers", type=int, default=1, help="server processes")
    parser.add_argument("--no-worker", action="store_true", help="do not start `cigu work` beside")
    parser.add_argument("--certificate", type=Path, help="PEM file: serve TLS; with --key")
    parser.add_argument("--key", type=Path, help="PEM file of the certificate's key, PKCS #8")
    parser.set_defaults(run=run)


def address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(options: argparse.Namespace) -> int:
    own = certificate(options)
    start()
    check_way(options.host, own)
    prepare()
    return serve(options.host, options.port, options.workers, work=not options.no_worker, own=own)


def certificate(options: argparse.Namespace) -> Certificate | None:
    given = {"--certificate": options.certificate, "--key": options.key}
    for name, path in given.items():
        if path is None and any(given.values()):
            raise CiguError("certificate", "TLS needs both --certificate and --key.", field=name)
        if path is not None and not path.is_file():
            raise CiguError("certificate", f"{name} {path}: there is no such file.", field=name)
    return (
        Certificate(**dict(zip(("file", "key"), given.values(), strict=True)))
        if (options.certificate)
        else None
    )


def check_way(host: str, own: Certificate | None) -> None:
    """In production nothing goes over a network in the clear, not even from the proxy to us."""
    from django.conf import settings

    if settings.SECURE and own is None and not _is_here(host):
        raise CiguError(
            "in_the_clear", f"--host {host}: requests would cross the network in the clear.",
            field="--host", value=host,
            remedy="Serve at 127.0.0.1 with the proxy on this machine, or give --certificate and"
            " --key and let the proxy check them.",
        )  # fmt: skip


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


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


def serve(
    host: str, port: int, workers: int = 1, *, work: bool = True, own: Certificate | None = None
) -> int:
    scheme = "https" if own else "http"
    print(f"Cigu: {scheme}://{host}:{port}/", file=sys.stderr, flush=True)
    with beside("work") if work else nullcontext():
        server(TARGET, host, port, workers, own).serve()
    return 0


def server(target: str, host: str, port: int, workers: int, own: Certificate | None) -> Any:
    """HTTP/1.1 alone: one grammar for the ends of messages, the one that the proxy speaks too."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.http import HTTP1Settings

    from cigu.core.ui.seats import THREADS

    return Granian(
        target, address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=THREADS, log_access=False, http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
        ssl_cert=own.file if own else None, ssl_key=own.key if own else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )  # fmt: skip
