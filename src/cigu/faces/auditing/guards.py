"""Who reads the audit."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access


def reads_audit(user: Any) -> bool:
    return Access.of(user).has(Role.AUDIT_ADMIN)


def check_reads_audit(user: Any) -> None:
    if not reads_audit(user):
        raise PermissionDenied
