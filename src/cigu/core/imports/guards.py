"""Who may bring a file in, and what must hold before a step with it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.jobs.guards import AGAIN, BUSY

from .errors import ImportRefused
from .models import Import
from .nouns import Noun, noun, nouns_of

State = Import.State
OVER = (State.WRITTEN, State.TAKEN_BACK, State.DISCARDED)
AT_WORK = (State.READING, State.WRITING, State.TAKING_BACK)
ONE_GO = 5_000  # rows that are written in one transaction, while everybody else waits to write


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
    if batch.state in (*OVER, State.WRITING, State.TAKING_BACK) or is_busy(batch):
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
    if batch.to_write > ONE_GO and not noun(batch.noun).holds:
        raise ImportRefused(
            "too_many", _("%(n)d rows are more than this register takes from one file: bring it in"
                          " parts of at most %(most)d rows.")
            % {"n": batch.to_write, "most": ONE_GO},
        )  # fmt: skip


def check_lasting(batch: Import, late: int) -> None:
    """What cannot be put back by itself is written last, at once."""
    if batch.to_write > ONE_GO and late > ONE_GO:
        raise ImportRefused(
            "lasting", _("%(n)d rows change links of known records; a file may have %(most)d of"
                         " those. Bring it in parts.") % {"n": late, "most": ONE_GO},
        )  # fmt: skip


def check_can_stop(batch: Import, user: Any) -> None:
    check_own(batch, user)
    if not is_busy(batch) or batch.state == State.TAKING_BACK:
        raise ImportRefused("state", _("Nothing is at work on the file that could be stopped."))


def check_can_go_on(batch: Import, user: Any) -> None:
    """Its job broke off, or was stopped, and may be run again."""
    check_own(batch, user)
    job = batch.job
    if job is None or job.state not in AGAIN or batch.state not in AT_WORK:
        raise ImportRefused("state", _("Nothing was broken off here."))


def check_can_take_back(batch: Import, user: Any) -> None:
    check_can_go_on(batch, user)
    if batch.state != State.WRITING:
        raise ImportRefused("state", _("Only what is being written can be taken back."))


def check_can_bring_again(batch: Import, user: Any) -> None:
    check_own(batch, user)
    if batch.state != State.TAKEN_BACK:
        raise ImportRefused("state", _("Only a file that was taken back is checked anew."))


def check_can_discard(batch: Import, user: Any) -> None:
    check_own(batch, user)
    if batch.state in (*OVER, State.WRITING, State.TAKING_BACK) or is_busy(batch):
        raise ImportRefused("state", _("Stop the work on it first."))
