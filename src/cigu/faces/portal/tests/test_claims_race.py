"""A record leaves the portal once, however many press; a claim is decided once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cigu.core.access.factories import make_territory, make_user
from cigu.core.clock.business import travel
from cigu.core.flow.actions import tasks_of
from cigu.faces.portal import actions
from cigu.faces.portal.models import Claim, Withdrawal
from cigu.records.needs.factories import make_need

from .conftest import DAY

Together = Callable[..., list[Any]]
GIVEN = {"ground": "facts", "text": "虚构", "name": "乌有", "contact": "0"}


def fresh(row: Any) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def test_a_record_is_taken_off_once_and_shown_again_once(together: Together) -> None:
    need = make_need()
    officer = make_user("officer", territory=make_territory("150200"))

    def off(_number: int) -> Any:
        with travel(DAY):
            return actions.take_off(row=fresh(need), by=officer, reason_code="wrong", note="示例")

    done = [row for row in together(off, 6) if isinstance(row, Withdrawal)]
    assert len(done) == 1 and Withdrawal.objects.filter(until__isnull=True).count() == 1

    def again(_number: int) -> Any:
        with travel(DAY):
            return actions.show_again(withdrawal=fresh(done[0]), by=officer)

    assert sum(isinstance(row, Withdrawal) for row in together(again, 6)) == 1
    assert not Withdrawal.objects.filter(until__isnull=True).exists()


def test_a_claim_is_decided_once_or_taken_back(together: Together) -> None:
    need = make_need()
    officer = make_user("officer", territory=make_territory("150200"))
    with travel(DAY):
        claim, _code = actions.raise_claim(subject=need, **GIVEN)
        actions.take_up(claim=claim, by=officer)

    def decide(number: int) -> Any:
        mine = fresh(claim)
        with travel(DAY):
            if number % 3 == 0:
                return actions.uphold(claim=mine, by=officer, reply="属实。", subject=need)
            if number % 3 == 1:
                return actions.dismiss(
                    claim=mine, by=officer, reason_code="checked", reply="无误。"
                )
            return actions.take_back(claim=mine)

    done = [row for row in together(decide, 9) if isinstance(row, Claim)]
    claim.refresh_from_db()
    assert len(done) == 1 and claim.state == done[0].state
    assert not tasks_of(claim).exists()
    assert Withdrawal.objects.count() == (claim.state == "upheld")
