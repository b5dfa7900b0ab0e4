"""Who looks after what leaves the system."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access


def can_handle_letters(user: Any) -> bool:
    return Access.of(user).has(Role.SYSTEM_ADMIN)


def check_can_handle_letters(user: Any) -> None:
    if not can_handle_letters(user):
        raise NotAllowed()
