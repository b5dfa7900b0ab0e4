"""Numbers without gap and without double, also when many ask and some fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from cigu.core.numbers.actions import next_number
from cigu.core.numbers.models import Counter

ON = date(2024, 6, 14)


class Abandoned(Exception):
    pass


def test_a_series_counts_within_its_year(db: Any) -> None:
    days = [ON, ON, date(2023, 12, 31), date(2025, 1, 1), ON]
    with transaction.atomic():
        made = [next_number("X", day) for day in days]
        assert next_number("Y", ON) == "Y-2024-0001"
    assert made == ["X-2024-0001", "X-2024-0002", "X-2023-0001", "X-2025-0001", "X-2024-0003"]


def test_after_9999_numbers_grow_longer(db: Any) -> None:
    Counter.objects.create(series="X", year=2024, last=9999)
    with transaction.atomic():
        assert next_number("X", ON) == "X-2024-10000"


@pytest.mark.django_db(transaction=True)
def test_outside_an_action_no_number_is_given() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_number("X", ON)


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_rolled_back_is_given_again() -> None:
    with pytest.raises(Abandoned), transaction.atomic():
        next_number("X", ON)
        raise Abandoned
    with transaction.atomic():
        assert next_number("X", ON) == "X-2024-0001"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [False, True], ids=["new series", "known series"])
def test_fifty_at_once_of_whom_a_fifth_fail(
    together: Callable[..., list[Any]], known: bool
) -> None:
    if known:
        Counter.objects.create(series="X", year=2024)

    def register(attempt: int) -> str:
        with transaction.atomic():
            number = next_number("X", ON)
            if attempt % 5 == 0:
                raise Abandoned
        return number

    results = together(register, 50, threads=16)
    given = sorted(r for r in results if isinstance(r, str))
    assert [type(r) for r in results if not isinstance(r, str)] == [Abandoned] * 10
    assert given == [f"X-2024-{n:04d}" for n in range(1, 41)]
