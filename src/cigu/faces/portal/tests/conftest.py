"""A small world of published and unpublished records, and visitors who do not sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cigu.core.clock.business import travel
from cigu.records.cooperations.factories import World, make_world

DAY = date(2024, 6, 14)


@pytest.fixture(autouse=True)
def day() -> Iterator[date]:
    with travel(DAY):
        yield DAY


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.DOCUMENTS = tmp_path / "documents"


@pytest.fixture
def world(db: Any) -> World:
    return make_world()


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def web() -> Callable[[Any], Client]:
    def sign_in(user: Any) -> Client:
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        return client

    return sign_in
