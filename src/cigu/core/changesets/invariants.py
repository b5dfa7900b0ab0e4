"""A change set and its records agree."""

from __future__ import annotations

from django.db.models import F, Q

from cigu.core.invariants.rows import never

from .models import ChangedRow, ChangeSet

never(
    "changesets.undone_after_made",
    "nothing is taken back before it was done",
    ChangeSet,
    Q(undone_at__lt=F("made_at")),
    "made_at",
    "undone_at",
)
never(
    "changesets.holds_something",
    "a change set is about at least one record",
    ChangeSet,
    Q(size=0),
    "size",
)
never(
    "changesets.outcome_only_after_undo",
    "a record is put back or left only where the set was taken back",
    ChangedRow,
    ~Q(outcome=ChangedRow.Outcome.DONE) & Q(change_set__undone_at__isnull=True),
    "outcome",
)
never(
    "changesets.undone_all_told",
    "in a set that was taken back each record says what became of it",
    ChangedRow,
    Q(outcome=ChangedRow.Outcome.DONE, change_set__undone_at__isnull=False),
    "outcome",
)
never(
    "changesets.kept_says_why",
    "a record that was left as it is says why",
    ChangedRow,
    Q(outcome=ChangedRow.Outcome.KEPT, why=""),
    "outcome",
)
never(
    "changesets.place_within_size",
    "a record's place lies within the set",
    ChangedRow,
    Q(place__gte=F("change_set__size")),
    "place",
)
