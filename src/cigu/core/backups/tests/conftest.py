"""A site with audit, documents and a number series, in a database that other programs can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cigu.core.access.factories import make_user
from cigu.core.access.models import Grant
from cigu.core.audit.recording import change
from cigu.core.documents.actions import attach
from cigu.core.numbers.actions import next_number


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_KEYS = tmp_path / "site-keys"


@pytest.fixture
def shop(shared_database: Any, documents: Path, day: date) -> Callable[[int], list[str]]:
    """Adds that many documents; gives their hashes."""
    user, made = make_user("officer"), 0
    grant = Grant.objects.get(user=user)

    def add(count: int) -> list[str]:
        nonlocal made
        out = []
        for _n in range(count):
            made += 1
            with change("test.attach", by=user, on=day):
                text = f"会议纪要 {made}".encode()
                out.append(attach(to=grant, name="纪要.txt", content=text, on=day).content_hash)
        return out

    return add


@pytest.fixture
def numbered(shop: Any, day: date) -> None:
    with change("test.number", by=None, on=day):
        next_number("XQ", day)


@pytest.fixture
def empty_database(shared_database: Any) -> Iterator[str]:
    """On PostgreSQL the address of an empty database; nothing is needed for SQLite."""
    if connection.vendor != "postgresql":
        yield ""
        return
    name, plain = f"cigu_test_{secrets.token_hex(4)}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield f"postgres://{plain['USER']}@{plain['HOST']}:{plain['PORT'] or 5432}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def flip(path: Path) -> None:
    """One bit of a file turns over."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    os.chmod(path, 0o644)
    path.write_bytes(content)
