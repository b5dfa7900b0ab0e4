"""``cigu match``: evaluate rankers, rank providers for needs, assign providers to needs."""

from __future__ import annotations

from typing import Any

from . import match_assign, match_evaluate, match_rank
from .tongue import gettext as _


def add(commands: Any) -> None:
    parser = commands.add_parser("match", help=_("rank who can help, assign who takes which need"))
    actions: Any = parser.add_subparsers(metavar="ACTION", required=True)
    match_evaluate.add(actions)
    match_rank.add(actions)
    match_assign.add(actions)
