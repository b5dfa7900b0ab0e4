"""While a new version is put in place, the old one still runs on the same tables (fault 55): a
migration adds, and takes away only in a later release. What the old version does not know of, it
does not write: a new column has to fill itself.

A migration with any other step says in ``contract = "…"`` why the version before still runs on it,
or why it need not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

ADDS = (
    operations.CreateModel, operations.AddIndex, operations.AddConstraint, operations.RunPython,
    operations.AlterModelOptions, operations.AlterModelManagers, operations.RemoveIndex,
    operations.RenameIndex, operations.RemoveConstraint,
)  # fmt: skip


def later() -> Iterator[Any]:
    """Our migrations after the first of each room."""
    for (_app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        if migration.__module__.startswith("cigu.") and not name.startswith("0001"):
            yield migration


def breaks(migration: Any) -> Iterator[str]:
    for step in migration.operations:
        if isinstance(step, operations.AddField):
            if not _fills_itself(step.field):
                yield f"{migration}: {step.model_name}.{step.name} has no default in the database"
        elif not isinstance(step, ADDS):
            yield f"{migration}: {step.describe()}"


def _fills_itself(field: Any) -> bool:
    return bool(field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


def test_migrations_only_add() -> None:
    found = [text for m in later() if not getattr(m, "contract", "") for text in breaks(m)]
    assert not found, "\n".join(found)


def test_the_rule_sees_what_breaks_it() -> None:
    class Wrong:
        operations = [operations.RemoveField("need", "title")]

    assert list(breaks(Wrong()))


@pytest.mark.fault(55)
@pytest.mark.django_db
def test_the_version_before_can_write_into_the_tables_of_this_one() -> None:
    """Asked of the real tables: each later column is empty, or filled by the database itself."""
    unfilled = []
    for migration in later():
        for step in migration.operations:
            if isinstance(step, operations.AddField) and not getattr(migration, "contract", ""):
                model = _model(migration.app_label, step.model_name)
                field = model._meta.get_field(step.name)
                if not _column_fills_itself(model._meta.db_table, field.column):
                    unfilled.append(f"{model._meta.db_table}.{field.column}")
    assert not unfilled


def _model(app: str, name: str) -> Any:
    from django.apps import apps

    return apps.get_model(app, name)


def _column_fills_itself(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'PRAGMA table_info("{table}")')
            rows = {row[1]: (not row[3], row[4]) for row in cursor.fetchall()}
        else:
            cursor.execute(
                "SELECT column_name, is_nullable = 'YES', column_default"
                " FROM information_schema.columns WHERE table_name = %s", [table],
            )  # fmt: skip
            rows = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    empty, default = rows[column]
    return bool(empty or default is not None)
