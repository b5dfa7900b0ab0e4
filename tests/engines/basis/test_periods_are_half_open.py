from datetime import date, datetime

import pytest

from cigu.engines.basis.periods import Period, PeriodError

PERIOD = Period.parse("2023-06-08/2024-06-08")


def test_the_first_day_is_in_and_the_last_is_out():
    assert PERIOD.contains(date(2023, 6, 8))
    assert PERIOD.contains(date(2024, 6, 7))
    assert not PERIOD.contains(date(2024, 6, 8))
    assert not PERIOD.contains(date(2023, 6, 7))


def test_a_moment_counts_by_its_day():
    assert PERIOD.contains(datetime(2024, 6, 7, 23, 59))
    assert not PERIOD.contains(datetime(2024, 6, 8, 0, 0))


def test_it_reads_what_it_writes():
    assert Period.parse(str(PERIOD)) == PERIOD
    assert PERIOD.days == 366


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-06-08", "format"),
        ("", "format"),
        ("2023-06-08/2024-06-08/x", "format"),
        ("2023-02-29/2024-06-08", "date"),
        ("2023-06-08/", "date"),
        ("08.06.2023/2024-06-08", "date"),
        ("2024-06-08/2024-06-08", "order"),
        ("2024-06-08/2023-06-08", "order"),
    ],
)
def test_what_is_no_period_says_so(text, code):
    with pytest.raises(PeriodError) as caught:
        Period.parse(text)
    assert caught.value.code == code
    assert text in caught.value.data["value"]
    assert caught.value.remedy
