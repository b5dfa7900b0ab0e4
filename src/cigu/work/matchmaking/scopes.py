"""Who sees matches, notes and assignment runs."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cigu.core.access.conditions import any_of
from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import NOTHING, Access, Scope
from cigu.core.clock.business import today
from cigu.records.needs.models import ConflictWaiver
from cigu.records.organisations.models import bodies_of
from cigu.records.people.conflicts import conflicting_parties
from cigu.records.teams.models import people_behind

INNER_STATES = ("suggested", "excluded")  # the broker's own thoughts
ASKED_STATES = ("proposed", "interested", "negotiating", "signed", "declined", "lapsed", "failed",
                "released")  # fmt: skip
BROKERS = frozenset({Role.BROKER, Role.OFFICER})


class MatchScope(Scope):
    """Staff of the place see all; a provider what it was asked; the owner who showed interest."""

    def full(self, access: Access) -> Q:
        asked = Q(provider__in=access.parties, state__in=ASKED_STATES)
        owned = Q(
            need__organisation__in=bodies_of(access, access.parties_as(Role.ENTERPRISE)),
            state__in=("interested", "negotiating", "signed", "failed"),
        )
        return any_of(asked, owned, access.within(STAFF_ROLES, "need__territory", "need__domain"))

    def opens(self, access: Access, territory: Any, domain: Any) -> bool:
        return access.reaches(STAFF_ROLES, territory, domain)

    def hidden(self, access: Access) -> Q:
        parties = access.parties_as(Role.EXPERT)
        if not parties:
            return NOTHING
        near = conflicting_parties(parties | people_behind(parties), today())
        if not near:
            return NOTHING
        hidden = Q(need__organisation__in=bodies_of(access, frozenset(near)))
        return hidden & ~Q(need__in=ConflictWaiver.standing(parties))


class NoteScope(Scope):
    def full(self, access: Access) -> Q:
        return access.within(STAFF_ROLES, "need__territory", "need__domain")


class RunScope(Scope):
    def full(self, access: Access) -> Q:
        return access.within((*BROKERS, Role.LEADER), "territory", "domain")
