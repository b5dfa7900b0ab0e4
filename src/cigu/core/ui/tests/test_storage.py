"""No writes taken: the form says so and keeps what was typed; every page says so."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from cigu.core.access.models import Party
from cigu.core.audit.models import AuditLeaf
from cigu.core.database import storage
from cigu.core.documents import store
from cigu.core.ui.tests.test_posting import Page

pytestmark = [pytest.mark.django_db, pytest.mark.urls("cigu.core.ui.tests.urls")]
READ_ONLY = "处于只读状态"


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    storage.remember("")


@contextmanager
def read_only() -> Iterator[None]:
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if not postgres:
            cursor.execute("PRAGMA query_only = ON")
            yield
            cursor.execute("PRAGMA query_only = OFF")
            return
        cursor.execute("SAVEPOINT before_it")
        cursor.execute("SET TRANSACTION READ ONLY")
        yield
        cursor.execute("ROLLBACK TO SAVEPOINT before_it")


@pytest.mark.fault(4)
def test_a_refused_write_keeps_what_was_typed_and_changes_nothing(
    client: Any, officer: Any, party: Party
) -> None:
    client.force_login(officer)
    page = Page(client, f"/rename/{party.pk}/")
    token, before = page.token(), AuditLeaf.objects.count()
    with read_only():
        answer = page.send(token, "写不进去")
        text = answer.content.decode()
        assert answer.status_code == 503 and READ_ONLY in text and "写不进去" in text
        shown = client.get("/list/")
        assert shown.status_code == 200 and READ_ONLY in shown.content.decode()
    party.refresh_from_db()
    assert party.name == "乌有电机" and AuditLeaf.objects.count() == before
    storage.remember("")
    assert page.send(token, "写得进去").status_code == 302
    assert READ_ONLY not in client.get("/list/").content.decode()


@pytest.mark.fault(3)
def test_a_document_that_does_not_fit_is_a_full_disk_and_leaves_nothing(documents: Path) -> None:
    store.put(b"small")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError) as refused:
            store.put(b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert storage.kind_of(refused.value) == storage.FULL
    assert len([p for p in documents.rglob("*") if p.is_file()]) == 1


def test_other_errors_are_no_trouble_of_the_disk(tmp_path: Path) -> None:
    assert storage.kind_of(OperationalError("the database is busy")) == ""
    assert storage.kind_of(FileNotFoundError(2, "no such file")) == ""
    with pytest.raises(sqlite3.OperationalError) as wrong:
        sqlite3.connect(tmp_path / "x").execute("SELECT nothing FROM nowhere")
    assert storage.kind_of(wrong.value) == ""
