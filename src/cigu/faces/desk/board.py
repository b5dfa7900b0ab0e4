"""What waits: for me, and what I can see waiting for others. All of it is asked of the database:
a busy desk has more tasks than anybody could read."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from cigu.core.access.conditions import NOTHING, any_of
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import FULL, Access
from cigu.core.flow.models import Task
from cigu.core.flow.table import Flow, Waits, registry
from cigu.faces.yearbook.records import seen

Key = tuple[str, UUID]


class Board:
    """Open tasks of one user, each with its subject as that user may see it."""

    def __init__(self, user: Any) -> None:
        self.user, self.access = user, Access.of(user)

    @cached_property
    def addressed(self) -> Q:
        """Tasks that wait for the user's roles and parties."""
        return Task.scope.full(self.access)

    @cached_property
    def mine(self) -> Q:
        """My tasks whose subject I may see."""
        return self.addressed & any_of(*(self._about(label) for label in self._waiting))

    @property
    def _waiting(self) -> list[str]:
        """Kinds of record that can wait for a role or a party of the user."""
        return [
            label for label, (flow, _model) in registry.items()
            if any(self._is_mine(wait.on) for state in flow.states for wait in state.waits)
        ]  # fmt: skip

    def _is_mine(self, who: str) -> bool:
        return who in self.access.roles or (":" in who and bool(self.access.parties))

    def _about(self, label: str, **only: Any) -> Q:
        """Tasks about a record of this kind that I may see, asked task by task, unless my grants
        show me each of that kind in my place: a task lies where its record does."""
        if self._opens(registry[label][1]):
            return Q(subject_type=label)
        rows = registry[label][1].objects.for_(self.user).filter(uid=OuterRef("subject_uid"))
        # PostgreSQL would answer EXISTS by reading all records first; one row it looks up
        one = Subquery(rows.filter(**only).values("pk")[:1])
        return Q(subject_type=label) & Q(IsNull(one, False))

    def _opens(self, model: Any) -> bool:
        mine = [g for g in self.access.grants if g.role in STAFF_ROLES]
        return (
            bool(mine)
            and len(mine) == len(self.access.grants)
            and model.scope.hidden(self.access) == NOTHING
            and all(model.scope.opens(self.access, g.territory, g.domain) for g in mine)
        )

    @cached_property
    def others(self) -> Q:
        """Tasks of others on records that I see in full: in my place, or with my party in them."""
        if self.access.is_staff:
            here = self.access.within(STAFF_ROLES, "territory", "domain")
            known = any_of(*(self._about(label, disclosure=FULL) for label in registry)) & here
        else:
            known = any_of(*(self._partnered(label) for label in registry))
        return known & ~self.addressed

    def _partnered(self, label: str) -> Q:
        """Tasks about records in which my party has a part; those are few, so they are asked for
        first."""
        flow, model = registry[label]
        if not self.access.parties:
            return NOTHING
        part = model.of_parties(party_names(flow), self.access.parties)
        if part == NOTHING:
            return NOTHING
        rows = model.objects.for_(self.user).filter(part, disclosure=FULL)
        return Q(subject_type=label, subject_uid__in=rows.values("uid"))

    @cached_property
    def rows(self) -> Any:
        return self.tasks.filter(any_of(self.mine, self.others))

    @property
    def tasks(self) -> Any:
        """All open tasks there are; every use of them names ``mine`` or ``others``."""
        return Task.objects.open().select_related("party", "territory")


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
