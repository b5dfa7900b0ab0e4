"""A file, its counts, its rows and its job agree."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, before, differs, line, never, rows_of
from cigu.core.jobs.models import Job

from .models import Import, ImportRow, Merge
from .nouns import nouns

State = Import.State

never(
    "imports.state_known", "an import is in a known state", Import,
    ~Q(state__in=State.values), "state",
)  # fmt: skip
never(
    "imports.written_says_when", "an import is dated exactly when it is written", Import,
    Q(state=State.WRITTEN, written_on__isnull=True)
    | ~Q(state=State.WRITTEN) & Q(written_on__isnull=False), "state", "written_on",
)  # fmt: skip
never(
    "imports.at_work_has_job", "a file that is read or written names its job", Import,
    Q(state__in=[State.READING, State.WRITING, State.TAKING_BACK], job__isnull=True), "state",
)  # fmt: skip
never(
    "imports.own_job", "the job of a file is its owner's", Import,
    Q(job__isnull=False)
    & ~Exists(rows_of(Job).filter(pk=OuterRef("job"), owner=OuterRef("owner"))), "job_id",
)  # fmt: skip
never(
    "imports.basis", "a file is invented exactly if its owner is", Import,
    differs("synthetic", "owner__synthetic"), "name",
)  # fmt: skip
never(
    "imports.written_whole", "nothing of a written file is left unwritten", Import,
    Q(state=State.WRITTEN)
    & Exists(rows_of(ImportRow).filter(batch=OuterRef("pk"), written=False,
                                       outcome__in=["new", "changed"])),
)  # fmt: skip
never(
    "imports.written_free_of_faults", "nothing was written while a row was wrong or doubtful",
    Import,
    Q(state=State.WRITTEN)
    & Exists(rows_of(ImportRow).filter(batch=OuterRef("pk"), outcome__in=["wrong", "like"])),
)  # fmt: skip
never(
    "imports.discarded_is_empty", "nothing waits of a file that was put aside", Import,
    Q(state=State.DISCARDED) & Exists(rows_of(ImportRow).filter(batch=OuterRef("pk"))),
)  # fmt: skip
never(
    "imports.taken_back_says_why", "what is taken back says why, and nothing else does", Import,
    Q(state__in=[State.TAKING_BACK, State.TAKEN_BACK], why="")
    | ~Q(state__in=[State.TAKING_BACK, State.TAKEN_BACK]) & ~Q(why=""), "state",
)  # fmt: skip
never(
    "imports.taken_back_whole", "no row of a file that was taken back counts as written", Import,
    Q(state=State.TAKEN_BACK)
    & Exists(rows_of(ImportRow).filter(batch=OuterRef("pk"), written=True)),
)  # fmt: skip


never(
    "imports.merged_alike", "what is merged is of one kind, and invented together", Merge,
    ~Q(loser__kind=F("survivor__kind")) | differs("loser__synthetic", "survivor__synthetic"),
    "loser_id", "survivor_id",
)  # fmt: skip
never(
    "imports.merged_before_undone", "a merging is taken back after it was made", Merge,
    before("undone_on", "merged_on"), "merged_on", "undone_on",
)  # fmt: skip


@invariant("imports.noun_known", "an import is of a register that exists")
def known() -> Iterator[str]:
    strange = rows_of(Import).exclude(noun__in=[n.key for n in nouns()])
    for uid, noun in strange.values_list("uid", "noun").iterator(CHUNK):
        yield line(Import, uid, noun=noun)


@invariant("imports.counts", "the counts of a checked file are those of its rows")
def counts() -> Iterator[str]:
    """Those of a written file go after a month."""
    for batch in rows_of(Import).filter(state=State.CHECKED).iterator(CHUNK):
        found: dict[str, int] = {}
        for outcome in rows_of(ImportRow).filter(batch=batch).values_list("outcome", flat=True):
            found[outcome] = found.get(outcome, 0) + 1
        said = {name: n for name, n in batch.counts.items() if n}
        if said != found:
            yield line(Import, batch.uid, said=said, found=found)
