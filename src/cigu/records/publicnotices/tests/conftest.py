"""An officer of the city, one of another place, and pages without static files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cigu.core.access.factories import make_territory, make_user


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.DOCUMENTS = tmp_path / "documents"


@pytest.fixture
def city(county: Any) -> Any:
    return county.parent


@pytest.fixture
def stranger(officer: Any) -> Any:
    return make_user("officer", territory=make_territory("150102"))


@pytest.fixture
def web() -> Callable[[Any], Client]:
    def sign_in(user: Any) -> Client:
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        return client

    return sign_in
