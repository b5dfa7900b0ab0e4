"""What waits: for me, and what I can see waiting for others."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import FULL, NOTHING, Access
from cigu.core.flow.models import Task
from cigu.core.flow.table import Flow, Waits, flow_of, registry
from cigu.faces.yearbook.records import seen

Key = tuple[str, UUID]


class Board:
    """Open tasks of one user, each with its subject as that user may see it."""

    def __init__(self, user: Any) -> None:
        self.user, self.access = user, Access.of(user)

    @cached_property
    def mine(self) -> list[int]:
        """My open tasks whose subject I may see."""
        tasks = Task.objects.for_(self.user).open()
        rows = list(tasks.values_list("pk", "subject_type", "subject_uid"))
        known = subjects(self.user, [(kind, uid) for _pk, kind, uid in rows])
        return [pk for pk, kind, uid in rows if (kind, uid) in known]

    @cached_property
    def others(self) -> Q:
        """Tasks of others on records that I see in full: in my place, or with my party in them."""
        here = self.access.within(STAFF_ROLES, "territory", "domain")
        found = self._seen() & here if self.access.is_staff else Q(pk__in=self._partners())
        return found & ~Q(pk__in=self.mine)

    def _seen(self) -> Q:
        q = NOTHING
        for label, (_flow, model) in registry.items():
            full = model.objects.for_(self.user).filter(disclosure=FULL).values("uid")
            q |= Q(subject_type=label, subject_uid__in=full)
        return q

    def _partners(self) -> list[int]:
        """For those who act for a party: only records in which the party has a part."""
        out = []
        for task, subject in self._full_subjects():
            if takes_part(subject, self.access):
                out.append(task.pk)
        return out

    def _full_subjects(self) -> list[tuple[Task, Any]]:
        tasks = list(Task.objects.open().exclude(pk__in=self.mine).filter(self._seen()))
        known = subjects(self.user, [key(task) for task in tasks])
        return [(task, known[key(task)]) for task in tasks if key(task) in known]

    @cached_property
    def rows(self) -> Any:
        rows = Task.objects.open().filter(Q(pk__in=self.mine) | self.others)
        return rows.select_related("party", "territory")


def key(task: Task) -> Key:
    return task.subject_type, task.subject_uid


def subjects(user: Any, wanted: list[Key]) -> dict[Key, Any]:
    """The records that tasks speak of, through ``for_(user)``: nothing hidden shows."""
    out: dict[Key, Any] = {}
    for label in {label for label, _uid in wanted if label in registry}:
        model = registry[label][1]
        uids = {uid for other, uid in wanted if other == label}
        for obj in seen(model, user, uids):
            out[(label, obj.uid)] = obj
    return out


def takes_part(subject: Any, access: Access) -> bool:
    """Whether one of the user's parties is named in the record's flow."""
    parties = (subject.flow_party(name) for name in party_names(flow_of(subject)))
    return any(party is not None and party.pk in access.parties for party in parties)


def party_names(flow: Flow) -> set[str]:
    named = [who for step in flow.transitions for who in step.by]
    named += [w.on for state in flow.states for w in state.waits]
    return {who.partition(":")[2] for who in named if who.startswith("party:")}


def waits_of(task: Task) -> Waits | None:
    """What the state table asks for; None where the table has changed since."""
    flow = registry[task.subject_type][0] if task.subject_type in registry else None
    state = flow.by_code.get(task.state) if flow else None
    if state is None or task.position >= len(state.waits):
        return None
    return state.waits[task.position]
