"""The period runs in working days of the official calendar; a decision waits for it and for every
objection."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cigu.core.access.errors import NotAllowed
from cigu.core.audit.recording import change
from cigu.core.clock.business import travel
from cigu.core.flow.actions import WrongState, tasks_of
from cigu.engines.basis.errors import CiguError
from cigu.records.publicnotices import actions
from cigu.records.publicnotices.factories import make_notice, make_objection
from cigu.records.publicnotices.models import PublicNotice

pytestmark = pytest.mark.django_db
ANSWER = {"step_code": "uphold", "reply": "已更正。"}


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2024, 6, 3), 5, date(2024, 6, 11)),  # Monday 10 June 2024 was the dragon boat feast
        (date(2024, 4, 26), 3, date(2024, 4, 30)),  # Sunday 28 April 2024 was worked
        (date(2024, 6, 14), 5, date(2024, 6, 21)),
    ],
)
def test_the_last_day_follows_from_the_official_calendar(
    officer: Any, city: Any, start: date, days: int, last: date
) -> None:
    with travel(start):
        notice = make_notice(officer, city, days=days)
    assert (notice.displayed_on, notice.ends_on, notice.provisional) == (start, last, False)


def test_beyond_the_published_years_the_day_is_provisional(officer: Any, city: Any) -> None:
    with travel(date(2031, 3, 3)):
        assert make_notice(officer, city).provisional


def test_the_desk_is_asked_to_decide_after_the_period(officer: Any, city: Any) -> None:
    notice = make_notice(officer, city)
    (task,) = tasks_of(notice)
    assert task.role == "officer" and task.due_on > notice.ends_on
    assert task.opened_on <= task.due_on


def test_objections_are_taken_on_the_last_day_and_not_after(officer: Any, city: Any) -> None:
    notice = make_notice(officer, city)
    with travel(notice.ends_on):
        make_objection(notice)
    with travel(notice.ends_on + timedelta(days=1)), pytest.raises(CiguError) as refused:
        make_objection(notice)
    assert refused.value.code == "period_over" and str(notice.ends_on) in str(refused.value)


def test_drafts_and_withdrawn_notices_take_none(officer: Any, city: Any) -> None:
    draft = make_notice(officer, city, "draft")
    gone = actions.withdraw_notice(
        notice=make_notice(officer, city), by=officer, reason_code="mistake"
    )
    for notice in (draft, gone):
        with pytest.raises(CiguError):
            make_objection(notice)


def test_no_notice_is_displayed_from_a_day_that_is_over(officer: Any, city: Any) -> None:
    """Whoever may backdate other steps may not take days from those who would object."""
    notice = make_notice(officer, city, "draft")
    with pytest.raises(CiguError) as refused:
        actions.display(notice=notice, by=officer, on=date(2024, 5, 6), reason="补录")
    assert refused.value.code == "display_backdated" and refused.value.data["field"] == "on"
    notice.refresh_from_db()
    assert (notice.state, notice.displayed_on) == ("draft", None)


def test_a_decision_is_not_dated_into_the_period(officer: Any, city: Any) -> None:
    notice = make_notice(officer, city)
    with travel(notice.ends_on + timedelta(days=2)), pytest.raises(CiguError) as refused:
        actions.decide(
            notice=notice, by=officer, outcome="confirmed", decision="无异议。",
            on=notice.ends_on, reason="补录",
        )  # fmt: skip
    assert refused.value.code == "period_runs"
    notice.refresh_from_db()
    assert notice.state == "displayed"


def test_no_decision_while_the_period_runs(officer: Any, city: Any) -> None:
    notice = make_notice(officer, city)
    with travel(notice.ends_on), pytest.raises(CiguError) as refused:
        actions.decide(notice=notice, by=officer, outcome="confirmed", decision="")
    assert refused.value.code == "period_runs"
    with travel(notice.ends_on + timedelta(days=1)):
        actions.decide(notice=notice, by=officer, outcome="confirmed", decision="无异议。")
    assert notice.state == "decided"
    (task,) = tasks_of(notice)
    assert task.due_on is not None


def test_no_decision_while_an_objection_is_open(officer: Any, city: Any) -> None:
    notice = make_notice(officer, city)
    one, two = make_objection(notice), make_objection(notice)
    notice.refresh_from_db()
    assert notice.state == "objected" and not list(tasks_of(notice))
    with travel(notice.ends_on + timedelta(days=3)):
        with pytest.raises(WrongState):
            actions.decide(notice=notice, by=officer, outcome="confirmed", decision="")
        actions.answer(objection=one, by=officer, **ANSWER)
        notice.refresh_from_db()
        assert notice.state == "objected", "the other one is still open"
        actions.answer(
            objection=two, by=officer, step_code="dismiss", reason_code="checked", reply="无误。"
        )
        notice.refresh_from_db()
        assert notice.state == "displayed"
        assert [task.due_on >= notice.ends_on for task in tasks_of(notice)] == [True]
        actions.decide(notice=notice, by=officer, outcome="changed", decision="已更正一处。")
    assert notice.outcome == "changed"


def test_a_refusal_names_its_reason_and_every_answer_says_something(
    officer: Any, city: Any
) -> None:
    row = make_objection(make_notice(officer, city))
    with pytest.raises(CiguError) as refused:
        actions.answer(objection=row, by=officer, step_code="dismiss", reply="无误。")
    assert refused.value.data["field"] == "reason_code"
    with pytest.raises(CiguError) as refused:
        actions.answer(objection=row, by=officer, step_code="uphold", reply="  ")
    assert refused.value.data["field"] == "reply"
    row.refresh_from_db()
    assert row.state == "received"


def test_only_an_officer_of_the_place_acts(officer: Any, stranger: Any, city: Any) -> None:
    draft, shown = make_notice(officer, city, "draft"), make_notice(officer, city)
    row = make_objection(shown)
    for act in (
        lambda: actions.display(notice=draft, by=stranger),
        lambda: actions.withdraw_notice(notice=shown, by=stranger, reason_code="off"),
        lambda: actions.answer(objection=row, by=stranger, **ANSWER),
        lambda: actions.forget_objector(objection=row, by=stranger, reason="x"),
        lambda: make_notice(stranger, city, "draft"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_was_displayed_is_no_longer_edited(officer: Any, city: Any) -> None:
    notice = make_notice(officer, city)
    with pytest.raises(NotAllowed):
        actions.edit_notice(notice=notice, by=officer, territory=city, title="别的")


@pytest.mark.parametrize(
    "wrong",
    [{"days": 0}, {"days": 61}, {"ends_on": None}, {"outcome": "", "state": "decided"}],
)
def test_the_database_refuses_what_cannot_be(
    officer: Any, city: Any, wrong: dict[str, Any]
) -> None:
    notice = make_notice(officer, city)
    for name, value in wrong.items():
        setattr(notice, name, value)
    with (
        pytest.raises(IntegrityError), transaction.atomic(),
        change("test.break", by=officer, on=date(2024, 6, 14)),
    ):  # fmt: skip
        notice.save()


def test_a_notice_speaks_of_a_record_without_knowing_its_room(officer: Any, city: Any) -> None:
    from cigu.records.publicnotices.subjects import find_subject, subject_of

    first = make_notice(officer, city)
    second = make_notice(officer, city, subject=first)
    assert second.subject_label == str(first)
    assert subject_of(officer, second.subject_type, second.subject_uid) == first
    assert find_subject(officer, first.number.lower()) == first
    assert find_subject(officer, "SG-1900-0001") is None
    assert PublicNotice.objects.filter(subject_uid=first.uid).get() == second
