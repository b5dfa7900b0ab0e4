"""How to break one rule of each generated family."""

from __future__ import annotations

import uuid

from .breaking import Remove, Spoil
from .core import LEAF, TASK
from .records import NEED
from .work import CHECKUP

OF_NEED = {"object_type": "records_needs.need"}


def uid(leaf):  # type: ignore[no-untyped-def]
    return leaf.object_uid


BREAKERS = {
    "audit.need.leaf_of_revision": Spoil(NEED, {"revision": 99}),
    "audit.need.no_later_leaf": Spoil(NEED, {"revision": 0}),
    "audit.need.row_of_leaf": Remove(NEED, {}, lambda n: n.uid),
    "audit.need.revisions_run": Remove(LEAF, {**OF_NEED, "object_revision": 2}, uid),
    "audit.need.values_equal": Spoil(NEED, {"title": "rewritten by SQL"}),
    "flow.need.state_known": Spoil(NEED, {"state": "ghost"}),
    "flow.need.tasks_of_state": Spoil(NEED, {"state": "draft"}, {"state": "published"}),
    "flow.need.wait_has_task": Spoil(NEED, {"state": "published"}, {"state": "solved"}),
    "flow.need.end_has_no_task": Spoil(NEED, {"state": "solved"}, {"state": "published"}),
    "flow.need.task_has_subject": Spoil(
        TASK, {"subject_uid": uuid.UUID(int=1)}, {"subject_type": "records_needs.need"}
    ),
    "flow.need.task_basis": Spoil(
        TASK, {"synthetic": False}, {"subject_type": "records_needs.need"}
    ),
    "flow.need.state_path": Spoil(
        LEAF, {"after": {"state": "solved"}}, {**OF_NEED, "object_revision": 1}, uid
    ),
    "numbers.need.form": Spoil(NEED, {"number": "need 7"}),
    "numbers.need.gap_free": Remove(NEED, {}, lambda n: n.number.rsplit("-", 1)[0]),
    "numbers.checkup_report_number.form": Spoil(
        CHECKUP, {"report_number": "TB 7"}, {"report_number__isnull": False}
    ),
}
