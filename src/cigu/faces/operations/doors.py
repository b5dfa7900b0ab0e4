"""Who comes in here: who runs the system. For all others there is nothing to find."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access


def runs_the_system(user: Any) -> bool:
    return Access.of(user).has(Role.SYSTEM_ADMIN)


def need_keeper(user: Any) -> None:
    if not runs_the_system(user):
        raise PermissionDenied


def found(rows: Any, user: Any, uid: Any) -> Any:
    if not runs_the_system(user):
        raise Http404
    return get_object_or_404(rows, uid=uid)
