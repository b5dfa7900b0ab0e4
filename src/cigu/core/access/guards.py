"""Who may make accounts and give roles."""

from __future__ import annotations

from typing import Any

from .errors import NotAllowed
from .roles import PARTY_ROLES, Role
from .scope import Access

ADMINISTRATORS = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)


def at_the_machine(user: Any) -> bool:
    """A command on the machine itself, named in words or not at all. A visitor of the site who
    has not signed in is somebody else."""
    return user is None or isinstance(user, str)


def can_create_account(user: Any) -> bool:
    """A command on the machine, the administrators, and officers for their clients."""
    return at_the_machine(user) or Access.of(user).has(*ADMINISTRATORS, Role.OFFICER)


def check_can_create_account(user: Any) -> None:
    if not can_create_account(user):
        raise NotAllowed()


def can_grant(user: Any, role: str) -> bool:
    """Rights are given by the security administrator; an officer lets parties act for themselves.
    Nobody else, so that who runs the system cannot give themselves its powers."""
    if at_the_machine(user):
        return True
    access = Access.of(user)
    return access.has(Role.SECURITY_ADMIN) or (role in PARTY_ROLES and access.has(Role.OFFICER))


def check_can_grant(user: Any, role: str) -> None:
    if not can_grant(user, role):
        raise NotAllowed()
