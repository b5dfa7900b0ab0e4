"""Accounts, parties and grants."""

from __future__ import annotations

from datetime import date
from typing import Any

from cigu.core.audit.recording import change
from cigu.core.clock.business import today

from .acting import acting
from .guards import (
    check_can_create_account,
    check_can_grant,
    check_can_reset,
    check_powers_apart,
)
from .models import Grant, Party, User
from .scope import Access
from .signals import ways_in_end


def create_account(
    *, username: str, password: str | None, name: str, by: Any, office: str = "",
    email: str = "", synthetic: bool = False,
) -> User:  # fmt: skip
    """A new account without any rights; ``grant_role`` gives them."""
    check_can_create_account(by)
    with change("access.create_account", by=by, on=today()):
        user = User(username=username, name=name, office=office, email=email, synthetic=synthetic)
        user.set_password(password)
        user.save()
    return user


def grant_role(
    *, user: User, role: str, by: Any, territory: Any = None, domain: Any = None,
    party: Party | None = None, valid_from: date, valid_to: date | None = None, reason: str = "",
) -> Grant:  # fmt: skip
    check_can_grant(by, role, user, party)
    with change("access.grant_role", by=by, on=today(), reason=reason):
        User.objects.select_for_update().get(pk=user.pk)  # two grants at once see each other
        grant = Grant(
            user=user, role=role, territory=territory, domain=domain, party=party,
            valid_from=valid_from, valid_to=valid_to, synthetic=user.synthetic,
        )  # fmt: skip
        check_powers_apart(grant)
        grant.save()
    Access.forget(user)
    return grant


def end_grant(*, grant: Grant, by: Any, on: date | None = None, reason: str = "") -> Grant:
    """From ``on`` the grant no longer holds; one that has not begun never will."""
    check_can_grant(by, grant.role, grant.user, grant.party)
    with acting("access.end_grant", by=by, on=on, reason=reason) as step:
        grant.valid_to = max(step.on, grant.valid_from)
        grant.save()
    Access.forget(grant.user)
    return grant


def disable_account(*, user: User, by: Any, reason: str) -> User:
    """Every session and key of the account ends with it: the next request is refused."""
    return _switch(user, by, reason, "access.disable_account", active=False)


def enable_account(*, user: User, by: Any, reason: str) -> User:
    return _switch(user, by, reason, "access.enable_account", active=True)


def end_sessions(*, user: User, by: Any, reason: str = "") -> User:
    """All sessions of an account, wherever they are kept."""
    if by != user:
        check_can_reset(by, user)
    with change("access.end_sessions", by=by, on=today(), reason=reason):
        fresh: User = User.objects.select_for_update().get(pk=user.pk)
        fresh.end_sessions()
        fresh.save()
    return fresh


def _switch(user: User, by: Any, reason: str, verb: str, *, active: bool) -> User:
    check_can_reset(by, user)
    with change(verb, by=by, on=today(), reason=reason):
        fresh: User = User.objects.select_for_update().get(pk=user.pk)
        fresh.is_active = active
        fresh.end_sessions()
        fresh.save()
        if not active:
            ways_in_end.send(User, user=fresh)
    return fresh


def create_party(*, kind: str, name: str, synthetic: bool) -> Party:
    """Called by the rooms that own organisations, people and teams, inside their action."""
    party = Party(kind=kind, name=name, synthetic=synthetic)
    party.save()
    return party
