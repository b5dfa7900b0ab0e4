"""States and tasks follow from the state tables; for every table with states by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q

from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, before, line, never, rows_of

from .models import Stateful, Task
from .table import Flow, registry

never(
    "flow.task_closed_after_opened",
    "a task is closed on or after the day it was made for",
    Task,
    Q(closed_on__isnull=False) & before("closed_on", "opened_on") & Q(due_on__isnull=True),
    "opened_on",
    "closed_on",
)
never(
    "flow.task_due_after_opened",
    "an open task is not due before it is shown",
    Task,
    Q(closed_on__isnull=True) & before("due_on", "opened_on"),
    "opened_on",
    "due_on",
)
never(
    "flow.task_has_somebody",
    "a task waits for a role or for a party",
    Task,
    Q(role="", party__isnull=True),
    "subject_uid",
)
never(
    "flow.task_has_one",
    "a task waits for a role or a party, not for both",
    Task,
    ~Q(role="") & Q(party__isnull=False),
    "role",
)
never(
    "flow.task_role_known",
    "a task waits for a known role",
    Task,
    ~Q(role__in=["", *Role.values]),
    "role",
)
never(
    "flow.task_type_known",
    "a task is about a record that has states",
    Task,
    lambda: ~Q(subject_type__in=list(registry)),
    "subject_type",
)
never(
    "flow.task_party_basis",
    "an invented task waits for no real party",
    Task,
    Q(synthetic=True, party__synthetic=False),
    "party_id",
)


@invariant("flow.task_open_once", "no two open tasks are the same wait of one record")
def doubled() -> Iterator[str]:
    opened = rows_of(Task).filter(closed_on__isnull=True).order_by()
    counted = opened.values("subject_type", "subject_uid", "position").annotate(n=Count("id"))
    for row in counted.filter(n__gt=1).iterator(CHUNK):
        yield f"{row['subject_type']} {row['subject_uid']}: {row['n']} open tasks"


def _family(flow: Flow, model: type[Stateful]) -> None:
    """Six rules for one state table."""
    label, table = model._meta.label_lower, model._meta.db_table
    never(f"flow.{table}.state_known", "the state is one of the table",
          model, ~Q(state__in=list(flow.by_code)), "state")  # fmt: skip
    opened = rows_of(Task).filter(
        subject_type=label, subject_uid=OuterRef("uid"), closed_on__isnull=True
    )
    never(f"flow.{table}.tasks_of_state", "open tasks belong to the state the record is in",
          model, Exists(opened.exclude(state=OuterRef("state"))), "state")  # fmt: skip
    by_role = [s.code for s in flow.states if any(":" not in w.on for w in s.waits)]
    never(f"flow.{table}.wait_has_task", "a state that waits for an office has an open task",
          model, Q(state__in=by_role) & ~Exists(opened), "state")  # fmt: skip
    quiet = [s.code for s in flow.states if not s.waits]
    never(f"flow.{table}.end_has_no_task", "a state that waits for nobody has no open task",
          model, Q(state__in=quiet) & Exists(opened), "state")  # fmt: skip
    subject = rows_of(model).filter(uid=OuterRef("subject_uid"))
    never(f"flow.{table}.task_has_subject", "a task's record exists",
          Task, Q(subject_type=label) & ~Exists(subject), "subject_uid")  # fmt: skip
    basis = subject.exclude(synthetic=OuterRef("synthetic"))
    never(f"flow.{table}.task_basis", "a task is invented exactly if its record is",
          Task, Q(subject_type=label) & Exists(basis), "subject_uid")  # fmt: skip
    _path(flow, model)


def _path(flow: Flow, model: type[Stateful]) -> None:
    """The leaves tell which state followed which."""
    steps = {(source, t.target) for t in flow.transitions for source in t.sources}
    name = f"flow.{model._meta.db_table}.state_path"

    @invariant(name, "a state is only reached by a transition of the table, from the first one")
    def find() -> Iterator[str]:
        leaves = AuditLeaf.objects.filter(
            object_type=model._meta.label_lower, after__has_key="state"
        )
        told = leaves.values_list("object_uid", "object_revision", "before", "after")
        for uid, revision, old, new in told.order_by("pk").iterator(CHUNK):
            was, now = (old or {}).get("state"), new["state"]
            if (now != flow.initial) if old is None else ((was, now) not in steps):
                yield line(model, uid, revision=revision, came_from=was, state=now)


def _families() -> None:
    for model in apps.get_models():
        known: Any = registry.get(model._meta.label_lower)
        if known is not None and issubclass(model, Stateful):
            _family(known[0], model)


_families()
