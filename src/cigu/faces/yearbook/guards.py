"""Who may publish, declare and explain: an officer of the place."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access, role_at
from cigu.core.figures.expressions import Figure
from cigu.core.figures.sources import Where


def can_edit(where: Where, user: Any) -> bool:
    domain = where.domain.pk if where.domain else None
    return role_at(user, (Role.OFFICER,), where.territory, domain)


def check_can_edit(where: Where, user: Any) -> None:
    if not can_edit(where, user):
        raise NotAllowed()


def can_see_value(figure: Figure, user: Any) -> bool:
    """A public value is for everyone who signs in; the others are for staff."""
    access = Access.of(user)
    return bool(access.grants) if figure.level == "public" else access.is_staff
