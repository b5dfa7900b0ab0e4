"""Two administrators answer the same request at once: one answer stands, and one erasure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cigu.core.access.factories import make_user
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel
from cigu.core.personal import erasures
from cigu.faces.privacy import actions
from cigu.faces.privacy.models import DataRequest

from .conftest import ON

Together = Callable[..., list[Any]]


def requests(count: int, by: Any) -> list[DataRequest]:
    return [
        actions.ask_correction(by=by, target=f"core_access.user.office:{by.uid}", proposed=f"{n}")
        for n in range(count)
    ]


def answered(made: DataRequest) -> list[str]:
    told = AuditLeaf.objects.filter(object_uid=made.uid, verb__startswith="privacy.")
    return [verb for verb in told.order_by("pk").values_list("verb", flat=True)]


def test_of_two_answers_one_stands(together: Together, officer: Any, keeper: Any) -> None:
    made = requests(1, make_user())[0]
    keepers = [keeper, make_user(Role.SECURITY_ADMIN)]

    def answer(number: int) -> Any:
        mine = DataRequest.objects.get(pk=made.pk)
        with travel(ON):
            if number % 2:
                return actions.accept(request=mine, by=keepers[0])
            return actions.refuse(
                request=mine, by=keepers[1], reason_code="correct", answer="已核对"
            )

    done = together(answer, 6)
    made.refresh_from_db()
    stands = [row for row in done if isinstance(row, DataRequest)]
    assert len(stands) >= 1 and stands[-1].state in ("accepted", "refused")
    assert answered(made)[0] == "privacy.ask"
    kinds = answered(made)[1:]
    assert len(kinds) == len(stands) and kinds.count("privacy.refuse") <= 1
    assert kinds.count("privacy.accept") <= 1


def test_taken_back_or_accepted_and_never_both_ways(
    together: Together, officer: Any, keeper: Any
) -> None:
    person = make_user()
    made = requests(1, person)[0]

    def answer(number: int) -> Any:
        mine = DataRequest.objects.get(pk=made.pk)
        with travel(ON):
            if number % 2:
                return actions.withdraw(request=mine, by=person)
            return actions.accept(request=mine, by=keeper)

    together(answer, 6)
    made.refresh_from_db()
    assert made.state in ("withdrawn", "accepted")
    assert answered(made).count("privacy.withdraw") <= 1
    assert answered(made).count("privacy.accept") <= 1


def test_an_erasure_is_carried_out_once(
    together: Together, expert: Any, keeper: Any, settings: Any
) -> None:
    made = actions.ask_erasure(by=expert.user, party=expert.person.party)
    actions.accept(request=made, by=keeper)

    def carry(_number: int) -> Any:
        with travel(ON):
            return actions.carry_out(request=DataRequest.objects.get(pk=made.pk), by=keeper)

    done = together(carry, 4)
    assert sum(isinstance(row, DataRequest) for row in done) == 1
    made.refresh_from_db()
    assert made.state == "done" and len(made.outcome) > 10
    assert answered(made).count("privacy.carry_out") >= 1
    assert len(erasures.read(settings.ERASURES)) == 1


def test_a_person_has_one_open_erasure_however_often_the_button_is_pressed(
    together: Together, officer: Any
) -> None:
    person = make_user()

    def ask(_number: int) -> Any:
        with travel(ON):
            return actions.ask_erasure(by=person)

    done = together(ask, 8)
    assert sum(isinstance(row, DataRequest) for row in done) == 1
    assert DataRequest.objects.filter(user=person).count() == 1
