"""Rows to count: tasks in places, with a day, an end, an amount and a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cigu.core.access.factories import make_party, make_territory
from cigu.core.audit.recording import change
from cigu.core.figures.sources import Where
from cigu.core.flow.models import Task
from cigu.engines.basis.periods import Period

YEAR = Period(date(2023, 6, 8), date(2024, 6, 8))


@pytest.fixture
def add(db: Any, day: date) -> Callable[..., Task]:
    """``add(on, amount=…, code=…, key=…, until=…)``: one task with that day, amount and place."""

    def make(on: date, amount: int = 1, code: str = "150203", key: str = "", **fields: Any) -> Task:
        task = Task(
            subject_type="x", subject_uid=make_party().uid, section=key, state="s",
            opened_on=on, position=amount, territory=make_territory(code),
            closed_on=fields.pop("until", None), **fields,
        )  # fmt: skip
        with change("test.task", by=None, on=on):
            task.save()
        return task

    return make


@pytest.fixture
def where(db: Any) -> Callable[..., Where]:
    def make(period: Period = YEAR, code: str = "150200", domain: Any = None, basis: str = "both"):  # type: ignore[no-untyped-def]
        return Where(make_territory(code), domain, period, basis)

    return make
