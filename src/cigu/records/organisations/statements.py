"""What a body is known for: segments it leads, and how many researchers it states."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.places.models import Segment
from cigu.engines.basis.errors import CiguError

from .guards import check_can_edit
from .models import Headcount, Organisation, SegmentLead


class StatementRefused(CiguError):
    """A statement about a body that cannot stand as it was entered."""


def name_lead(
    *, organisation: Organisation, segment: Segment, role: str, by: Any,
    since: date | None = None, source: str = "", status: str = "", on: date | None = None,
    reason: str = "",
) -> SegmentLead:  # fmt: skip
    """Lead or backbone of a segment from ``since`` on; None: not known since when."""
    check_can_edit(organisation, by)
    with acting("organisations.name_lead", by=by, on=on, reason=reason) as step:
        queue(organisation)
        _not_ahead(since, step.on, "since")
        _sourced(organisation, source)
        if organisation.leads.filter(segment=segment, until__isnull=True).exists():
            raise _refused("named", _("It is named for this segment already."), "segment")
        row = SegmentLead(
            organisation=organisation, segment=segment, role=role, since=since, source=source,
            status=status, synthetic=organisation.synthetic,
        )  # fmt: skip
        row.save()
    return row


def end_lead(*, lead: SegmentLead, by: Any, until: date | None = None, on: date | None = None,
             reason: str = "") -> SegmentLead:  # fmt: skip
    check_can_edit(lead.organisation, by)
    with acting("organisations.end_lead", by=by, on=on, reason=reason) as step:
        queue(lead)
        if lead.until is not None:
            raise _refused("ended", _("It ended on %(day)s.") % {"day": lead.until}, "until")
        lead.until = until or step.on
        _not_ahead(lead.until, step.on, "until")
        if lead.since is not None and lead.until <= lead.since:
            text = _("This day lies before the first one. Correct one.")
            raise _refused("until", text, "until")
        lead.save()
    return lead


def state_headcount(
    *, organisation: Organisation, as_of: date, researchers: int, method: str, by: Any,
    comparator: str = "=", source: str = "", status: str = "", on: date | None = None,
    reason: str = "",
) -> Headcount:  # fmt: skip
    """How many researchers a body has as of a day; the newest statement of each body counts."""
    check_can_edit(organisation, by)
    with acting("organisations.state_headcount", by=by, on=on, reason=reason) as step:
        queue(organisation)
        _not_ahead(as_of, step.on, "as_of")
        _sourced(organisation, source)
        if organisation.headcounts.filter(as_of=as_of).exists():
            raise _refused("stated", _("A number as of that day is entered already."), "as_of")
        row = Headcount(
            organisation=organisation, as_of=as_of, researchers=researchers, method=method,
            comparator=comparator, source=source, status=status,
            synthetic=organisation.synthetic,
        )  # fmt: skip
        row.save()
    return row


def _not_ahead(day: date | None, today: date, field: str) -> None:
    if day is not None and day > today:
        text = _("%(day)s lies ahead: enter it on that day.") % {"day": day}
        raise _refused("ahead", text, field)


def _sourced(organisation: Organisation, source: str) -> None:
    if not organisation.synthetic and not source.strip():
        raise _refused("source", _("Say where it is known from."), "source")


def _refused(code: str, text: str, field: str) -> StatementRefused:
    return StatementRefused(code, text, field=field, value="")
