"""Who takes part in the first hour, and with what."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access

TAKE_PART = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.OFFICER)


def takes_part(user: Any) -> bool:
    return Access.of(user).has(*TAKE_PART)


def check_places(user: Any) -> None:
    """Territories and chains are the frame of all records: the system administrator's."""
    if not Access.of(user).has(Role.SYSTEM_ADMIN):
        raise NotAllowed()


def check_records(user: Any) -> None:
    """Whether records come in, and whether they are all, is for those who work with them."""
    if not Access.of(user).has(Role.OFFICER):
        raise NotAllowed()
