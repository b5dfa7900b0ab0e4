"""Who may make accounts and give roles."""

from __future__ import annotations

from typing import Any

from .errors import NotAllowed
from .models import User
from .roles import PARTY_ROLES, Role
from .scope import Access

ADMINISTRATORS = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)


def can_create_account(user: Any) -> bool:
    """The machine's administrator (no user), the administrators, and officers for their clients."""
    return not isinstance(user, User) or Access.of(user).has(*ADMINISTRATORS, Role.OFFICER)


def check_can_create_account(user: Any) -> None:
    if not can_create_account(user):
        raise NotAllowed()


def can_grant(user: Any, role: str) -> bool:
    """Rights are given by the security administrator; an officer lets parties act for themselves.
    Nobody else, so that who runs the system cannot give themselves its powers."""
    if not isinstance(user, User):
        return True
    access = Access.of(user)
    return access.has(Role.SECURITY_ADMIN) or (role in PARTY_ROLES and access.has(Role.OFFICER))


def check_can_grant(user: Any, role: str) -> None:
    if not can_grant(user, role):
        raise NotAllowed()
