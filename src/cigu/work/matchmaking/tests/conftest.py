"""A day, a broker, and forms as pages send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cigu.core.access.models import User
from cigu.core.clock.business import travel
from cigu.work.matchmaking.factories import make_broker

DAY = date(2024, 6, 14)


@pytest.fixture(autouse=True)
def day() -> Iterator[date]:
    with travel(DAY):
        yield DAY


@pytest.fixture
def broker(db: Any) -> User:
    return make_broker()


@pytest.fixture
def web() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def send() -> Callable[..., Any]:
    """Post a form with its key, as its page would."""

    def post(client: Client, url: str, key: Any = None, **data: Any) -> Any:
        return client.post(url, {**data, "_key": str(key or uuid4())})

    return post
