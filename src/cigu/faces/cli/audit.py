"""``cigu audit``: seal, export and check the trail; change the signing key."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from .site import need_database

BROKEN = 1


def add(commands: Any) -> None:
    parser = commands.add_parser("audit", help="seal, export and verify the audit")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    check = verbs.add_parser("verify", help="compute everything again; exit 1 where it differs")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=verify)
    for name, run, words in (
        ("seal", seal, "seal what waits, now"),
        ("export", export, "write heads and entries to the targets of CIGU_AUDIT_EXPORT"),
        ("gap", gap, "what the targets hold that this database does not; exit 1 if anything"),
        ("rotate-key", rotate, "sign with a new key from now on; old heads still verify"),
    ):
        verbs.add_parser(name, help=words).set_defaults(run=run)


def verify(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.audit.verifying import verify as run

    report = run(_progress)
    if options.json:
        print(json.dumps({**asdict(report), "holds": report.holds}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"✗ {fault}" for fault in report.faults) or "The audit holds.")
        print(
            f"{report.leaves} leaves, {report.sealed} sealed under {report.heads} heads,"
            f" {report.unsealed} not yet; targets: {report.targets or 'none configured'}"
        )
    return 0 if report.holds else BROKEN


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} / {total}", end="", file=sys.stderr, flush=True)


def seal(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.audit.sealing import seal as run

    size = None
    while (head := run()) is not None:
        size = head.size
    print(f"sealed up to {size}" if size else "nothing waits")
    return 0


def export(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.audit.exporting import export as run

    failed = run()
    print("\n".join(failed) or "exported")
    return BROKEN if failed else 0


def gap(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.audit.gaps import gaps
    from cigu.core.backups.wording import of_gap

    found = [one.as_dict() for one in gaps()]
    for one in found:
        print("\n".join(of_gap(one)))
    return BROKEN if any(one["leaves"] or one["error"] for one in found) else 0


def rotate(options: argparse.Namespace) -> int:
    """The log itself says which key signs from now on."""
    need_database()
    from cigu.core.audit.rotating import rotate as run

    key = run(by="cigu audit")
    print(f"key {key.id} signs from now on")
    return 0
