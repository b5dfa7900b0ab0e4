"""What the broker asks of candidates, who is on the shortlist, which ties an officer waives."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.records.needs.actions import waive_conflict, withdraw_waiver
from cigu.records.needs.models import Need

from ..conflicts import barring, conflicts_of
from ..guards import check_can_broker, check_ranked, check_state
from ..models import CandidateSearch, Match
from .answering import lapse_waived

CHOOSABLE = ("suggested", "lapsed", "proposed", "interested", "negotiating")


def set_conditions(
    *, need: Need, by: Any, on: date | None = None, reason: str = "", **fields: Any
) -> CandidateSearch:
    """What candidates must be; it counts from the next ranking on."""
    check_can_broker(need, by)
    check_ranked(need)
    with acting("matchmaking.set_conditions", by=by, on=on, reason=reason):
        queue(need)
        row = CandidateSearch.objects.filter(need=need).first()
        if row is None:
            row = CandidateSearch(need=need, synthetic=need.synthetic)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return row


def shortlist(*, match: Match, by: Any, on: date | None = None, reason: str = "") -> Match:
    """Kept in view before anybody is asked; it says nothing to the candidate."""
    check_can_broker(match.need, by)
    check_state(match, CHOOSABLE)
    with acting("matchmaking.shortlist", by=by, on=on, reason=reason) as step:
        queue(match.need)
        if match.shortlisted_on is None:
            match.shortlisted_on = step.on
            match.save()
    return match


def unshortlist(*, match: Match, by: Any, on: date | None = None, reason: str = "") -> Match:
    check_can_broker(match.need, by)
    with acting("matchmaking.unshortlist", by=by, on=on, reason=reason):
        queue(match.need)
        if match.shortlisted_on is not None:
            match.shortlisted_on = None
            match.save()
    return match


def waive(*, match: Match, by: Any, reason: str, on: date | None = None) -> Match:
    """An officer, by name: the ties known today no longer keep this candidate from this need."""
    with acting("matchmaking.waive", by=by, on=on, reason=reason) as step:
        queue(match.need, match.provider)
        found = conflicts_of(match.need, [match.provider_id], step.on).get(match.provider_id, [])
        bars = barring(found)
        known = [list(c.key) for c in found if c in bars or c.waiver]
        waive_conflict(
            need=match.need, party=match.provider, grounds=known if bars else [], by=by,
            reason=reason, on=on,
        )  # fmt: skip
    return match


def unwaive(*, match: Match, by: Any, reason: str, on: date | None = None) -> Match:
    """The ties count again, and an invitation that is still open comes back."""
    with acting("matchmaking.unwaive", by=by, on=on, reason=reason) as step:
        queue(match.need, match.provider)
        withdraw_waiver(need=match.need, party=match.provider, by=by, reason=reason, on=on)
        lapse_waived(match, by, step.on)
    return match
