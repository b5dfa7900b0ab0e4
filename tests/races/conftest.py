"""A database that threads share, one business day, and documents in a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cigu.conftest import shared_database
from cigu.core.clock.business import travel

__all__ = ["shared_database"]
DAY = date(2024, 6, 14)


@pytest.fixture
def day(shared_database: Any, settings: Any, tmp_path: Path) -> Iterator[date]:
    settings.DOCUMENTS = tmp_path / "documents"
    with travel(DAY):
        yield DAY
