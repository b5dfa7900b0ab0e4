"""One batch of an import into a register, through the actions of its room."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cigu.core.audit.context import known_as
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.database.points import reach
from cigu.engines.basis.errors import CiguError

from .models import Import, ImportRow, ImportTurn
from .nouns import Draft, Frame
from .planning import plan


class Moved(CiguError):
    """The register changed since the file was checked; ``rows`` are those that differ now."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        self.rows = list(rows)
        super().__init__(
            "moved",
            _("The register changed since the check: nothing of this batch was written. Look at the"
              " rows again, then write."),
        )  # fmt: skip


def write_batch(batch: Import, rows: list[ImportRow], frame: Frame) -> None:
    """One transaction: all rows and their marks, or nothing."""
    kind = frame.noun
    with known_as(batch.uid), transaction.atomic():
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
        reach("imports.batch_marked")
    reach("imports.batch_written")


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
