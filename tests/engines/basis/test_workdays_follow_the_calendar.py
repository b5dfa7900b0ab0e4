from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.basis.workdays import Calendar, add_workdays, is_workday, workdays_between

CALENDAR = Calendar(
    holidays=frozenset({date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3)}),
    extra_workdays=frozenset({date(2024, 5, 11)}),
    first_published_year=2024,
    last_published_year=2024,
)
days = st.dates(date(2023, 6, 1), date(2025, 6, 30))


def test_weekends_and_holidays_are_free_and_extra_days_are_worked():
    assert is_workday(date(2024, 4, 30), CALENDAR)
    assert not is_workday(date(2024, 5, 1), CALENDAR)
    assert not is_workday(date(2024, 5, 4), CALENDAR)
    assert is_workday(date(2024, 5, 11), CALENDAR)


def test_the_first_day_is_not_counted():
    assert add_workdays(date(2024, 4, 30), 1, CALENDAR).date == date(2024, 5, 6)
    assert add_workdays(date(2024, 5, 10), 1, CALENDAR).date == date(2024, 5, 11)


def test_zero_leaves_the_day_as_it_is():
    assert add_workdays(date(2024, 5, 1), 0, CALENDAR).date == date(2024, 5, 1)


def test_counting_backwards():
    assert add_workdays(date(2024, 5, 6), -1, CALENDAR).date == date(2024, 4, 30)


def test_beyond_the_published_years_the_answer_is_provisional():
    assert not add_workdays(date(2024, 12, 27), 2, CALENDAR).provisional
    due = add_workdays(date(2024, 12, 31), 1, CALENDAR)
    assert (due.date, due.provisional) == (date(2025, 1, 1), True)
    assert add_workdays(date(2023, 12, 29), 1, CALENDAR).provisional


@given(days, st.integers(1, 60))
def test_between_undoes_adding(day, n):
    due = add_workdays(day, n, CALENDAR)
    assert workdays_between(day, due.date, CALENDAR) == n
    assert workdays_between(due.date, day, CALENDAR) == -n
    assert is_workday(due.date, CALENDAR)


@given(days, st.integers(0, 120))
def test_between_counts_every_working_day(day, length):
    end = day + timedelta(days=length)
    naive = [day + timedelta(days=i) for i in range(1, length + 1)]
    assert CALENDAR.workdays_between(day, end) == sum(CALENDAR.is_workday(d) for d in naive)
