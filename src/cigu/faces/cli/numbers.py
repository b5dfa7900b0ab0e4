"""``cigu numbers``: the series, and their confirmation after a restore."""

from __future__ import annotations

import argparse
from typing import Any

from cigu.engines.basis.errors import CiguError

from .site import need_database


def add(commands: Any) -> None:
    parser = commands.add_parser("numbers", help="list number series; confirm them after a restore")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    verbs.add_parser("list", help="each series with its last number").set_defaults(run=show)
    stop = verbs.add_parser("freeze", help="after a restore: no numbers before a person confirms")
    stop.set_defaults(run=freeze)
    confirm = verbs.add_parser(
        "confirm", help="say the highest number on paper; the series goes on"
    )
    confirm.add_argument("series")
    confirm.add_argument("year", type=int)
    confirm.add_argument("last", type=int, help="the highest number ever given")
    confirm.add_argument("--by", required=True, help="user name of whoever looked it up")
    confirm.set_defaults(run=confirm_last)


def show(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.numbers.models import Counter

    for counter in Counter.objects.order_by("series", "year"):
        state = "  waits for confirmation" if counter.frozen else ""
        print(f"{counter.series}-{counter.year}  last {counter.last}{state}")
    return 0


def freeze(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.numbers.actions import freeze_all

    print(f"{freeze_all(by='cigu numbers')} series wait for confirmation; see `cigu numbers list`")
    return 0


def confirm_last(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.access.models import User
    from cigu.core.numbers.actions import confirm_series

    user = User.objects.filter(username=options.by, is_active=True).first()
    if user is None:
        raise CiguError("no_user", f"There is no active account {options.by}.",
                        remedy="Name yourself with --by.")  # fmt: skip
    counter = confirm_series(options.series, options.year, options.last, by=user)
    print(f"{counter.series}-{counter.year} goes on after {counter.last}")
    return 0
