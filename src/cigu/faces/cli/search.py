"""``cigu search``: the index that finds records by parts of words."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .site import need_database

WAITS = 1


def add(commands: Any) -> None:
    parser = commands.add_parser("search", help="the index of the search")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    anew = verbs.add_parser(
        "rebuild", help="make the index again; the site finds meanwhile, only slower"
    )
    anew.add_argument("--go-on", action="store_true", help="where a rebuild was interrupted")
    anew.set_defaults(run=rebuild)
    state = verbs.add_parser("state", help="say what is indexed; exit 1 while anything is not")
    state.set_defaults(run=show)


def rebuild(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.search.keeping import begin_anew, ensure, fill

    ensure()
    if not options.go_on:
        begin_anew()
    done = 0
    for done, total in fill():
        if sys.stderr.isatty():
            print(f"\r{done} / {total}", end="", file=sys.stderr, flush=True)
    print(f"{done} records are in the index")
    return 0


def show(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.search.keeping import states

    found = list(states())
    for kind, rows, upto, ready in found:
        print(f"{kind}: {rows} records, {'whole' if ready else f'made up to id {upto}'}")
    return 0 if all(ready for *_told, ready in found) else WAITS
