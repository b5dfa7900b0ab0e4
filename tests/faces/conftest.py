"""One small synthetic year, built once per module by the rooms' own actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from .year import Year, build


@pytest.fixture(scope="module")
def year(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Year]:
    """The year lives in a transaction of the module; each test runs in a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _static_folder(settings: Any, tmp_path: Any) -> None:
    """A checkout that never collected static files answers pages all the same."""
    settings.STATIC_ROOT = tmp_path


def signed_in(user: Any) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    session = client.session
    session["scope"] = "150200:rare_earth"  # kept only where a grant allows it
    session.save()
    return client
