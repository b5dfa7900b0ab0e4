"""One batch of an import into a register, through the actions of its room."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cigu.core.audit.context import known_as
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.database.points import reach
from cigu.engines.basis.errors import CiguError

from .models import Import, ImportRow, ImportTurn
from .nouns import Draft, Frame
from .planning import plan

NAMED = 20  # rows that a refusal names


class Moved(CiguError):
    """The register changed since the file was checked; ``rows`` are those that differ now."""

    def __init__(self, rows: Sequence[ImportRow] = ()) -> None:
        self.rows = list(rows)
        text = _("The register changed since the check: nothing was written. Look at the rows"
                 " again, then write.")  # fmt: skip
        if rows:
            some = "、".join(str(row.number) for row in rows[:NAMED])
            text += " " + _("It differs at row %(rows)s.") % {"rows": some}
        super().__init__("moved", text)


def write_batch(batch: Import, rows: list[ImportRow], frame: Frame, *, last: bool = False) -> None:
    """One transaction: all rows and their marks, or nothing. With the last one the file is
    written: what waited out of sight stands from then on."""
    kind = frame.noun
    with transaction.atomic():
        with known_as(batch.uid):
            _wait_for_turn(kind.key)
            planned = {row.pk: (row.outcome, row.changes) for row in rows}
            drafts = plan(rows, frame)
            differ = [row for row in rows if planned[row.pk] != (row.outcome, row.changes)]
            if differ:
                for row in differ:  # as they stood, for whoever counts them
                    row.outcome, row.changes = planned[row.pk]
                raise Moved(differ)
            _act(drafts, frame)
            ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(written=True)
        if last:
            _written(batch)
        reach("imports.batch_marked")
    reach("imports.batch_written")


def _written(batch: Import) -> None:
    with change("imports.written", by=batch.owner, on=today()):
        queue(batch)
        batch.state, batch.written_on = Import.State.WRITTEN, today()
        batch.save()


def _act(drafts: Sequence[Draft], frame: Frame) -> None:
    with change("imports.write", by=frame.user, on=today()):
        frame.noun.make([draft for draft in drafts if draft.known is None], frame)
        for draft in drafts:
            if draft.known is not None:
                fields = {name: after for name, (_before, after) in draft.changes.items()}
                frame.noun.change(draft.known, fields, frame)


def _wait_for_turn(key: str) -> None:
    """Two imports of one register write one after the other, and the second sees the first."""
    ImportTurn.objects.bulk_create([ImportTurn(noun=key)], ignore_conflicts=True)
    ImportTurn.objects.select_for_update().get(noun=key)
