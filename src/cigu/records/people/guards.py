"""Who may register people and declare what binds them."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access


def can_register(user: Any) -> bool:
    return Access.of(user).has(Role.OFFICER)


def check_can_register(user: Any) -> None:
    if not can_register(user):
        raise NotAllowed()


def can_declare(party: Party, user: Any) -> bool:
    access = Access.of(user)
    return access.has(Role.OFFICER) or party.pk in access.parties


def check_can_declare(party: Party, user: Any) -> None:
    if not can_declare(party, user):
        raise NotAllowed()
