"""Ask, answer, carry out: by whom, with which reason, told to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import due
from cigu.core.flow.actions import WrongState
from cigu.core.flow.models import Task
from cigu.core.notices.models import Notice
from cigu.engines.basis.errors import CiguError
from cigu.faces.privacy import actions
from cigu.faces.privacy.holdings import correctable
from cigu.faces.privacy.subjects import subject_of
from cigu.records.people.models import Person

from .conftest import NAME, ON, PHONE, WORDS, found

pytestmark = pytest.mark.django_db


def target(user: Any, field: str) -> str:
    return next(key for key, _label, _value in correctable(subject_of(user)) if field in key)


def ask_phone(expert: Any, proposed: str = "13700000000") -> Any:
    return actions.ask_correction(
        by=expert.user, target=target(expert.user, "person.contact"), proposed=proposed
    )


def test_a_correction_waits_for_the_security_administrator_within_the_term(
    expert: Any, keeper: Any, settings: Any
) -> None:
    made = ask_phone(expert)
    task = Task.objects.for_(keeper).open().get()
    assert (task.role, task.subject_uid) == ("secadmin", made.uid)
    assert task.due_on == due(ON, settings.PRIVACY_DAYS).date
    assert made.present == PHONE and made.state == "asked"


def test_a_correction_is_carried_out_and_told(expert: Any, keeper: Any) -> None:
    made = ask_phone(expert)
    actions.accept(request=made, by=keeper)
    assert Person.objects.get(pk=expert.person.pk).contact == PHONE, "not before it is carried out"
    actions.carry_out(request=made, by=keeper)
    assert Person.objects.get(pk=expert.person.pk).contact == "13700000000"
    assert made.state == "done" and made.done_on == ON
    texts = list(Notice.objects.filter(user=expert.user).values_list("text", flat=True))
    assert sum(made.number in text for text in texts) == 2
    assert not Task.objects.open().filter(subject_uid=made.uid).exists()


def test_a_corrected_name_is_corrected_in_the_identity_too(expert: Any, keeper: Any) -> None:
    made = actions.ask_correction(
        by=expert.user, target=target(expert.user, "person.name:"), proposed="拟名甲谋"
    )
    actions.accept(request=made, by=keeper)
    actions.carry_out(request=made, by=keeper)
    person = Person.objects.get(pk=expert.person.pk)
    assert person.name == person.party.name == "拟名甲谋"


def test_a_refusal_needs_a_known_reason_and_tells_the_law(expert: Any, keeper: Any) -> None:
    made = ask_phone(expert)
    with pytest.raises(WrongState):
        actions.refuse(request=made, by=keeper, reason_code="mood", answer="—")
    made.refresh_from_db()
    actions.refuse(request=made, by=keeper, reason_code="correct", answer="已与本人核对")
    assert (made.state, made.decided_on) == ("refused", ON)
    told = Notice.objects.filter(user=expert.user).order_by("-pk")[0].text
    assert "第四十六条" in told
    assert Person.objects.get(pk=expert.person.pk).contact == PHONE


@pytest.mark.parametrize("act", ["accept", "refuse", "carry_out"])
def test_only_a_security_administrator_answers_and_never_themselves(
    expert: Any, officer: Any, keeper: Any, act: str
) -> None:
    more = {"reason_code": "correct", "answer": "—"} if act == "refuse" else {}
    made = ask_phone(expert)
    for other in (officer, expert.user, make_user(Role.SYSTEM_ADMIN), make_user(Role.AUDIT_ADMIN)):
        with pytest.raises(NotAllowed):
            getattr(actions, act)(request=made, by=other, **more)
    own = actions.ask_erasure(by=keeper)
    with pytest.raises(NotAllowed):
        getattr(actions, act)(request=own, by=keeper, **more)


def test_nobody_asks_about_what_is_anothers(expert: Any, officer: Any) -> None:
    other = make_user(Role.EXPERT, party=_person(officer).party)
    with pytest.raises(CiguError):
        actions.ask_correction(
            by=other, target=target(expert.user, "person.contact"), proposed="13700000000"
        )
    with pytest.raises(CiguError):
        actions.ask_erasure(by=other, party=expert.person.party)


def test_what_may_not_be_corrected_here_is_refused(expert: Any) -> None:
    user = expert.user
    for field in ("core_access.user.password", "core_access.user.username", "no.such.field"):
        with pytest.raises(CiguError):
            actions.ask_correction(by=user, target=f"{field}:{user.uid}", proposed="x")


def _person(officer: Any) -> Any:
    from cigu.records.people.factories import make_expert

    return make_expert(by=officer, name="拟名乙某")


def test_an_erasure_is_carried_out_once_it_is_accepted(expert: Any, keeper: Any) -> None:
    made = actions.ask_erasure(by=expert.user, party=expert.person.party, text=f"{NAME}申请")
    with pytest.raises(WrongState):
        actions.carry_out(request=made, by=keeper)
    assert User.objects.get(pk=expert.user.pk).is_active
    made.refresh_from_db()
    actions.accept(request=made, by=keeper, reason="当面核实")
    actions.carry_out(request=made, by=keeper)
    made.refresh_from_db()
    assert made.state == "done" and made.text == ""
    told = {(row["model"], row["field"]): row["fate"] for row in made.outcome}
    assert told[("records_people.person", "contact")] == "erase"
    assert found(WORDS) == []
    assert AuditLeaf.objects.filter(verb="privacy.carry_out", object_uid=made.uid).exists()


def test_only_one_erasure_is_open_at_a_time(expert: Any) -> None:
    actions.ask_erasure(by=expert.user)
    with pytest.raises(CiguError):
        actions.ask_erasure(by=expert.user)


def test_the_person_takes_it_back_and_nobody_else(expert: Any, keeper: Any) -> None:
    made = actions.ask_erasure(by=expert.user)
    with pytest.raises(NotAllowed):
        actions.withdraw(request=made, by=keeper)
    actions.withdraw(request=made, by=expert.user)
    assert made.state == "withdrawn"
    assert not Task.objects.open().filter(subject_uid=made.uid).exists()
    with pytest.raises(WrongState):
        actions.accept(request=made, by=keeper)


def test_the_term_can_be_set_and_is_no_law(settings: Any) -> None:
    from cigu.faces.privacy.states import FLOW

    waits = FLOW.state("asked").waits[0]
    assert waits.days == settings.PRIVACY_DAYS and "parameter" in waits.rule
    assert timedelta(days=waits.days) <= timedelta(days=60)
