"""Roles on PostgreSQL: what the site, an auditor and the backup may do to the tables.

The owner makes and changes tables and is used for that alone. The site's role writes rows, but
adds to the audit only: it cannot change or delete a leaf, a place in the tree or a head, so a
hole in the site is no hole in the audit. The auditor reads the audit and nothing else; the backup
reads everything and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql


@dataclass(frozen=True)
class Roles:
    owner: str
    site: str
    auditor: str
    backup: str


def statements(
    roles: Roles, *, append_only: Sequence[str], audit: Sequence[str], schema: str = "public"
) -> list[sql.Composed]:
    """Grants for tables that exist and for those that the owner makes later.

    The roles themselves are made by whoever runs the server, with passwords or certificates of
    their own. ``append_only``: tables that the site adds to and never changes; ``audit``: tables
    that the auditor reads.
    """
    names = {key: sql.Identifier(value) for key, value in vars(roles).items()}
    names["schema"] = sql.Identifier(schema)
    kept = {
        "append_only": _tables(schema, append_only),
        "audit": _tables(schema, audit),
    }
    return [sql.SQL(line).format(**names, **kept) for line in GRANTS]


def _tables(schema: str, names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(schema, name) for name in names)


GRANTS = (
    "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {site}, {auditor}, {backup}",
    "GRANT USAGE ON SCHEMA {schema} TO {site}, {auditor}, {backup}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {site}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {site}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON {append_only} FROM {site}",
    "GRANT SELECT ON {audit} TO {auditor}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {backup}",
    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {backup}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema}"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {site}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema}"
    " GRANT USAGE, SELECT ON SEQUENCES TO {site}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema}"
    " GRANT SELECT ON TABLES TO {backup}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema}"
    " GRANT SELECT ON SEQUENCES TO {backup}",
)
