"""Bring a file, match its columns, decide doubtful rows, write it, or put it aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.documents.actions import attach
from cigu.core.documents.store import get
from cigu.core.jobs.running import run_again, start_job

from . import books
from .errors import ImportRefused
from .guards import (
    ONE_GO,
    check_can_bring_again,
    check_can_decide,
    check_can_discard,
    check_can_import,
    check_can_match,
    check_can_take_back,
    check_can_write,
    check_lasting,
)
from .matching import Proposal, office_of, propose, proposed_at, remember
from .models import Import, ImportRow
from .nouns import noun
from .planning import frame_of, lasting, plan
from .values import unit_above

MOST_ROWS = 300_000  # of one file; four times what the largest city keeps in one workbook
READ, WRITE = "imports.read", "imports.write"


def bring_file(
    *, by: Any, what: str, file: tuple[str, bytes], territory: Any = None, domain: Any = None,
    reason: str = "",
) -> Import:  # fmt: skip
    """Check and keep the file, and propose how its columns match. Nothing is read further."""
    kind = noun(what)
    check_can_import(by, kind)
    with acting("imports.bring", by=by, reason=reason) as step:
        batch = Import(
            owner=by, office=office_of(by)[:100], noun=what, name=file[0][:120], reason=reason,
            territory=territory, domain=domain, created_on=step.on, synthetic=by.synthetic,
        )  # fmt: skip
        books.check_readable(*file)  # so that lines in another encoding are named
        paper = attach(to=batch, name=file[0], content=file[1], on=step.on, most_rows=MOST_ROWS)
        batch.name, batch.content_hash = paper.name, paper.content_hash
        found = propose(books.sheets_of(paper.name, file[1]), kind, batch.office)
        _take(batch, found)
        batch.save()
    return batch


def proposal(batch: Import, sheet: str = "", row: int = 0, rows: int = 1) -> Proposal:
    """How the columns would match, with the headings where they were found, or at ``row``."""
    content, kind = get(batch.content_hash), noun(batch.noun)
    if row:
        page = books.sheet_of(batch.name, content, sheet or batch.sheet)
        return proposed_at(page, row, rows, kind, batch.office)
    return propose(books.sheets_of(batch.name, content), kind, batch.office)


def sheet_names(batch: Import) -> list[str]:
    return [sheet.name for sheet in books.sheets_of(batch.name, get(batch.content_hash))]


def match_columns(
    *, batch: Import, by: Any, mapping: dict[str, str], sheet: str = "", row: int = 0,
    rows: int = 1, reason: str = "",
) -> Import:  # fmt: skip
    """Keep the matching, for this file and for the next of the office, and begin to check."""
    check_can_match(batch, by)
    found = proposal(batch, sheet or batch.sheet, row or batch.head_row, rows)
    kind = noun(batch.noun)
    _check_mapping(kind, mapping, len(found.head.names))
    with acting("imports.match", by=by, reason=reason):
        queue(batch)
        check_can_match(batch, by)
        _take(batch, found)
        batch.mapping = mapping
        batch.state, batch.counts, batch.asides = Import.State.READING, {}, {}
        remember(kind, batch.office, found.head.names, mapping)
        batch.job = start_job(READ, by=by, synthetic=batch.synthetic, batch=str(batch.uid))
        batch.save()
    return batch


def decide_rows(
    *, batch: Import, by: Any, numbers: Sequence[int], decision: str, reason: str = ""
) -> Import:
    """``decision``: new, skip, "" for open again, or the uid of the record that a row is about."""
    check_can_decide(batch, by)
    with acting("imports.decide", by=by, reason=reason):
        queue(batch)
        check_can_decide(batch, by)
        rows = list(batch.rows.filter(number__in=list(numbers), written=False))
        if len(rows) < len(set(numbers)):
            raise ImportRefused("row_gone", _("Some of these rows are no longer there."))
        for row in rows:
            _uncount(batch, row)
            row.decision = decision
        plan(rows, frame_of(batch, noun(batch.noun)))
        for row in rows:
            batch.counts[row.outcome] = batch.count(row.outcome) + 1
        ImportRow.objects.bulk_update(
            rows, ["decision", "outcome", "faults", "changes", "like", "label", "key"]
        )
        batch.save()
    return batch


def write_import(*, batch: Import, by: Any, on: date | None = None, reason: str = "") -> Import:
    """All of it or nothing is asked for; the worker writes."""
    check_can_write(batch, by)
    if batch.count("changed") > ONE_GO:
        check_lasting(batch, len(lasting(batch, noun(batch.noun))))
    with acting("imports.write", by=by, on=on, reason=reason):
        queue(batch)
        check_can_write(batch, by)
        batch.state = Import.State.WRITING
        batch.reason = reason or batch.reason
        batch.job = start_job(WRITE, by=by, synthetic=batch.synthetic, batch=str(batch.uid))
        batch.save()
    return batch


def take_back_import(*, batch: Import, by: Any, reason: str) -> Import:
    """Nobody goes on with it: what is written of it already is taken back, by the worker."""
    check_can_take_back(batch, by)
    if not reason.strip():
        raise ImportRefused("reason", _("Give the reason."), field="reason")
    with acting("imports.take_back", by=by, reason=reason):
        queue(batch)
        check_can_take_back(batch, by)
        batch.state, batch.why = Import.State.TAKING_BACK, reason
        batch.save()
        run_again(batch.job, by=by)  # type: ignore[arg-type]
    return batch


def bring_again(*, batch: Import, by: Any) -> Import:
    """A file that was taken back comes in as a file of its own, and is checked with the same
    columns; the one before stays as it ended."""
    check_can_bring_again(batch, by)
    with acting("imports.bring_again", by=by):
        made = bring_file(
            by=by, what=batch.noun, file=(batch.name, get(batch.content_hash)),
            territory=batch.territory, domain=batch.domain, reason=batch.reason,
        )  # fmt: skip
        return match_columns(
            batch=made, by=by, mapping=batch.mapping, sheet=batch.sheet, row=batch.head_row,
            rows=batch.head_rows,
        )  # fmt: skip


def discard_import(*, batch: Import, by: Any, reason: str = "") -> Import:
    """Its rows go at once; the file and the trace of it stay."""
    check_can_discard(batch, by)
    with acting("imports.discard", by=by, reason=reason):
        queue(batch)
        check_can_discard(batch, by)
        batch.state, batch.counts = Import.State.DISCARDED, {}
        batch.save()
        batch.rows.all().delete()
    return batch


def _take(batch: Import, found: Proposal) -> None:
    batch.sheet, batch.head_row, batch.head_rows = (
        found.sheet[:40], found.head.row, found.head.rows
    )  # fmt: skip
    batch.unit = unit_above(found.head.above)
    batch.headings, batch.mapping = [n[:100] for n in found.head.names], found.mapping


def _check_mapping(kind: Any, mapping: dict[str, str], width: int) -> None:
    known = {column.name for column in kind.all_columns}
    strange = set(mapping.values()) - known
    if strange or any(not at.isdecimal() or int(at) >= width for at in mapping):
        raise ImportRefused("mapping", _("This column is not one of the file or of the register."))
    doubled = [name for name in mapping.values() if list(mapping.values()).count(name) > 1]
    if doubled:
        column = kind.column(doubled[0])
        raise ImportRefused(
            "doubled", _("Two columns stand for “%(name)s”: pass one of them over.")
            % {"name": column.label},
        )  # fmt: skip
    if not mapping:
        raise ImportRefused("empty", _("Match at least one column."))


def _uncount(batch: Import, row: ImportRow) -> None:
    batch.counts[row.outcome] = batch.count(row.outcome) - 1
