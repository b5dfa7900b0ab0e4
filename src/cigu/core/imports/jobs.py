"""The job kinds ``imports.read`` and ``imports.write``: in batches, interrupted and resumed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cigu.core.audit.holding import queue
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.database.points import reach
from cigu.core.documents.store import get
from cigu.core.jobs.running import Progress, job_kind
from cigu.engines.basis.errors import CiguError

from . import books, guards, whole
from .actions import READ, WRITE
from .books import Line
from .errors import BadBook, ImportRefused
from .heads import is_aside
from .models import Import, ImportRow
from .nouns import noun
from .planning import frame_of, plan
from .writing import Moved, write_batch

STEP = 1_000  # rows between two reports while reading
State = Import.State
FIELDS = ["key", "outcome", "label", "faults", "changes", "like"]


def batch_of(progress: Progress, *states: str) -> Import:
    """The file, if it still waits for this very job."""
    rows = Import.objects.select_related("owner", "territory", "domain")
    found: Import = rows.get(uid=progress.arguments["batch"], owner=progress.owner)
    if found.state not in states or found.job_id != progress.job.pk:
        raise ImportRefused("state", _("The file no longer waits for this job."))
    return found


@job_kind(READ)
def read(progress: Progress) -> dict[str, Any]:
    """Checkpoint: the row of the file up to which rows are staged, and what was passed so far."""
    batch = batch_of(progress, State.READING)
    kept = progress.checkpoint or {"row": batch.head_row, "done": 0, "counts": {}, "asides": {}}
    batch.rows.filter(number__gt=kept["row"]).delete()
    if kept["row"] == batch.head_row:
        batch.rows.all().delete()
    sheet = books.sheet_of(batch.name, get(batch.content_hash), batch.sheet)
    lines = (line for line in sheet.lines() if line.number > kept["row"])
    frame = frame_of(batch, noun(batch.noun))
    while some := list(islice(lines, STEP)):
        rows = list(_staged(batch, some, kept["asides"]))
        plan(rows, frame)
        for row in rows:
            kept["counts"][row.outcome] = kept["counts"].get(row.outcome, 0) + 1
        kept["row"], kept["done"] = some[-1].number, kept["done"] + len(some)
        with transaction.atomic():
            ImportRow.objects.bulk_create(rows, batch_size=500)
            progress.step(kept["done"], None, kept)
        reach("imports.staged")
    _checked(batch, kept["counts"], kept["asides"])
    return {"rows": kept["done"], "counts": kept["counts"]}


def _staged(batch: Import, lines: list[Line], asides: dict[str, int]) -> Iterator[ImportRow]:
    kind = noun(batch.noun)
    for line in lines:
        if why := is_aside(line, batch.headings):
            asides[why] = asides.get(why, 0) + 1
            continue
        cells = {
            name: line.cells[int(at)] for at, name in batch.mapping.items()
            if int(at) < len(line.cells) and line.cells[int(at)]
        }  # fmt: skip
        if cells and not kind.concerns(cells):
            asides["other"] = asides.get("other", 0) + 1
        elif cells:
            yield ImportRow(batch=batch, number=line.number, cells=cells)


def _checked(batch: Import, counts: dict[str, int], asides: dict[str, int]) -> None:
    with change("imports.checked", by=batch.owner, on=today()):
        queue(batch)
        batch.counts, batch.asides = counts, asides
        batch.state = Import.State.CHECKED
        batch.save()
    if not counts:
        raise BadBook("no_rows", _("No row stands below the headings. Choose their row again."))


@job_kind(WRITE)
def write(progress: Progress) -> dict[str, Any]:
    """A file of at most ``ONE_GO`` rows in one transaction, a larger one as ``whole.py`` says.
    What changed in the register since the check stops it: nothing of the file is kept."""
    batch = batch_of(progress, State.WRITING, State.TAKING_BACK, State.WRITTEN)
    if batch.state == State.TAKING_BACK:
        return whole.take_back(batch, progress)
    if batch.state == State.WRITING and batch.to_write > guards.ONE_GO:
        whole.write(batch, progress)
    elif batch.state == State.WRITING:
        _at_once(batch)
    return {"written": batch.to_write}  # a worker that died after the last row comes here again


def _at_once(batch: Import) -> None:
    rows = list(batch.rows.filter(outcome__in=["new", "changed"]).order_by("number"))
    frame = frame_of(batch, noun(batch.noun), likeness=False)
    try:
        write_batch(batch, rows, frame, last=True)
    except Moved as moved:
        _back_to_checked(batch, moved.rows)
        raise
    except IntegrityError as error:
        _back_to_checked(batch, rows)
        raise Moved from error
    except CiguError:
        _back_to_checked(batch, rows)
        raise


def _back_to_checked(batch: Import, rows: list[ImportRow]) -> None:
    """Plan these rows anew, so that the page shows what is different now."""
    with change("imports.checked", by=batch.owner, on=today()):
        queue(batch)
        for row in rows:
            batch.counts[row.outcome] = batch.count(row.outcome) - 1
        plan(rows, frame_of(batch, noun(batch.noun)))
        for row in rows:
            batch.counts[row.outcome] = batch.count(row.outcome) + 1
        ImportRow.objects.bulk_update(rows, FIELDS, batch_size=500)
        batch.state = Import.State.CHECKED
        batch.save()
