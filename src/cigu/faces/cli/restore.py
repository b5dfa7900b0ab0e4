"""``cigu restore``: a backup into an empty place, where it proves itself; ``cigu drill``: the same
for practice, written down and removed."""

from __future__ import annotations

import argparse
import json
import subprocess  # our own module with fixed arguments, never a shell
import sys
from pathlib import Path
from typing import Any

from cigu.engines.basis.errors import CiguError

from .backup import place_of, progress, speak, speaking
from .site import need_database, start

FAULTS = 1
CODES = "Exit codes: 0 whole; 1 faults were found, each is named; 2 refused, nothing was written."


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "restore", help="put a backup into an empty place and prove it there", epilog=CODES
    )
    parser.add_argument("backup", type=Path, help="a backup, or the folder of backups: the newest")
    parser.add_argument("--to", type=Path, required=True, help="new data folder (CIGU_DATA)")
    parser.add_argument("--database", default="", help="empty PostgreSQL database: postgres://…")
    parser.add_argument("--keys", type=Path, help="folder of the audit's keys, kept apart")
    parser.add_argument(
        "--lost", default="", metavar="DATABASE",
        help="the old database, file or address, if it can be read: says what it had more",
    )  # fmt: skip
    speaking(parser)
    parser.set_defaults(run=restore)
    practice = commands.add_parser(
        "drill",
        help="restore the newest backup for practice, prove it, write it down",
        epilog=CODES,
    )
    practice.add_argument("--from", dest="folder", type=Path, help="default CIGU_BACKUP_TO")
    speaking(practice)
    practice.set_defaults(run=drill)


def restore(options: argparse.Namespace) -> int:
    start()
    speak(options)
    from cigu.core.backups.manifest import read
    from cigu.core.backups.restoring import restore as run
    from cigu.core.backups.wording import of_proof

    place = options.to.resolve()
    proof = run(
        read(options.backup.resolve()), place, database=options.database, keys=options.keys,
        lost=options.lost, tell=progress, then=erase_again,
    )  # fmt: skip
    if options.json:
        print(json.dumps(proof, ensure_ascii=False, indent=1))
    else:
        print("\n".join(of_proof(proof, str(place))))
    return 0 if proof["holds"] else FAULTS


def erase_again(environment: dict[str, str]) -> dict[str, Any]:
    """People who were erased after the backup was made: in a process whose settings name the new
    place. A restore that cannot do this has failed."""
    words = [sys.executable, "-m", "cigu.faces.privacy.repeating"]
    done = subprocess.run(  # noqa: S603 - our own module
        words, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CiguError(
            "not_erased", "People who were erased could not be erased again in the copy:"
            f" {done.stderr.strip()[-800:]}", remedy="Do not start a site on it.",
        )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def drill(options: argparse.Namespace) -> int:
    need_database()
    speak(options)
    from cigu.core.backups.drilling import drill as run
    from cigu.core.backups.models import Drill
    from cigu.core.backups.wording import of_drill, of_proof

    done, proof = run(place_of(options.folder), by="cigu drill", tell=progress)
    passed = done.outcome == Drill.Outcome.PASSED
    if options.json:
        told = {"backup": done.backup, "outcome": done.outcome, "seconds": done.seconds}
        print(json.dumps({**told, "faults": done.faults, "proof": proof}, ensure_ascii=False))
        return 0 if passed else FAULTS
    lines = of_drill(done)
    lines += of_proof(proof) if proof else done.faults
    print("\n".join(lines))
    return 0 if passed else FAULTS
