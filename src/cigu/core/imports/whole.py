"""A large file as one whole: in batches, so that others get their turn to write, and yet all of it
or nothing (docs/adr/0013).

New records wait out of sight. Of the changes to known records the last ``ONE_GO`` are written in
one transaction with the mark that the file is written, which shows all that waited; only what is
beyond those is seen earlier. Whatever ends the work before that takes back what was written.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from cigu.core.audit.asides import Asides
from cigu.core.audit.erasing import erase_personal
from cigu.core.audit.holding import queue
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.database.contention import ATTEMPTS, passing, rest
from cigu.core.database.points import reach
from cigu.core.jobs.running import Progress, Stopped, Superseded
from cigu.engines.basis.errors import CiguError

from . import guards
from .models import Import, ImportRow
from .nouns import Frame, noun
from .planning import frame_of, lasting
from .writing import Moved, write_batch

BATCH = 1_000  # rows of one transaction
BACK = 500  # records that are taken back in one
Outcome, State = ImportRow.Outcome, Import.State


def write(batch: Import, progress: Progress) -> None:
    """Goes on where it was broken off; what others' transactions stood in the way of is tried
    again, and waits for whoever runs the job again."""
    try:
        _in_batches(batch, progress)
    except Superseded:
        raise
    except Exception as error:
        if passing(error):
            raise
        _begin_back(batch, _said(error))
        take_back(batch, progress)
        raise


def _in_batches(batch: Import, progress: Progress) -> None:
    frame = frame_of(batch, noun(batch.noun), likeness=False)
    frame.held_by = batch
    rows = batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED])
    todo, total, late = rows.filter(written=False), rows.count(), lasting(batch, frame.noun)
    done = total - todo.count()
    while some := _next(todo, late):
        _patiently(batch, some, frame)
        done += len(some)
        progress.step(done, total)
    _patiently(batch, list(todo.order_by("number")), frame, last=True)


def _next(todo: Any, late: set[int]) -> list[ImportRow]:
    """New records first; then of the changes those that do not fit into the last transaction."""
    new = list(todo.filter(outcome=Outcome.NEW).order_by("number")[:BATCH])
    if new:
        return new
    more = max(0, todo.count() - guards.ONE_GO)
    return list(todo.exclude(pk__in=late).order_by("number")[: min(BATCH, more)])


def _patiently(batch: Import, rows: list[ImportRow], frame: Frame, *, last: bool = False) -> None:
    for attempt in range(ATTEMPTS):
        try:
            return write_batch(batch, rows, frame, last=last)
        except IntegrityError as error:
            raise Moved from error
        except DatabaseError as error:
            if attempt == ATTEMPTS - 1 or not passing(error):
                raise
            rest(attempt)
    return None


def _said(error: Exception) -> str:
    if isinstance(error, Stopped):
        return _("It was stopped.")
    return str(error) if isinstance(error, CiguError) else _("The work broke off by a fault.")


def _begin_back(batch: Import, why: str) -> None:
    with change("imports.take_back", by=batch.owner, on=today(), reason=why):
        queue(batch)
        batch.state, batch.why = State.TAKING_BACK, why[:300]
        batch.save()
    reach("imports.back_begun")


def take_back(batch: Import, progress: Progress) -> dict[str, Any]:
    """Checkpoint: the leaf and the record up to which all is back; what somebody had changed since
    stays, and is told."""
    kept = progress.checkpoint or {"leaf": 0, "row": 0, "done": 0, "left": []}
    kind = noun(batch.noun)
    changed = AuditLeaf.objects.filter(request_id=str(batch.uid), before__isnull=False)
    rows = kind.model._base_manager
    held = rows.filter(held_by=batch) if kind.holds else rows.none()
    total = changed.count() + held.count()
    while leaves := list(changed.filter(pk__gt=kept["leaf"]).order_by("pk")[:BACK]):
        with transaction.atomic():
            kept["left"] += _put_back(batch, leaves)
            kept["leaf"] = leaves[-1].pk
            _step(progress, kept, len(leaves), total)
    while new := list(held.filter(pk__gt=kept["row"]).order_by("pk")[:BACK]):
        with transaction.atomic():
            _let_go(batch, new)
            kept["row"] = new[-1].pk
            _step(progress, kept, len(new), total)
    _taken_back(batch, kept["left"])
    return {"taken_back": total - len(kept["left"]), "left": len(kept["left"])}


def _step(progress: Progress, kept: dict[str, Any], more: int, total: int) -> None:
    kept["done"] += more
    progress.step(kept["done"], total, kept, heed=False)  # nobody stops what puts things right
    reach("imports.part_back")


def _put_back(batch: Import, leaves: list[AuditLeaf]) -> list[list[str]]:
    """Known records as they were before; an import writes one leaf for each of them."""
    asides, left = Asides(leaves), []
    with change("imports.take_back", by=batch.owner, on=today(), reason=batch.why):
        found = _records(leaves)
        queue(*found.values())
        for leaf in leaves:
            row = found[leaf.object_uid]
            if row.revision != leaf.object_revision or not _restored(row, leaf, asides):
                left.append([leaf.object_type, str(leaf.object_uid)])
    return left


def _records(leaves: list[AuditLeaf]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for kind in {leaf.object_type for leaf in leaves}:
        uids = [leaf.object_uid for leaf in leaves if leaf.object_type == kind]
        rows = apps.get_model(kind)._base_manager.filter(uid__in=uids)
        found |= {row.uid: row for row in rows}
    return found


def _restored(row: Any, leaf: AuditLeaf, asides: Asides) -> bool:
    """Not where another record has taken the name meanwhile."""
    columns = {field.attname: field for field in row._meta.concrete_fields}
    for name in leaf.before or ():
        setattr(row, name, columns[name].to_python(asides.value(leaf, "before", name)))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False
    return True


def _let_go(batch: Import, rows: list[Any]) -> None:
    """New records were never seen and stay so: nothing unique and nobody's data is kept in them."""
    told: dict[str, Any] = {
        "by": batch.owner, "on": today(), "reason": _("The import was taken back."),
    }  # fmt: skip
    kept = {row.party_id: row.let_go() for row in rows}
    by_name = noun(batch.noun).model.named_by
    erase_personal(rows, blanks=lambda row: kept[getattr(row, "party_id")], **told)  # noqa: B009
    erase_personal(
        [row.party for row in rows], blanks=lambda party: {"name": kept[party.pk][by_name]}, **told
    )


def _taken_back(batch: Import, left: list[list[str]]) -> None:
    with change("imports.taken_back", by=batch.owner, on=today()):
        queue(batch)
        batch.state, batch.left = State.TAKEN_BACK, left
        batch.save()
        batch.rows.filter(written=True).update(written=False)
    reach("imports.taken_back")
