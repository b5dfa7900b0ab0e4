"""A day, and forms as pages send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cigu.core.access.models import User
from cigu.core.clock.business import travel


@pytest.fixture(autouse=True)
def day() -> Iterator[date]:
    with travel(date(2024, 6, 14)) as day:
        yield day


@pytest.fixture
def web() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def send() -> Callable[..., Any]:
    def post(client: Client, url: str, key: Any = None, **data: Any) -> Any:
        return client.post(url, {**data, "_key": str(key or uuid4())})

    return post
