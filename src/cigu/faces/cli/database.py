"""``cigu database roles``: the grants that keep the site's own role away from the audit."""

from __future__ import annotations

import argparse
from typing import Any

from cigu.engines.basis.errors import CiguError

from .site import need_database

APPEND_ONLY = ("audit_leaf", "audit_sealed", "audit_head")
AUDIT = (*APPEND_ONLY, "audit_export")


def add(commands: Any) -> None:
    parser = commands.add_parser("database", help="roles on PostgreSQL")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    roles = verbs.add_parser(
        "roles",
        help="print the grants of the four roles; run them as the owner, after each upgrade",
    )
    for name in ("owner", "site", "auditor", "backup"):
        roles.add_argument(f"--{name}", default=f"cigu_{name}", help="name of the role")
    roles.set_defaults(run=show)


def show(options: argparse.Namespace) -> int:
    need_database()
    from django.db import connection

    if connection.vendor != "postgresql":
        raise CiguError(
            "no_roles", "SQLite has no roles: whoever reads its file reads everything.",
            remedy="Set CIGU_DATABASE to a PostgreSQL server.",
        )  # fmt: skip
    from cigu.core.database.roles import Roles, statements

    names = Roles(options.owner, options.site, options.auditor, options.backup)
    with connection.cursor() as cursor:
        for statement in statements(names, append_only=APPEND_ONLY, audit=AUDIT):
            print(statement.as_string(cursor.connection) + ";")
    return 0
