"""From interest to a negotiation on the table."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.models import Party
from cigu.core.audit.holding import queue
from cigu.core.documents.actions import attach
from cigu.core.flow.actions import fire
from cigu.records.cooperations.actions import begin_cooperation
from cigu.records.cooperations.models import Cooperation

from ..conflicts import conflicts_of
from ..guards import check_can_broker, check_met, check_no_conflict, check_state
from ..models import Match


def meet(
    *, match: Match, met_on: date | None = None, by: Any,
    minutes: tuple[str, bytes] | None = None, on: date | None = None, reason: str = "",
) -> Match:  # fmt: skip
    """The first meeting has taken place; the minutes are kept with the match."""
    check_can_broker(match.need, by)
    check_state(match, ("interested",))
    with acting("matchmaking.meet", by=by, on=on, reason=reason) as step:
        check_met(match, met_on or step.on, step.on)
        match.met_on = met_on or step.on
        match.save()
        if minutes is not None:
            attach(to=match, name=minutes[0], content=minutes[1], on=step.on)
    return match


def negotiate(
    *, match: Match, by: Any, adviser: Match | Party | None = None, on: date | None = None,
    reason: str = "", **fields: Any,
) -> Cooperation:  # fmt: skip
    """Begin the cooperation; an adviser's own match goes along with it."""
    check_can_broker(match.need, by)
    with acting("matchmaking.negotiate", by=by, on=on, reason=reason) as step:
        queue(match.need, match.provider, match.need.organisation.party)
        found = conflicts_of(match.need, [match.provider_id], step.on)
        check_no_conflict(match, found.get(match.provider_id, []))
        cooperation = begin_cooperation(
            by=by, title=fields.pop("title", match.need.title), on=on, reason=reason,
            enterprise=match.need.organisation, provider=match.provider, need=match.need,
            domain=match.need.domain, adviser=_party(adviser), source_uid=match.uid, **fields,
        )  # fmt: skip
        _join(match, cooperation, by, step.on)
        if isinstance(adviser, Match):
            _join(adviser, cooperation, by, step.on)
        if match.need.state == "matched":
            fire(match.need, "negotiate", by=by, on=step.on)
    return cooperation


def _party(adviser: Match | Party | None) -> Party | None:
    return adviser.provider if isinstance(adviser, Match) else adviser


def _join(match: Match, cooperation: Cooperation, by: Any, on: date) -> None:
    match.cooperation = cooperation
    fire(match, "negotiate", by=by, on=on)
