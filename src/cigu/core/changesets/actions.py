"""Do an act to many records as one change set, and take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.audit.context import known_as
from cigu.core.audit.holding import queue
from cigu.core.audit.models import AuditedModel
from cigu.engines.basis.errors import CiguError

from .guards import ChangeSetRefused, check_can_undo, check_size
from .models import ChangedRow, ChangeSet
from .verbs import Given, Verb, registry


def carry_out(
    *, verb: Verb, rows: Sequence[Any], given: Given, by: Any, reason: str = ""
) -> ChangeSet:
    """All of ``rows`` or none: each as it was when the reader saw the preview (``StaleRecord``
    otherwise), each asked for its rules again. What needs no change is left out beforehand."""
    check_size(len(rows))
    if not verb.may(by):
        raise NotAllowed()
    made = ChangeSet(
        made_by=by, verb=verb.code, made_at=timezone.now(), size=len(rows),
        synthetic=all(row.synthetic for row in rows),
    )  # fmt: skip
    with known_as(made.uid), acting("changesets.carry_out", by=by, reason=reason):
        queue(unchanged=rows)
        made.save()
        changed = [_one(made, place, verb, row, given, reason) for place, row in enumerate(rows)]
        ChangedRow.objects.bulk_create(changed)
    return made


def _one(
    made: ChangeSet, place: int, verb: Verb, row: Any, given: Given, reason: str
) -> ChangedRow:
    before = verb.keep(row)
    try:
        verb.plan(row, made.made_by, given)
        verb.act(row, made.made_by, given, reason)
    except CiguError as refusal:
        raise ChangeSetRefused(
            "row", _("%(row)s: %(why)s Nothing was changed.") % {"row": row, "why": refusal},
            field="sel", value=str(row),
        ) from refusal  # fmt: skip
    return ChangedRow(
        change_set=made, place=place, object_uid=row.uid, revision=row.revision, before=before
    )


def undo(*, made: ChangeSet, by: Any, reason: str = "") -> ChangeSet:
    """Put back what nobody changed since; what somebody did is left, with the reason why."""
    check_can_undo(made, by)
    with acting("changesets.undo", by=by, reason=reason):
        queue(made)
        check_can_undo(made, by)
        verb, rows = registry[made.verb], list(made.rows.order_by("place"))
        found = {row.uid: row for row in _records(verb, [row.object_uid for row in rows])}
        for row in rows:
            _put_back(verb, row, found.get(row.object_uid), by)
        made.undone_at = timezone.now()
        made.save()
        ChangedRow.objects.bulk_update(rows, ["outcome", "why"])
    return made


def _records(verb: Verb, uids: list[Any]) -> list[AuditedModel]:
    """In the order in which all actions take them."""
    records = list(verb.model.objects.filter(uid__in=uids).order_by("pk"))
    queue(*records)
    return records


def _put_back(verb: Verb, row: ChangedRow, record: Any, by: Any) -> None:
    row.outcome = ChangedRow.Outcome.KEPT
    if record is None:
        row.why = _("It is not there any more.")
    elif record.revision != row.revision:
        row.why = _("It was changed since.")
    else:
        row.why = _refused(verb, row, record, by)
        if not row.why:
            row.outcome = ChangedRow.Outcome.UNDONE


def _refused(verb: Verb, row: ChangedRow, record: Any, by: Any) -> str:
    try:
        with transaction.atomic():  # a refused record takes nothing along
            verb.way_back(record, by, row.before)
    except CiguError as refusal:
        return str(refusal)[:300]
    return ""
