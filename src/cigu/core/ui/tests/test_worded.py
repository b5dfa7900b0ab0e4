"""Stored values as a sentence shows them."""

from __future__ import annotations

import pytest

from cigu.core.ui.templatetags.cigu import worded


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (None, "—"),
        (1234, "1,234"),
        ("2024-06-14T01:30:00.591323+00:00", "2024-06-14 09:30"),
        ("2024-06-14", "2024-06-14"),
        ("2024-06-14T 会议", "2024-06-14T 会议"),
    ],
)
def test_a_stored_value_reads_as_words(stored: object, shown: str) -> None:
    assert worded(stored) == shown
