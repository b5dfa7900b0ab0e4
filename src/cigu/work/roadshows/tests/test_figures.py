"""A-24 against a counter that shares no code, and the two sides kept apart."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.figures.registry import compute, figure
from cigu.core.figures.sources import Where
from cigu.engines.basis.periods import Period
from cigu.records.cooperations.actions import sign_cooperation
from cigu.records.cooperations.factories import make_cooperation, make_need
from cigu.records.cooperations.tests.support import DAY
from cigu.work.roadshows.actions import begin_from_meeting, cancel_event
from cigu.work.roadshows.factories import STATES, make_event, make_meeting

pytestmark = pytest.mark.django_db
SEVERAL = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def naive(place: str, period: Period) -> int:
    """Plain SQL over all rows, then plain Python."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.state, e.held_on, t.path FROM event e"
            " JOIN territory t ON t.code = e.territory_id"
        )
        rows = cursor.fetchall()
    days = [(state, _day(held), path) for state, held, path in rows]
    return sum(
        state in ("held", "closed") and period.start <= held < period.end and place in path
        for state, held, path in days
    )


def _day(value) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def value(ident: str, place, since: date, until: date):
    return compute(figure(ident), Where(place, None, Period(since, until)))


@SEVERAL
@given(
    events=st.lists(
        st.tuples(st.sampled_from(STATES), st.integers(0, 400), st.booleans()), max_size=6
    ),
    start=st.integers(0, 400), length=st.integers(1, 400),
)  # fmt: skip
def test_events_held_equal_the_naive_count(world, events, start, length):
    for state, days, in_county in events:
        place = world.county if in_county else world.city
        make_event(world, state=state, held_on=DAY - timedelta(days), territory=place)
    since = DAY - timedelta(start)
    period = Period(since, since + timedelta(length))
    for place in (world.city, world.county):
        found = value("A-24", place, period.start, period.end)
        assert found.value == naive(f"/{place.code}/", period) == len(found.rows)


def test_cancelled_events_never_count(world):
    event = make_event(world, state="announced")
    cancel_event(event=event, by=world.officer, reason_code="no_venue")
    assert value("A-24", world.city, DAY, DAY + timedelta(1)).value == 0


def test_a_meeting_counts_on_the_supply_side_only(world):
    meeting = make_meeting(world)
    row = begin_from_meeting(meeting=meeting, title="许可", mode="许可", by=world.broker)
    span = SimpleNamespace(since=DAY, until=DAY + timedelta(1))
    assert value("A-26", world.city, span.since, span.until).value == 0
    sign_cooperation(cooperation=row, by=world.broker, amount=100)
    supply = value("A-26", world.city, span.since, span.until)
    assert [r.uid for r in supply.rows] == [row.uid]
    assert value("A-23", world.city, span.since, span.until).value == 0
    make_cooperation(world, need=make_need(world), signed=True)
    assert value("A-23", world.city, span.since, span.until).value == 1
    assert value("A-26", world.city, span.since, span.until).value == 1
