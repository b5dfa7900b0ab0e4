"""Who enters qualifications, and what one must satisfy."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.models import Organisation

from .models import Ended, Kind, Level, Qualification


class QualificationRefused(CiguError):
    """A qualification that cannot stand here as it was entered."""


def can_award(organisation: Organisation, user: Any) -> bool:
    """An officer of the place that the organisation lies in."""
    return Access.of(user).covers(Role.OFFICER, organisation.territory)


def check_can_award(organisation: Organisation, user: Any) -> None:
    if not can_award(organisation, user):
        raise NotAllowed()


def can_change(row: Qualification, user: Any) -> bool:
    return can_award(row.organisation, user)


def check_can_change(row: Qualification, user: Any) -> None:
    if not can_change(row, user):
        raise NotAllowed()


def can_revoke(row: Qualification, user: Any) -> bool:
    return row.ended_on is None and can_change(row, user)


def check_can_revoke(row: Qualification, user: Any) -> None:
    check_can_change(row, user)
    if row.ended_on is not None:
        raise refused("ended", _("It ended on %(day)s. Correct that instead.")
                      % {"day": row.ended_on})  # fmt: skip


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise refused("reason", _("Give the reason."), "reason")


def check_end_reason(code: str) -> None:
    if code not in Ended.values:
        raise refused("end_reason", _("Choose why it ended."), "end_reason", code)


def check_row(row: Qualification, today: date) -> None:
    """Known kind and level, days in order and not ahead, a source, and no other one beside it."""
    if row.kind not in Kind.values:
        raise refused("kind", _("Choose the kind of qualification."), "kind", row.kind)
    if row.level not in Level.values:
        raise refused("level", _("Choose the level."), "level", row.level)
    if row.organisation.kind != Organisation.Kind.ENTERPRISE:
        raise refused("body", _("%(name)s is not an enterprise: only enterprises are qualified.")
                      % {"name": row.organisation}, "organisation")  # fmt: skip
    _check_days(row, today)
    if not row.synthetic and not row.source.strip():
        raise refused("source", _("Say where it is known from: the notice, its number and day."),
                      "source")  # fmt: skip
    check_alone(row)


def _check_days(row: Qualification, today: date) -> None:
    if row.issued_on > today:
        raise refused("issued_on", _("%(day)s lies ahead: enter it once it has been issued.")
                      % {"day": row.issued_on}, "issued_on")  # fmt: skip
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise refused("valid_to", _("The last day lies before the first. Correct one."), "valid_to")
    if row.ended_on is not None:
        if row.ended_on < row.valid_from or (row.valid_to and row.ended_on >= row.valid_to):
            raise refused("ended_on", _("It held from %(first)s on: give a day on which it held.")
                          % {"first": row.valid_from}, "ended_on")  # fmt: skip
        if row.ended_on > today:
            raise refused("ended_on", _("%(day)s lies ahead: end it on that day.")
                          % {"day": row.ended_on}, "ended_on")  # fmt: skip
        check_end_reason(row.end_reason)


def check_alone(row: Qualification) -> None:
    """Inside an action that holds the organisation: nobody enters another one meanwhile."""
    for other in Qualification.objects.like(row).exclude(pk=row.pk):
        if other.meets(row.valid_from, row.until) or other.valid_from == row.valid_from:
            raise refused(
                "overlap",
                _("%(name)s holds this qualification already: %(number)s, from %(first)s on. End or"
                  " correct that one first.")
                % {"name": row.organisation, "number": other.number, "first": other.valid_from},
                "valid_from", str(row.valid_from),
            )  # fmt: skip


def refused(code: str, text: str, field: str = "", value: Any = "") -> QualificationRefused:
    return QualificationRefused(code, text, field=field, value=str(value))
