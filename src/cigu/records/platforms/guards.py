"""Who writes about platforms, and what their parts must satisfy."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.guards import can_register

from .models import Grade, Kind, Merger, Platform, Stage


class PlatformRefused(CiguError):
    """What cannot stand in the register of platforms as it was entered."""


def can_edit(platform: Platform, user: Any) -> bool:
    return can_register(user, platform.territory)


def check_can_edit(platform: Platform, user: Any) -> None:
    if not can_edit(platform, user):
        raise NotAllowed()


def check_platform(row: Platform, today: date) -> None:
    if row.kind not in Kind.values:
        raise refused("kind", _("Choose the kind of platform."), "kind")
    if row.kind == Kind.OUTSIDE_RD_CENTRE and row.synthetic and row.organisation is None:
        raise refused("organisation", _("Say whose centre it is."), "organisation")
    check_span(row.since, row.until, today)
    not_ahead(row.decided_on, today, "decided_on")
    if not row.synthetic and not row.source.strip():
        raise refused("source", _("Say where it is known from."), "source")
    if row.parent is not None and row in _line(row.parent):
        raise refused("parent", _("A platform is no part of itself."), "parent")


def _line(row: Platform) -> list[Platform]:
    """A platform and those it is part of."""
    found: list[Platform] = []
    above: Platform | None = row
    while above is not None and above not in found:
        found.append(above)
        above = above.parent
    return found


def check_span(since: date | None, until: date | None, today: date) -> None:
    not_ahead(since, today, "since")
    if since is not None and until is not None and until <= since:
        raise refused("until", _("This day lies before the first one. Correct one."), "until")


def not_ahead(day: date | None, today: date, field: str) -> None:
    if day is not None and day > today:
        raise refused(field, _("%(day)s lies ahead: enter it on that day.") % {"day": day}, field)


def check_grade(code: str) -> None:
    if code not in Grade.values:
        raise refused("grade", _("Choose the grade."), "grade")


def check_stage(code: str) -> None:
    if code not in Stage.values:
        raise refused("stage", _("Choose the stage."), "stage")


def check_predecessor(row: Merger) -> None:
    """One of the three, not itself, and nothing invented beside what is real."""
    given = [row.platform, row.organisation, row.printed or None]
    if sum(part is not None for part in given) != 1:
        raise refused("predecessor", _("Name what went into it: a platform, a body or a name."),
                      "printed")  # fmt: skip
    if row.platform == row.successor:
        raise refused("itself", _("A platform does not go into itself."), "platform")
    other = row.platform or row.organisation
    if other is not None and other.synthetic != row.successor.synthetic:
        raise refused("basis", _("One of the two is invented, the other is not."), "platform")


def refused(code: str, text: str, field: str) -> PlatformRefused:
    return PlatformRefused(code, text, field=field, value="")
