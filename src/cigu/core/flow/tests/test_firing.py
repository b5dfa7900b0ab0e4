"""Who may move a record, what follows from it, and what stays undone when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_domain, make_party, make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.flow import table
from cigu.core.flow.actions import WrongState, fire, may_fire, open_transitions, start
from cigu.core.flow.models import Task
from cigu.core.flow.table import Flow, State, Transition, Waits

ON = date(2024, 6, 14)
pytestmark = pytest.mark.django_db
FLOW = Flow(
    key="test.task",
    section="tests",
    initial="draft",
    states=(
        State("draft", "draft", waits=(Waits("party:owner", "Submit"),)),
        State("sent", "sent", waits=(Waits("officer", "Accept", 5), Waits("party:owner", "Wait"))),
        State("done", "done", end=True),
    ),
    transitions=(
        Transition("send", "Send", ("draft",), "sent", ("party:owner", "officer")),
        Transition("accept", "Accept", ("sent",), "done", ("officer",)),
        Transition("refuse", "Refuse", ("sent",), "draft", ("officer",), reasons=(("why", "Why"),)),
        Transition("expire", "Expire", ("sent",), "done", ("system",)),
    ),
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch, day: date) -> Iterator[None]:
    """A task is the one row in core with state, place and party; it plays the record here."""
    monkeypatch.setitem(table.registry, "core_flow.task", (FLOW, Task))
    monkeypatch.setattr(
        Task, "flow_place", lambda self: (self.territory, self.domain), raising=False
    )
    monkeypatch.setattr(Task, "flow_party", lambda self, name: self.party, raising=False)
    yield


def begin(**fields: Any) -> Task:
    uid = make_party().uid
    given = {"territory": make_territory("150203"), "party": make_party(), **fields}
    thing = Task(subject_type="x", subject_uid=uid, section="s", opened_on=ON, **given)
    with change("test.start", by=None, on=ON):
        start(thing, ON)
    return thing


def move(thing: Any, code: str, by: Any, **options: Any) -> None:
    with change(f"test.{code}", by=by, on=ON):
        fire(thing, code, by=by, on=ON, **options)


def tasks(thing: Any) -> list[tuple[str, bool, Any]]:
    found = Task.objects.filter(subject_type=thing.object_type, subject_uid=thing.uid)
    return [(t.role, t.party_id is not None, t.due_on) for t in found.open().order_by("position")]


def test_tasks_follow_the_state_and_close_with_it() -> None:
    thing = begin()
    officer = make_user(Role.OFFICER, territory=make_territory("150200"))
    assert tasks(thing) == [("", True, None)]
    move(thing, "send", officer)
    assert tasks(thing) == [("officer", False, date(2024, 6, 21)), ("", True, None)]
    move(thing, "refuse", officer, reason_code="why")
    assert tasks(thing) == [("", True, None)]
    move(thing, "send", officer)
    move(thing, "accept", officer)
    assert tasks(thing) == [] and Task.objects.get(pk=thing.pk).state == "done"
    closed = Task.objects.filter(subject_uid=thing.uid).exclude(closed_on=ON)
    assert not closed.exists()


def test_a_task_of_nobody_is_not_opened() -> None:
    assert tasks(begin(party=None)) == []


def test_role_place_and_party_decide() -> None:
    thing = begin()
    here = make_user(Role.OFFICER, territory=make_territory("150203"))
    elsewhere = make_user(Role.OFFICER, territory=make_territory("150102"))
    owner = make_user(Role.ENTERPRISE, party=thing.party)
    rival = make_user(Role.ENTERPRISE, party=make_party())
    field = make_user(Role.OFFICER, territory=make_territory("150203"), domain=make_domain())
    leader = make_user(Role.LEADER, territory=make_territory("150203"))
    people = [here, elsewhere, owner, rival, field, leader, None, AnonymousUser()]
    answers = [may_fire(thing, "send", user) for user in people]
    assert answers == [True, False, True, False, False, False, False, False]
    assert [t.code for t in open_transitions(thing, here)] == ["send"]
    assert open_transitions(thing, rival) == []


def test_only_the_system_does_what_is_the_systems() -> None:
    thing = begin()
    officer = make_user(Role.OFFICER)
    move(thing, "send", officer)
    for user in (officer, AnonymousUser()):
        with pytest.raises(NotAllowed):
            move(thing, "expire", user)
    with pytest.raises(NotAllowed):
        move(thing, "accept", None)
    move(thing, "expire", None)
    assert thing.state == "done"


def test_a_refusal_changes_nothing_and_says_why() -> None:
    thing = begin()
    officer = make_user(Role.OFFICER)
    with pytest.raises(WrongState) as wrong:
        move(thing, "accept", officer)
    assert wrong.value.code == "wrong_state"
    move(thing, "send", officer)
    for code in ("", "other"):
        with pytest.raises(WrongState) as wrong:
            move(thing, "refuse", officer, reason_code=code)
        assert wrong.value.data["field"] == "reason_code"
    assert Task.objects.get(pk=thing.pk).state == "sent" and len(tasks(thing)) == 2


def test_an_action_that_fails_after_the_step_takes_the_step_back() -> None:
    thing = begin()
    with pytest.raises(ZeroDivisionError), change("test.fail", by=None, on=ON):
        fire(thing, "send", by=make_user(Role.OFFICER), on=ON)
        raise ZeroDivisionError
    assert Task.objects.get(pk=thing.pk).state == "draft" and len(tasks(thing)) == 1
