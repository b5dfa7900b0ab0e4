"""A body engages a person, and the engagement ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.audit.holding import queue
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.models import Organisation

from .models import Engagement, Person


class EngagementRefused(CiguError):
    """An engagement that cannot stand as it was entered."""


def can_engage(organisation: Organisation, user: Any) -> bool:
    """An officer of the place of the body."""
    return Access.of(user).covers(Role.OFFICER, organisation.territory)


def check_can_engage(organisation: Organisation, user: Any) -> None:
    if not can_engage(organisation, user):
        raise NotAllowed()


def engage(
    *, person: Person, organisation: Organisation, kind: str, since: date, source: str, by: Any,
    degree: str = "", post: str = "", on: date | None = None, reason: str = "",
) -> Engagement:  # fmt: skip
    check_can_engage(organisation, by)
    with acting("people.engage", by=by, on=on, reason=reason) as step:
        queue(person)
        if since > step.on:
            raise _refused("since", _("%(day)s lies ahead: enter it on that day.")
                           % {"day": since})  # fmt: skip
        if person.synthetic != organisation.synthetic:
            raise _refused("organisation", _("One of the two is invented, the other is not."))
        same = person.engagements.filter(organisation=organisation, kind=kind)
        if same.filter(until__isnull=True).exists():
            raise _refused("organisation", _("The same engagement is entered already."))
        row = Engagement(
            person=person, organisation=organisation, kind=kind, since=since, source=source,
            degree=degree, post=post, synthetic=person.synthetic,
        )  # fmt: skip
        row.save()
    return row


def end_engagement(*, engagement: Engagement, by: Any, until: date | None = None,
                   on: date | None = None, reason: str = "") -> Engagement:  # fmt: skip
    check_can_engage(engagement.organisation, by)
    with acting("people.end_engagement", by=by, on=on, reason=reason) as step:
        queue(engagement)
        if engagement.until is not None:
            raise _refused("until", _("It ended on %(day)s.") % {"day": engagement.until})
        last = until or step.on
        if last <= engagement.since or last > step.on:
            raise _refused("until", _("Give a day after %(first)s and not ahead.")
                           % {"first": engagement.since})  # fmt: skip
        engagement.until = last
        engagement.save()
    return engagement


def _refused(field: str, text: str) -> EngagementRefused:
    return EngagementRefused(field, text, field=field, value="")
