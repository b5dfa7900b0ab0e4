"""Who may publish figures and declare a register complete."""

from __future__ import annotations

from typing import Any

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import NO_DOMAIN, Access

from .sources import Where


def can_answer_for(user: Any, where: Where) -> bool:
    """An officer of the whole scope answers for its figures."""
    domain = where.domain.pk if where.domain else NO_DOMAIN
    return Access.of(user).covers(Role.OFFICER, where.territory, domain)


def check_can_answer_for(user: Any, where: Where) -> None:
    if not can_answer_for(user, where):
        raise NotAllowed()
