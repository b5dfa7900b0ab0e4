"""``cigu backup``: a whole copy of database, documents and public keys, beside the running site."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cigu.engines.basis.errors import CiguError

from .site import need_database

INCOMPLETE = 1
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "backup", help="copy database, documents and public keys while the site runs",
        epilog="Exit codes: 0 whole; 1 made, but the site itself had lost documents; 2 not made.",
    )  # fmt: skip
    parser.add_argument("--to", type=Path, help="folder of backups; default CIGU_BACKUP_TO")
    parser.add_argument("--keep", type=int, metavar="N", help="keep only the newest N backups")
    parser.add_argument(
        "--with-private-keys", action="store_true",
        help="also the keys that sign heads: keep such a backup as safe as the keys",
    )  # fmt: skip
    speaking(parser)
    parser.set_defaults(run=run)


def speaking(parser: argparse.ArgumentParser) -> None:
    """What reports for people and machines have in common."""
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh", help="language of the report")


def speak(options: argparse.Namespace) -> None:
    from django.utils import translation

    translation.activate(LANGUAGES[options.lang])


def run(options: argparse.Namespace) -> int:
    need_database(ready=False)  # before an upgrade it is wanted most
    speak(options)
    from cigu.core.backups.making import backup
    from cigu.core.backups.wording import of_backup

    if options.keep is not None and options.keep < 1:
        raise CiguError("keep", f"--keep {options.keep}: give 1 or more.")
    begun = time.monotonic()
    made = backup(
        place_of(options.to), private_keys=options.with_private_keys, keep=options.keep,
        tell=progress,
    )  # fmt: skip
    manifest, seconds = made.manifest, time.monotonic() - begun
    if options.json:
        print(json.dumps({"folder": str(made.folder), **asdict(manifest)}, ensure_ascii=False))
    else:
        print("\n".join(of_backup(made, seconds)))
    return INCOMPLETE if manifest.missing else 0


def place_of(given: Path | None) -> Path:
    from django.conf import settings

    place = given or settings.BACKUP_TO
    if place is None:
        raise CiguError(
            "no_folder", "No folder of backups is named.",
            remedy="Give it with --to or by CIGU_BACKUP_TO; best a disk of another machine.",
        )  # fmt: skip
    return Path(place)


def progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what} {done} / {total}", end="", file=sys.stderr, flush=True)
        if done == total:
            print(file=sys.stderr)
