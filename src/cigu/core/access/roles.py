"""Roles and the rights that come with them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICER = "officer", _("bureau officer")
    REGISTRAR = "registrar", _("contract registrar")
    ENTERPRISE = "enterprise", _("enterprise")
    EXPERT = "expert", _("team or expert")
    BROKER = "broker", _("broker")
    COMMISSIONER = "commissioner", _("sci-tech commissioner")
    LEADER = "leader", _("leader")
    SYSTEM_ADMIN = "sysadmin", _("system administrator")
    SECURITY_ADMIN = "secadmin", _("security administrator")
    AUDIT_ADMIN = "auditor", _("audit administrator")


PARTY_ROLES = frozenset({Role.ENTERPRISE, Role.EXPERT})  # these act for a party
# Three powers that nobody unites (三权分立), and none of them takes part in the work.
ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
STAFF_ROLES = frozenset({Role.OFFICER, Role.BROKER, Role.COMMISSIONER, Role.LEADER, Role.REGISTRAR})


def apart(one: str, other: str) -> bool:
    """Whether nobody may hold both at the same time."""
    return one != other and bool({one, other} & ADMIN_ROLES)


BACKDATE = "backdate"  # record an action under a day before today, with a reason
EXPORT = "export"

RIGHTS: dict[str, frozenset[str]] = {
    Role.OFFICER: frozenset({BACKDATE, EXPORT}),
    Role.REGISTRAR: frozenset({BACKDATE, EXPORT}),
    Role.BROKER: frozenset({EXPORT}),
    Role.LEADER: frozenset({EXPORT}),
    Role.COMMISSIONER: frozenset({EXPORT}),
    Role.ENTERPRISE: frozenset({EXPORT}),
    Role.EXPERT: frozenset({EXPORT}),
}
