"""Who may make accounts and give roles."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .errors import NotAllowed, PowersUnited
from .models import Grant, Party, User
from .roles import PARTY_ROLES, Role, apart
from .scope import Access
from .whereabouts import place_of


def at_the_machine(user: Any) -> bool:
    """A command on the machine itself, named in words or not at all. A visitor of the site who
    has not signed in is somebody else."""
    return user is None or isinstance(user, str)


def can_create_account(user: Any) -> bool:
    """A command on the machine, the system administrator, and officers for their clients. Not
    the security administrator: who gives rights does not make those who get them."""
    return at_the_machine(user) or Access.of(user).has(Role.SYSTEM_ADMIN, Role.OFFICER)


def check_can_create_account(user: Any) -> None:
    if not can_create_account(user):
        raise NotAllowed()


def can_grant(by: Any, role: str, user: User, party: Party | None = None) -> bool:
    """Rights are given by the security administrator, and to others only; an officer lets the
    parties of his place act for themselves. Nobody else, so that who runs the system cannot
    give themselves its powers."""
    if at_the_machine(by):
        return True
    if by.pk is not None and by.pk == user.pk:
        return False
    access = Access.of(by)
    if access.has(Role.SECURITY_ADMIN):
        return True
    return role in PARTY_ROLES and party is not None and _in_charge_of(access, party)


def _in_charge_of(access: Access, party: Party) -> bool:
    territory, domain = place_of(party)
    return access.covers(Role.OFFICER, territory, domain)


def check_can_grant(by: Any, role: str, user: User, party: Party | None = None) -> None:
    if can_grant(by, role, user, party):
        return
    if getattr(by, "pk", None) == user.pk:
        raise NotAllowed(_("Nobody changes their own rights: ask another security administrator."))
    raise NotAllowed()


def can_invite(by: Any, role: str, party: Party) -> bool:
    """Who acts for a party lets colleagues act for it in the same role; so may the officer."""
    access = Access.of(by)
    mine = role in PARTY_ROLES and party.pk in access.parties_as(role)
    return mine or (role in PARTY_ROLES and _in_charge_of(access, party))


def can_reset(by: Any, user: User) -> bool:
    """Passwords and second factors of others; one's own are renewed on one's own page."""
    return at_the_machine(by) or (by.pk != user.pk and Access.of(by).has(Role.SECURITY_ADMIN))


def check_can_reset(by: Any, user: User) -> None:
    if not can_reset(by, user):
        raise NotAllowed()


def check_powers_apart(grant: Grant) -> None:
    """The three administrators are three people (三权分立), and none of them does the work that
    they administer. Asked while the account is locked."""
    for other in Grant.objects.filter(user=grant.user).exclude(pk=grant.pk):
        if apart(grant.role, other.role) and overlap(grant, other):
            raise PowersUnited(grant, other)


def overlap(one: Grant, other: Grant) -> bool:
    """Both hold on some day; a grant that ends on the day it begins never holds."""
    first = max(one.valid_from, other.valid_from)
    ends = [g.valid_to for g in (one, other) if g.valid_to is not None]
    return all(first < end for end in ends)
