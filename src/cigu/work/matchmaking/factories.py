"""Matches by the room's own actions, brought as far as a test or a demo wants them."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.records.needs.factories import make_need
from cigu.records.organisations.factories import registry
from cigu.records.people.actions import add_document
from cigu.records.people.factories import make_expert
from cigu.records.people.models import ProfileDocument
from cigu.records.teams.factories import make_team

from . import actions
from .models import Kind, Match

BY_PHONE = "电话答复"


def make_broker() -> User:
    found = User.objects.filter(username="match-broker").first()
    return found or make_user(
        Role.BROKER, username="match-broker", territory=make_territory("150200")
    )


def user_of(party: Party) -> User:
    """An account that acts for a provider."""
    return make_user(Role.EXPERT, party=party)


def make_document(party: Party, text: str, title: str = "", kind: str = "paper") -> ProfileDocument:
    return add_document(
        party=party, by=registry(), kind=kind, title=title or text[:30], text=text,
        dated=date(2022, 5, 1),
    )  # fmt: skip


def make_match(state: str = "suggested", **fields: Any) -> Match:
    """``state``: suggested, proposed, interested or negotiating; ``need`` and ``provider`` if
    they matter."""
    kind = fields.pop("kind", Kind.TEAM)
    provider = fields.pop("provider", None)
    if provider is None:
        provider = (make_team() if kind == Kind.TEAM else make_expert()).party
    by = fields.pop("by", None) or make_broker()
    need = fields.pop("need", None) or make_need()
    match = actions.suggest(need=need, provider=provider, kind=kind, by=by, **fields)
    return bring(match, state, by)


def bring(match: Match, state: str, by: User) -> Match:
    if state == "suggested":
        return match
    actions.propose(matches=[match], by=by)
    if state in ("interested", "negotiating"):
        actions.accept(match=match, by=by, reason=BY_PHONE)
    if state == "negotiating":
        actions.negotiate(match=match, by=by)
    return match
