"""``cigu audit``: seal, export, check and hand out the trail; change the signing key."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from cigu.engines.basis.errors import CiguError

from .site import need_database

BROKEN = 1


def add(commands: Any) -> None:
    parser = commands.add_parser("audit", help="seal, export and verify the audit")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    check = verbs.add_parser("verify", help="compute everything again; exit 1 where it differs")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=verify)
    _add_bundle(verbs)
    for name, run, words in (
        ("seal", seal, "seal what waits, now"),
        ("export", export, "write heads and entries to the targets of CIGU_AUDIT_EXPORT"),
        ("gap", gap, "what the targets hold that this database does not; exit 1 if anything"),
        ("rotate-key", rotate, "sign with a new key from now on; old heads still verify"),
    ):
        verbs.add_parser(name, help=words).set_defaults(run=run)


def _add_bundle(verbs: Any) -> None:
    take = verbs.add_parser("bundle", help="leaves with proofs, for an outsider")
    what = take.add_mutually_exclusive_group(required=True)
    what.add_argument("--record", nargs="+", type=UUID, metavar="UID", help="whole histories")
    what.add_argument("--range", metavar="A-B", help="places of the tree, the first is 0")
    take.add_argument("--out", required=True, metavar="FILE.zip")
    take.add_argument("--since-head", metavar="NOTE", help="file of the last head that they hold")
    take.add_argument("--with-personal", action="store_true", help="put personal values in")
    take.set_defaults(run=bundle)


def bundle(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.audit.bundling import Wish, bundle_to

    first, last = _places(options.range) if options.range else (None, None)
    since = Path(options.since_head).read_text(encoding="utf-8") if options.since_head else ""
    wish = Wish(tuple(options.record or ()), first, last, since, options.with_personal)
    done = bundle_to(Path(options.out), wish, by="cigu audit", tell=_progress)
    print(f"{options.out}: {done.leaves} leaves in the tree of {done.head}")
    print(f"Check it with: python3 verify_bundle.py {options.out} --keys KEYS --held NOTE")
    return 0


def _places(words: str) -> tuple[int, int]:
    first, _dash, last = words.partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        raise CiguError("range", f"{words!r} is no range.", remedy="Give places as 0-99.")
    return int(first), int(last)


def verify(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.audit.verifying import verify as run

    report = run(_progress)
    if options.json:
        print(json.dumps({**asdict(report), "holds": report.holds}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"✗ {fault}" for fault in report.faults) or "The audit holds.")
        if report.more:
            print(f"✗ and {report.more} more")
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
