"""What became of a cooperation: asked after 3, 6 and 12 months, told, confirmed or returned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.clock.business import travel
from cigu.core.flow.actions import WrongState, tasks_of
from cigu.engines.basis.errors import CiguError
from cigu.records.cooperations import actions
from cigu.records.cooperations.actions.outcomes import months_after
from cigu.records.cooperations.factories import make_account, make_cooperation
from cigu.records.cooperations.models import Outcome
from cigu.records.cooperations.states import OUTCOME_FLOW

from .support import send, signed_in

DUE = date(2024, 9, 14)  # three months after the day of the tests, a Saturday


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_the_same_day_of_a_later_month_or_its_last(day: date, months: int) -> None:
    found = months_after(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and months_after(found, 0) == found)


def test_the_last_day_of_february() -> None:
    assert months_after(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert months_after(date(2024, 12, 31), 6) == date(2025, 6, 30)


@pytest.fixture
def asked(world: Any) -> Any:
    row = make_cooperation(world, signed=True)
    firm = make_account(Role.ENTERPRISE, party=row.enterprise.party)
    return row.outcomes.get(months=3), firm


@pytest.mark.django_db
def test_signing_asks_three_times_and_the_desk_shows_it_in_time(world: Any, asked: Any) -> None:
    outcome, _firm = asked
    rows = outcome.cooperation.outcomes.all()
    assert [(r.months, r.due_on) for r in rows] == [
        (3, DUE), (6, date(2024, 12, 14)), (12, date(2025, 6, 14)),
    ]  # fmt: skip
    (task,) = tasks_of(outcome)
    assert task.due_on == date(2024, 9, 14), "a working day before a holiday, by the calendar"
    assert task.party == outcome.cooperation.enterprise.party
    assert task.opened_on == date(2024, 9, 2)
    assert not list(OUTCOME_FLOW.faults())


@pytest.mark.django_db
def test_told_returned_told_again_and_confirmed(world: Any, asked: Any) -> None:
    outcome, firm = asked
    with travel(date(2024, 9, 10)):
        actions.report_outcome(outcome=outcome, by=firm, progress="in_use", sales=Decimal(9000))
        assert outcome.saved is None, "what nobody said is not zero"
        actions.return_outcome(outcome=outcome, by=world.broker, reason_code="amount")
        (task,) = tasks_of(outcome)
        assert (outcome.state, task.party) == ("awaited", outcome.cooperation.enterprise.party)
        assert task.due_on == date(2024, 9, 25)
        actions.report_outcome(outcome=outcome, by=firm, progress="in_use", sales=Decimal(90))
        actions.confirm_outcome(outcome=outcome, by=world.broker)
        assert (outcome.state, outcome.reason_code) == ("confirmed", "")
        assert not tasks_of(outcome)
        with pytest.raises(WrongState):
            actions.report_outcome(outcome=outcome, by=firm, progress="stopped", note="停产")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "fields", "code"),
    [
        (date(2024, 8, 1), {"progress": "working"}, "too_early"),
        (DUE, {"progress": "magic"}, "progress"),
        (DUE, {"progress": "stopped", "note": " "}, "note"),
    ],
)
def test_what_cannot_be_told_is_refused(asked: Any, day: date, fields: Any, code: str) -> None:
    outcome, firm = asked
    with travel(day), pytest.raises(CiguError) as refused:
        actions.report_outcome(outcome=outcome, by=firm, **fields)
    assert refused.value.code == code
    assert Outcome.objects.get(pk=outcome.pk).state == "awaited"


@pytest.mark.django_db
def test_the_provider_reads_and_a_stranger_does_not(world: Any, asked: Any) -> None:
    outcome, _firm = asked
    maker = make_account(Role.EXPERT, party=outcome.cooperation.provider)
    other = make_account(Role.ENTERPRISE, party=make_cooperation(world).enterprise.party)
    assert Outcome.objects.for_(maker).count() == 3
    assert not Outcome.objects.for_(other).exists()
    for user in (maker, other):
        with travel(DUE), pytest.raises(NotAllowed):
            actions.report_outcome(outcome=outcome, by=user, progress="working")


@pytest.mark.django_db
def test_a_corrected_day_and_a_termination_move_and_end_the_asking(world: Any, asked: Any) -> None:
    outcome, _firm = asked
    pact = outcome.cooperation
    with travel(date(2024, 6, 20)):
        actions.correct_signing_date(
            cooperation=pact, signed_on=date(2024, 6, 18), by=world.officer, reason="盖章日"
        )
    assert pact.outcomes.get(months=3).due_on == date(2024, 9, 18)
    actions.terminate_cooperation(cooperation=pact, by=world.officer, reason="停产")
    assert set(pact.outcomes.values_list("state", flat=True)) == {"dropped"}
    assert not any(tasks_of(row) for row in pact.outcomes.all())


@pytest.mark.django_db
def test_a_corrected_day_moves_what_was_told_and_adds_what_was_past(world: Any) -> None:
    row = make_cooperation(world)
    row.began_on = date(2023, 1, 1)
    actions.sign_cooperation(
        cooperation=row, by=world.officer, amount=1, on=date(2024, 3, 14), reason="补登"
    )
    assert [r.months for r in row.outcomes.all()] == [6, 12]
    told = row.outcomes.get(months=6)
    with travel(date(2024, 9, 13)):
        actions.report_outcome(outcome=told, by=world.broker, progress="working")
        actions.correct_signing_date(
            cooperation=row, signed_on=date(2024, 9, 12), by=world.officer, reason="盖章日"
        )
        moved = {r.months: (r.due_on, r.state) for r in row.outcomes.all()}
    assert moved == {
        3: (date(2024, 12, 12), "awaited"), 6: (date(2025, 3, 12), "reported"),
        12: (date(2025, 9, 12), "awaited"),
    }  # fmt: skip


@pytest.mark.django_db
def test_what_is_returned_after_the_end_is_not_asked_again(world: Any, asked: Any) -> None:
    outcome, firm = asked
    with travel(DUE):
        actions.report_outcome(outcome=outcome, by=firm, progress="working")
        actions.terminate_cooperation(
            cooperation=outcome.cooperation, by=world.officer, reason="停产"
        )
        actions.return_outcome(outcome=outcome, by=world.broker, reason_code="unclear")
    assert outcome.state == "dropped" and not tasks_of(outcome)


@pytest.mark.django_db
def test_what_was_signed_long_ago_is_not_asked_for(world: Any) -> None:
    row = make_cooperation(world)
    row.began_on = date(2023, 1, 1)
    actions.sign_cooperation(
        cooperation=row, by=world.officer, amount=1, on=date(2023, 10, 9), reason="补登"
    )
    assert [r.months for r in row.outcomes.all()] == [12], "3 and 6 months are past"


@pytest.mark.django_db
def test_the_enterprise_tells_it_on_the_page(world: Any, asked: Any) -> None:
    outcome, firm = asked
    number = outcome.cooperation.number
    early = signed_in(firm).get(f"/cooperations/{number}/").content.decode()
    assert "2024-09-02" in early and "/outcomes/3/report/" not in early
    with travel(DUE):
        page = signed_in(firm).get(f"/cooperations/{number}/").content.decode()
        url = f"/cooperations/{number}/outcomes/3/report/"
        assert url in page and f"/cooperations/{number}/outcomes/3/confirm/" not in page
        wrong = send(signed_in(firm), url, {"progress": "stopped"})
        assert wrong.status_code == 422
        assert (
            send(signed_in(firm), url, {"progress": "in_use", "sales": "12.5"}).status_code == 302
        )
        listed = signed_in(world.broker).get("/cooperations/outcomes/?view=told").content.decode()
        assert number in listed and "12.50" in listed
        done = send(signed_in(world.broker), f"/cooperations/{number}/outcomes/3/confirm/")
        assert done.status_code == 302
    outcome.refresh_from_db()
    assert (outcome.state, outcome.sales, outcome.saved) == ("confirmed", Decimal("12.5"), None)
