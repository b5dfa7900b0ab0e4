"""Between tests on PostgreSQL: only tables that hold rows are emptied, and by DELETE."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations

plain = DatabaseOperations.sql_flush


def by_rows(
    self: Any, style: Any, tables: list[str], *, reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:  # fmt: skip
    """TRUNCATE writes every file of every table and index to the disk, some seconds for each test.
    Foreign keys are checked at the commit, when all of them are empty: any order will do."""
    if reset_sequences or allow_cascade or not tables:
        return plain(
            self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade
        )
    names = {name: self.quote_name(name) for name in tables}
    asked = " UNION ALL ".join(
        f"SELECT %s WHERE EXISTS (SELECT 1 FROM {quoted})"  # noqa: S608 - quoted names of tables
        for quoted in names.values()
    )
    with self.connection.cursor() as cursor:
        cursor.execute(asked, list(names))
        filled = [name for (name,) in cursor.fetchall()]
    return [f"DELETE FROM {names[name]};" for name in filled]  # noqa: S608 - as above


def switch_on() -> None:
    DatabaseOperations.sql_flush = by_rows  # type: ignore[method-assign]
