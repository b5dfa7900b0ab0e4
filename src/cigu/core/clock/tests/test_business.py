"""Business time: whose day it is, and how terms are counted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.core.clock.business import days_left, due, fix_day, one_day, set_day, today, travel

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@pytest.mark.django_db
def test_a_scenario_goes_before_the_demo_and_the_demo_before_the_real_day() -> None:
    real = today()
    fix_day(date(2024, 6, 14))
    assert today() == date(2024, 6, 14) != real
    with travel(date(2023, 7, 1)):
        with travel(date(2023, 8, 1)):
            assert today() == date(2023, 8, 1)
        assert today() == date(2023, 7, 1)
    fix_day(None)
    assert set_day() is None and today() == real


def test_travel_ends_even_when_its_body_fails() -> None:
    with travel(date(2024, 1, 1)):
        with pytest.raises(ZeroDivisionError), travel(date(2023, 1, 1)):
            raise ZeroDivisionError
        assert today() == date(2024, 1, 1)


@pytest.mark.django_db
def test_a_request_has_one_day_and_asks_for_it_once(django_assert_num_queries: object) -> None:
    fix_day(date(2024, 12, 31))
    with django_assert_num_queries(1), one_day():  # type: ignore[operator]
        assert {today() for _turn in range(5)} == {date(2024, 12, 31)}
    with one_day(), travel(date(2023, 1, 1)):
        assert today() == date(2023, 1, 1)


@pytest.mark.django_db
def test_a_day_that_changes_within_a_request_changes_with_the_next() -> None:
    fix_day(date(2024, 12, 31))
    with one_day():
        first = today()
        fix_day(date(2025, 1, 1))
        assert today() == first
    assert today() == date(2025, 1, 1)


def test_terms_leave_out_holidays_and_count_extra_workdays() -> None:
    assert due(date(2024, 2, 8), 1).date == date(2024, 2, 9)  # the Friday before the holidays
    assert due(date(2024, 2, 9), 1).date == date(2024, 2, 18)  # a Sunday that is worked
    assert due(date(2024, 6, 7), 1).date == date(2024, 6, 11)  # dragon boat on Monday


def test_beyond_the_published_years_a_term_is_provisional() -> None:
    assert not due(date(2024, 3, 1), 5).provisional
    assert due(date(2040, 3, 1), 5).provisional


@given(DAYS, st.integers(1, 90))
def test_days_left_counts_back_what_due_counted(start: date, n: int) -> None:
    end = due(start, n).date
    assert days_left(end, at=start) == n
    assert days_left(start, at=end) == -n
