"""Who asks: everybody, about themselves. Who answers: a security administrator, never about
themselves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access

from .models import DataRequest


def can_answer(request: DataRequest, user: Any) -> bool:
    return Access.of(user).has(Role.SECURITY_ADMIN) and request.user_id != user.pk


def check_can_answer(request: DataRequest, user: Any) -> None:
    if can_answer(request, user):
        return
    if Access.of(user).has(Role.SECURITY_ADMIN):
        raise NotAllowed(_("Nobody answers their own request: ask another administrator."))
    raise NotAllowed()


def can_withdraw(request: DataRequest, user: Any) -> bool:
    return request.user_id == user.pk


def check_can_withdraw(request: DataRequest, user: Any) -> None:
    if not can_withdraw(request, user):
        raise NotAllowed()
