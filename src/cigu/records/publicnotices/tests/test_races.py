"""Two at once: the last answers, an answer twice, an objection beside a withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cigu.core.clock.business import travel
from cigu.core.flow.actions import tasks_of
from cigu.records.publicnotices import actions
from cigu.records.publicnotices.factories import make_notice, make_objection
from cigu.records.publicnotices.models import Objection, PublicNotice

Together = Callable[..., list[Any]]
ON = date(2024, 6, 14)


def fresh(row: Any) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def test_of_the_last_answers_exactly_one_lets_the_notice_go_on(
    together: Together, officer: Any, city: Any
) -> None:
    notice = make_notice(officer, city)
    rows = [make_objection(notice) for _number in range(4)]

    def answer(number: int) -> Any:
        with travel(ON):
            return actions.answer(
                objection=fresh(rows[number % 4]), by=officer, step_code="uphold", reply="已改。"
            )

    done = together(answer, 8)
    assert sum(isinstance(row, Objection) for row in done) == 4
    notice.refresh_from_db()
    assert notice.state == "displayed" and tasks_of(notice).count() == 1


def test_many_objections_at_once_all_stand_with_numbers_of_their_own(
    together: Together, officer: Any, city: Any
) -> None:
    notice = make_notice(officer, city)

    def send(number: int) -> Any:
        with travel(ON):
            return make_objection(fresh(notice), text=f"第{number}件")

    done = together(send, 8)
    assert all(isinstance(row, Objection) for row in done), done
    assert len({row.number for row in done}) == 8
    notice.refresh_from_db()
    assert notice.state == "objected"


@pytest.mark.parametrize("other", ["withdraw", "display"])
def test_a_step_is_taken_once(together: Together, officer: Any, city: Any, other: str) -> None:
    notice = make_notice(officer, city, "draft")

    def act(number: int) -> Any:
        with travel(ON):
            if other == "withdraw" and number % 2:
                return actions.withdraw_notice(
                    notice=fresh(notice), by=officer, reason_code="mistake"
                )
            return actions.display(notice=fresh(notice), by=officer)

    done = [row for row in together(act, 6) if isinstance(row, PublicNotice)]
    notice.refresh_from_db()
    assert notice.state in ("displayed", "withdrawn")
    assert len(done) <= 2 and done[-1].state in ("displayed", "withdrawn")
    assert tasks_of(notice).count() == (notice.state == "displayed")


def test_nobody_objects_to_what_is_being_decided(
    together: Together, officer: Any, city: Any
) -> None:
    """On the last day objections come; the day after, the decision stands with all of them
    answered or waits for them."""
    notice = make_notice(officer, city)
    after = notice.ends_on + timedelta(days=1)

    def act(number: int) -> Any:
        with travel(notice.ends_on if number % 2 else after):
            if number % 2:
                return make_objection(fresh(notice))
            return actions.decide(
                notice=fresh(notice), by=officer, outcome="confirmed", decision="确认。"
            )

    together(act, 6)
    notice.refresh_from_db()
    opened = notice.objections.filter(state="received").count()
    assert (notice.state, opened > 0) in (("decided", False), ("objected", True))


def test_erased_by_two_at_once_is_erased(together: Together, officer: Any, city: Any) -> None:
    row = make_objection(make_notice(officer, city))

    def forget(_number: int) -> Any:
        with travel(ON):
            return actions.forget_objector(objection=fresh(row), by=officer, reason="本人要求")

    together(forget, 4)
    row.refresh_from_db()
    assert (row.name, row.contact) == ("", "") and row.forgotten_on == ON
