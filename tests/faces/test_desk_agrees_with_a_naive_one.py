"""What waits, asked of the database, against loops over plain rows."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import FULL, Access
from cigu.core.clock.business import today, travel
from cigu.core.flow.models import Task
from cigu.core.flow.table import registry
from cigu.faces.desk.board import Board, party_names

from .year import END

pytestmark = pytest.mark.django_db


def subject_of(task: Task, user: Any) -> Any:
    if task.subject_type not in registry:
        return None
    model = registry[task.subject_type][1]
    return model.objects.for_(user).filter(uid=task.subject_uid).first()


def addressed(task: Task, access: Access) -> bool:
    if task.opened_on > today():
        return False
    if task.party_id in access.parties:
        return True
    domain = task.domain_id or ""
    return bool(task.role) and access.covers(task.role, task.territory, domain)


def takes_part(task: Task, subject: Any, access: Access) -> bool:
    names = party_names(registry[task.subject_type][0])
    found = [subject.flow_party(name) for name in names]
    return any(party is not None and party.pk in access.parties for party in found)


def naive(user: Any) -> tuple[set[int], set[int]]:
    access, mine, others = Access.of(user), set(), set()
    for task in Task.objects.filter(closed_on__isnull=True):
        subject = subject_of(task, user)
        if subject is None:
            continue
        if addressed(task, access):
            mine.add(task.pk)
        elif subject.disclosure != FULL:
            continue
        elif access.is_staff:
            domain = task.domain_id or ""
            if any(access.covers(r, task.territory, domain) for r in STAFF_ROLES):
                others.add(task.pk)
        elif takes_part(task, subject, access):
            others.add(task.pk)
    return mine, others


def test_every_reader_finds_the_same_tasks(year: Any) -> None:
    seen: set[str] = set()
    with travel(END):
        for name, user in {"officer": year.officer, **year.users}.items():
            board, (mine, others) = Board(user), naive(user)
            assert set(board.tasks.filter(board.mine).values_list("pk", flat=True)) == mine, name
            assert set(board.tasks.filter(board.others).values_list("pk", flat=True)) == others
            seen |= {name} if mine or others else set()
    assert len(seen) > 2  # the year has work for several of them


@pytest.mark.parametrize("label", sorted(registry))
def test_many_rows_name_the_parties_that_one_row_names(year: Any, label: str) -> None:
    flow, model = registry[label]
    names = party_names(flow)
    found: dict[int, set[int]] = {}
    for row in model._base_manager.all():
        for name in names:
            party = row.flow_party(name)
            if party is not None:
                found.setdefault(party.pk, set()).add(row.pk)
    for party, rows in found.items():
        told = model._base_manager.filter(model.of_parties(names, [party]))
        assert set(told.values_list("pk", flat=True)) == rows
