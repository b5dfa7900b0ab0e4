"""Register teams and their members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.actions import create_party
from cigu.core.access.models import Party
from cigu.core.audit.holding import queue
from cigu.core.places.models import Segment
from cigu.records.people.actions import link_segments
from cigu.records.people.guards import check_can_register

from .models import Membership, Team


def register_team(
    *, by: Any, name: str, organisation: Any, on: date | None = None, leader: Any = None,
    segments: Iterable[Segment] = (), synthetic: bool = False, reason: str = "", **fields: Any,
) -> Team:  # fmt: skip
    check_can_register(by)
    with acting("teams.register", by=by, on=on, reason=reason) as step:
        party = create_party(
            kind=Party.Kind.TEAM, name=f"{organisation} {name}", synthetic=synthetic
        )
        team = Team(
            party=party, name=name, organisation=organisation, leader=leader,
            synthetic=synthetic, **fields,
        )  # fmt: skip
        team.save()
        link_segments(party, segments)
        if leader is not None:
            _join(team, leader, step.on)
    return team


def edit_team(*, team: Team, by: Any, on: date | None = None, reason: str = "",
              **fields: Any) -> Team:  # fmt: skip
    """A new leader joins the team; who led it before stays a member."""
    check_can_register(by)
    with acting("teams.edit", by=by, on=on, reason=reason) as step:
        queue(team.party)  # what binds a leader binds the team, as in ``add_member``
        team.assign(**fields)
        team.save()
        team.name_party()
        leader = team.leader
        if leader is not None and not _belongs(team, leader):
            _join(team, leader, step.on)
    return team


def _belongs(team: Team, person: Any) -> bool:
    rows = Membership.objects.filter(team=team, person=person, until__isnull=True)
    return bool(rows.exists())


def add_member(*, team: Team, person: Any, by: Any, on: date | None = None,
               reason: str = "") -> Membership:  # fmt: skip
    check_can_register(by)
    with acting("teams.add_member", by=by, on=on, reason=reason) as step:
        queue(team.party)  # what binds a member binds the team: invitations wait, then see it
        return _join(team, person, step.on)


def _join(team: Team, person: Any, since: date) -> Membership:
    membership = Membership(team=team, person=person, since=since, synthetic=team.synthetic)
    membership.save()
    return membership
