"""``cigu clock``: say that the day is right after the machine's clock made a leap."""

from __future__ import annotations

import argparse
from typing import Any

from cigu.engines.basis.errors import CiguError

from .site import need_database


def add(commands: Any) -> None:
    parser = commands.add_parser("clock", help="confirm the day after the clock made a leap")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    confirm = verbs.add_parser("confirm", help="the day is right: what is late may lapse")
    confirm.add_argument("--by", required=True, help="user name of whoever looked at the clock")
    confirm.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.access.models import User
    from cigu.core.notices.clocks import confirm_day

    user = User.objects.filter(username=options.by, is_active=True).first()
    if user is None:
        raise CiguError("no_user", f"There is no active account {options.by}.",
                        remedy="Name yourself with --by.")  # fmt: skip
    print(f"confirmed: it is {confirm_day(by=user)}")
    return 0
