"""Meetings, and the cooperations that begin with them on the supply side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.errors import DateRefused
from cigu.core.access.models import Party
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.actions import begin_cooperation
from cigu.records.cooperations.models import Cooperation

from .guards import EventRefused, check_can_meet, check_meeting
from .models import Event, Meeting


def record_meeting(
    *, by: Any, achievement: Achievement, enterprise: Any, met_on: date,
    event: Event | None = None, note: str = "", outcome: str = Meeting.Outcome.TALKS,
    on: date | None = None, reason: str = "",
) -> Meeting:  # fmt: skip
    check_can_meet(by, enterprise)
    check_meeting(achievement, enterprise, met_on, event)
    with acting("roadshows.record_meeting", by=by, on=on, reason=reason) as step:
        _check_past(met_on, step.on)
        meeting = Meeting(
            event=event, achievement=achievement, enterprise=enterprise, met_on=met_on,
            territory=enterprise.territory, domain=achievement.domain, note=note,
            outcome=outcome, synthetic=enterprise.synthetic,
        )  # fmt: skip
        meeting.save()
    return meeting


def set_outcome(*, meeting: Meeting, outcome: str, by: Any, note: str = "",
                on: date | None = None, reason: str = "") -> Meeting:  # fmt: skip
    """Talks went on or ended; a cooperation is begun with ``begin_from_meeting`` only."""
    check_can_meet(by, meeting.enterprise)
    _check_open(meeting)
    with acting("roadshows.set_outcome", by=by, on=on, reason=reason):
        meeting.outcome, meeting.note = outcome, note or meeting.note
        meeting.save()
    return meeting


def begin_from_meeting(*, meeting: Meeting, title: str, mode: str, by: Any,
                       on: date | None = None, reason: str = "") -> Cooperation:  # fmt: skip
    """The supply-side path: counted in A-26 once signed, never in A-23."""
    _check_open(meeting)
    with acting("roadshows.begin_from_meeting", by=by, on=on, reason=reason) as step:
        cooperation = begin_cooperation(
            by=by, title=title, enterprise=meeting.enterprise,
            provider=provider_of(meeting.achievement), domain=meeting.achievement.domain,
            achievement=meeting.achievement, mode=mode, source_uid=meeting.uid, on=step.on,
            reason=reason,
        )  # fmt: skip
        meeting.cooperation, meeting.outcome = cooperation, Meeting.Outcome.COOPERATION
        meeting.save()
    return cooperation


def provider_of(achievement: Achievement) -> Party:
    """The team that made it, else the body that owns it."""
    return achievement.team.party if achievement.team else achievement.owner.party


def _check_open(meeting: Meeting) -> None:
    if meeting.cooperation_id is not None:
        raise EventRefused(
            "already_begun",
            _("This meeting has become %(cooperation)s already. Open that cooperation.")
            % {"cooperation": meeting.cooperation},
        )


def _check_past(met_on: date, now: date) -> None:
    if met_on > now:
        raise DateRefused(
            "future_date",
            _("Date %(on)s lies ahead of today, %(now)s: give today or an earlier day.")
            % {"on": met_on, "now": now},
            field="met_on", value=str(met_on),
        )  # fmt: skip
