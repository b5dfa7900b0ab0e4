"""``cigu documents``: every file against its checksum; what is lost comes back from a backup."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .backup import progress, speak, speaking
from .site import need_database

LOST = 1


def add(commands: Any) -> None:
    parser = commands.add_parser("documents", help="compare stored files with their checksums")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    check = verbs.add_parser(
        "verify", help="read every file; exit 1 where one is missing or damaged"
    )
    check.add_argument(
        "--repair-from", type=Path, metavar="BACKUP", help="bring back from this backup's files"
    )
    speaking(check)
    check.set_defaults(run=verify)


def verify(options: argparse.Namespace) -> int:
    need_database()
    speak(options)
    from cigu.core.backups.losses import look
    from cigu.core.backups.wording import of_sweep

    swept = look(options.repair_from, tell=lambda done, total: progress("", done, total))
    print(json.dumps(asdict(swept), ensure_ascii=False) if options.json
          else "\n".join(of_sweep(swept)))  # fmt: skip
    return LOST if swept.lost else 0
