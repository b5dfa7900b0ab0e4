"""A database across the network is not reached in the clear."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from cigu.core.database import checks


@pytest.mark.parametrize(
    ("host", "options", "warned"),
    [
        ("db.example", {}, True),
        ("10.0.0.5", {"sslmode": "require"}, True),
        ("db.example", {"sslmode": "verify-full"}, False),
        ("127.0.0.1", {}, False),
        ("::1", {}, False),
        ("/run/postgresql", {}, False),
    ],
)
def test_only_a_checked_way_leads_to_another_machine(
    host: str, options: dict[str, str], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setitem(connection.settings_dict, "HOST", host)
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    found: list[Any] = list(checks.way_is_encrypted())
    assert bool(found) is warned
    assert all(host in one.msg and "sslmode" in one.hint for one in found)
