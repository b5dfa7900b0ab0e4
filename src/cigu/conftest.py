"""What the tests of all rooms share: a day, places, an officer, and a database for races."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

DAY = date(2024, 6, 14)


def pytest_configure() -> None:
    from cigu.core.database.tests.emptying import switch_on

    switch_on()


@pytest.fixture
def day() -> Iterator[date]:
    """The business day of a test: Friday 14 June 2024."""
    from cigu.core.clock.business import travel

    with travel(DAY) as day:
        yield day


@pytest.fixture
def county(db: Any) -> Any:
    """昆都仑区 in 包头市, with everything above it."""
    from cigu.core.access.factories import make_territory

    return make_territory("150203")


@pytest.fixture
def domain(db: Any) -> Any:
    from cigu.core.access.factories import make_domain

    return make_domain()


@pytest.fixture
def officer(county: Any, day: date) -> Any:
    """An officer of the city that ``county`` lies in."""
    from cigu.core.access.factories import make_user

    return make_user("officer", territory=county.parent)


@pytest.fixture
def documents(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENTS = tmp_path / "documents"
    return tmp_path / "documents"


@pytest.fixture
def shared_database(transactional_db: Any, tmp_path: Path) -> Iterator[Any]:
    """A database that threads and processes share. The tests' SQLite lives in memory, where
    neither the lock nor a second connection means anything: it is copied to a file here."""
    if connection.vendor != "sqlite":
        yield connection
        return
    memory, plain = connections["default"], connections.settings["default"]
    connection.ensure_connection()
    path = tmp_path / "shared.sqlite3"
    with sqlite3.connect(path) as file:
        memory.connection.backup(file)
    file.close()
    connections.settings["default"] = {**plain, "NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    yield connection
    connections["default"].close()
    connections.settings["default"] = plain
    connections["default"] = memory


@pytest.fixture
def together(shared_database: Any) -> Callable[..., list[Any]]:
    """Run a function many times in threads with a connection each; a raised error is a result."""

    def run(function: Callable[[int], Any], times: int, threads: int = 8) -> list[Any]:
        def one(number: int) -> Any:
            try:
                return function(number)
            except Exception as error:
                return error
            finally:
                connections["default"].close()

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(times)))

    return run
