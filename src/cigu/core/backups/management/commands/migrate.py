"""Django's ``migrate``, which leaves a trace when it is stopped half-way."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connection

from cigu.core.backups.migrating import begin, end, unapplied
from cigu.core.database.points import reach

READ_ONLY = ("plan", "check_unapplied")


class Command(migrate.Command):
    """Nothing to do leaves nothing behind: the site's own role need not be able to make tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        ours = options.get("database") == DEFAULT_DB_ALIAS
        looks = any(options.get(name) for name in READ_ONLY)
        if not ours or looks or not (options.get("app_label") or unapplied()):
            super().handle(*args, **options)
            return
        begin()
        with connection.execute_wrapper(_pass):
            super().handle(*args, **options)
        end()


def _pass(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """A fail point after each statement: finer than one for each operation."""
    result = execute(sql, params, many, context)
    reach("migrate.statement")
    return result
