"""Settings of the environment stop the start where they are wrong, and say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cigu.config import env


def test_a_list_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGU_LEAKED_PASSWORDS", "/nowhere/leaked.txt")
    with pytest.raises(ImproperlyConfigured, match="no such file"):
        env.file("CIGU_LEAKED_PASSWORDS")


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {}),
        ("?sslmode=verify-full&sslrootcert=/etc/ca.pem",
         {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}),
        ("?sslmode=fully", None),
        ("?options=-c%20x", None),
        ("?sslmode", None),
    ],
)  # fmt: skip
def test_the_way_to_the_database_is_encrypted_as_it_is_said(
    query: str, options: dict[str, str] | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CIGU_DATABASE", f"postgres://u:p@db.example/cigu{query}")
    if options is None:
        with pytest.raises(ImproperlyConfigured, match="sslmode"):
            env.database(tmp_path)
        return
    found = env.database(tmp_path)
    assert {k: v for k, v in found["OPTIONS"].items() if k != "options"} == options
