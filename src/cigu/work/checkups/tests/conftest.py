"""One small world per test, on one fixed business day, and a browser without scripts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cigu.core.clock.business import fix_day, travel

from ..factories import World

Sign = Callable[[Any], "Visitor"]


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> Iterator[World]:
    settings.DOCUMENTS, settings.STATIC_ROOT = tmp_path / "documents", tmp_path
    settings.ROOT_URLCONF = "cigu.work.checkups.tests.urls"
    made = World()
    fix_day(made.day)
    with travel(made.day):
        yield made


class Visitor:
    """Somebody signed in who reads pages and sends the forms on them."""

    def __init__(self, user: Any) -> None:
        self.client = Client()
        self.client.force_login(user)

    def get(self, url: str, **query: str) -> Any:
        return self.client.get(url, query)

    def post(self, url: str, *, key: str = "", rev: str | None = None, **fields: Any) -> Any:
        """As a form of the page would be sent: with a key, and the revision it was made from."""
        sent = {"_key": key or str(uuid.uuid4()), **fields}
        seen = self.revision(url) if rev is None else rev
        if seen:
            sent["_rev"] = seen
        return self.client.post(url, sent)

    def revision(self, url: str) -> str:
        found = re.search(r'name="_rev" value="(\d+)"', self.get(url).content.decode())
        return found[1] if found else ""


@pytest.fixture
def sign() -> Sign:
    return Visitor
