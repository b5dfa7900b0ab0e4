"""Who may bring a file in, and what must hold before a step with it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.jobs.guards import BUSY

from .errors import ImportRefused
from .models import Import
from .nouns import Noun, noun, nouns_of

State = Import.State
OVER = (State.WRITTEN, State.DISCARDED)


def can_import(user: Any) -> bool:
    return bool(nouns_of(user))


def check_can_import(user: Any, what: Noun) -> None:
    if not what.may(user):
        raise NotAllowed()


def is_busy(batch: Import) -> bool:
    """A worker has it, or will have it."""
    return batch.job is not None and batch.job.state in BUSY


def check_own(batch: Import, user: Any) -> None:
    if batch.owner_id != user.pk:
        raise NotAllowed()
    check_can_import(user, noun(batch.noun))


def check_can_match(batch: Import, user: Any) -> None:
    check_own(batch, user)
    begun = batch.rows.filter(written=True).exists()
    if batch.state in (*OVER, State.WRITING) or is_busy(batch) or begun:
        raise ImportRefused("state", _("The columns can no longer be matched anew."))


def check_can_decide(batch: Import, user: Any) -> None:
    check_own(batch, user)
    if batch.state != State.CHECKED or is_busy(batch):
        raise ImportRefused("state", _("Rows are decided while the file stands checked."))


def check_can_write(batch: Import, user: Any) -> None:
    check_own(batch, user)
    if batch.state != State.CHECKED or is_busy(batch):
        raise ImportRefused("state", _("Only a checked file can be written."))
    if batch.count("wrong"):
        raise ImportRefused(
            "wrong", _("%(n)d rows have faults. Correct the file and bring it again, or leave those"
                       " rows out.") % {"n": batch.count("wrong")},
        )  # fmt: skip
    if batch.count("like"):
        raise ImportRefused(
            "like", _("%(n)d rows may be duplicates. Say for each what it is.")
            % {"n": batch.count("like")},
        )  # fmt: skip
    if not batch.to_write:
        raise ImportRefused("nothing", _("Nothing would change: there is nothing to write."))


def check_can_discard(batch: Import, user: Any) -> None:
    check_own(batch, user)
    if batch.state in OVER or is_busy(batch):
        raise ImportRefused("state", _("Stop the work on it first."))
    if batch.rows.filter(written=True).exists():
        raise ImportRefused("begun", _("Rows of it are written already: go on with it."))
