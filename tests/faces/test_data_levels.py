"""Levels of data that a bureau raises, as they are read from the environment."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from cigu.config import env


@pytest.mark.parametrize(
    "value", ["records_needs.need=general", "need=core", "a.b", "a.b.c.d=core"]
)
def test_words_that_raise_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CIGU_DATA_LEVELS", value)
    with pytest.raises(ImproperlyConfigured):
        env.levels("CIGU_DATA_LEVELS")


def test_levels_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGU_DATA_LEVELS", "records_needs.Need.metric=important, a.b=core")
    assert env.levels("CIGU_DATA_LEVELS") == {
        "records_needs.need.metric": "important", "a.b": "core",
    }  # fmt: skip
