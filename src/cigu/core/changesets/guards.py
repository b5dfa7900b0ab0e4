"""How many records one act takes, and until when it may be taken back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.engines.basis.errors import CiguError

from .models import HOURS, ChangeSet
from .verbs import registry

MOST = 200  # records of one act: it holds the writers' lock for as long as it runs


class ChangeSetRefused(CiguError):
    pass


def check_size(rows: int) -> None:
    if not rows:
        raise ChangeSetRefused(
            "nothing", _("Nothing is left to change: choose other records."), field="sel"
        )
    if rows > MOST:
        raise ChangeSetRefused(
            "too_many",
            _("%(n)s records are more than %(most)s at a time: narrow the list, then repeat.")
            % {"n": rows, "most": MOST},
            field="sel", value=rows,
        )  # fmt: skip


def check_can_undo(made: ChangeSet, by: Any) -> None:
    if made.made_by_id != getattr(by, "pk", None):
        raise NotAllowed()
    verb = registry.get(made.verb)
    if verb is None or verb.undo is None:
        raise ChangeSetRefused("lasting", _("This act cannot be taken back as one."))
    if made.undone_at is not None:
        raise ChangeSetRefused("undone", _("This was taken back already."))
    if timezone.now() > made.until:
        raise ChangeSetRefused(
            "late",
            _("More than %(n)s hours have passed: change the records one by one.") % {"n": HOURS},
        )
