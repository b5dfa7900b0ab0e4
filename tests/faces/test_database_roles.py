"""On PostgreSQL the site's own role cannot rewrite the audit; the others read what is theirs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from cigu.core.access.actions import create_party
from cigu.core.audit.factories import seal_all
from cigu.core.audit.models import AuditLeaf, SealedLeaf
from cigu.core.audit.recording import change
from cigu.core.database.roles import Roles, statements
from cigu.faces.cli.database import APPEND_ONLY, AUDIT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not os.environ.get("CIGU_DATABASE", "").startswith("postgres"),
        reason="SQLite has no roles; .ci/run runs this on PostgreSQL",
    ),
]

Under = Callable[[str], Any]


def sql(text: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def under() -> Iterator[Under]:
    """Become one of the roles, with the grants as the command prints them."""
    mark = f"cigu_test_{os.getpid()}"
    ((owner,),) = sql("select current_user")
    names = {short: f"{mark}_{short}" for short in ("site", "auditor", "backup")}
    for name in names.values():
        sql(f'create role "{name}"')
    with connection.cursor() as cursor:
        for grant in statements(Roles(owner, **names), append_only=APPEND_ONLY, audit=AUDIT):
            cursor.execute(grant.as_string(cursor.connection))
    yield lambda short: sql(f'set role "{names[short]}"')
    sql("reset role")
    for name in names.values():
        sql(f'drop owned by "{name}"')
        sql(f'drop role "{name}"')
    sql("grant usage, create on schema public to public")


def add_party() -> None:
    with change("test", by=None, on=date(2024, 6, 14)):
        create_party(kind="organisation", name="乌有电机", synthetic=True)


def refused(text: str) -> bool:
    try:
        with transaction.atomic():
            sql(text)
    except ProgrammingError as error:
        return any(word in str(error) for word in ("permission denied", "must be owner"))
    return False


def test_the_site_writes_and_seals_but_cannot_change_the_audit(under: Under) -> None:
    under("site")
    add_party()
    seal_all()
    assert AuditLeaf.objects.count() == SealedLeaf.objects.count() > 0
    for table in APPEND_ONLY:
        assert refused(f"delete from {table}"), table  # noqa: S608
        assert refused(f"truncate {table}"), table
    assert refused("update audit_leaf set actor = 'somebody'")
    assert refused("update audit_sealed set hash = ''")
    assert refused("update audit_head set root = ''")
    assert refused("alter table audit_leaf add column more text")


def test_the_auditor_reads_the_audit_and_nothing_else(under: Under) -> None:
    add_party()
    under("auditor")
    assert sql("select count(*) from audit_leaf") != [(0,)]
    assert refused("select * from party")
    assert refused("select * from audit_personal_value")
    assert refused("insert into audit_export (target, size, error) values ('x', 0, '')")


def test_the_backup_reads_everything_and_writes_nothing(under: Under) -> None:
    add_party()
    under("backup")
    tables = [name for (name,) in sql("select tablename from pg_tables where schemaname='public'")]
    assert {"party", "audit_leaf", "user_account"} <= set(tables)
    assert [t for t in tables if refused(f'select 1 from "{t}" limit 1')] == []  # noqa: S608
    assert [t for t in tables if not refused(f'delete from "{t}"')] == []  # noqa: S608
