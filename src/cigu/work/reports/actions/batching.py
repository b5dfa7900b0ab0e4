"""Many files at once: each is taken in by itself and queued to be read, or refused with its reason.

A file and its job are one transaction, so that no check waits for a reader that never comes."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.documents.checks import clean_name
from cigu.core.figures.sources import Where
from cigu.core.numbers.actions import next_number
from cigu.engines.basis.errors import CiguError

from ..guards import check_can_write
from ..models import CheckBatch, RefusedFile, ReportCheck
from ..reading import check_outside
from .checking import start_reading, take_in

SERIES = "PH"


def open_batch(
    *, where: Where, office: str, files: int, by: Any, on: date | None = None, reason: str = ""
) -> CheckBatch:
    """``files``: how many were chosen, so that the page can tell whether all were dealt with."""
    check_can_write(by, where.territory, where.domain)
    with acting("reports.open_batch", by=by, on=on, reason=reason) as step:
        batch = CheckBatch(
            number=next_number(SERIES, step.on), office=office, territory=where.territory,
            domain=where.domain, since=where.period.start, until=where.period.end, author=by,
            taken_on=step.on, files=files, synthetic=bool(by.synthetic),
        )  # fmt: skip
        batch.save()
    return batch


def add_file(*, batch: CheckBatch, name: str, content: bytes, by: Any) -> ReportCheck | RefusedFile:
    """Of a file that cannot be kept the reason is; nothing of the other files is touched."""
    check_can_write(by, batch.territory, batch.domain)
    try:
        return _kept(batch, name, content, by)
    except NotAllowed:
        raise
    except CiguError as error:
        return _refused(batch, name, error, by)


def _kept(batch: CheckBatch, name: str, content: bytes, by: Any) -> ReportCheck:
    check_outside(name, content)
    with acting("reports.add_file", by=by):
        check = take_in(
            name=name, content=content, where=batch.where, office=batch.office, by=by, batch=batch
        )
        start_reading([check], by=by)
    return check


def _refused(batch: CheckBatch, name: str, error: CiguError, by: Any) -> RefusedFile:
    shown = clean_name(name) or PurePosixPath(name).suffix
    with acting("reports.refuse_file", by=by):
        row = RefusedFile(
            batch=batch, name=shown, code=error.code[:20], text=str(error)[:300],
            synthetic=batch.synthetic,
        )  # fmt: skip
        row.save()
    return row
