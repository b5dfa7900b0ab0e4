"""Who takes records off the portal, and when that is possible."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import role_at
from cigu.engines.basis.errors import CiguError

from .models import Claim, Withdrawal


class PortalRefused(CiguError):
    """What stands against the step, in words."""


def can_take_off(user: Any, row: Any) -> bool:
    """An officer of the place that the record belongs to."""
    return role_at(user, (Role.OFFICER,), row.territory, getattr(row, "domain_id", None))


def check_can_take_off(user: Any, row: Any) -> None:
    if not can_take_off(user, row):
        raise NotAllowed()


def check_shown(row: Any) -> None:
    standing = Withdrawal._base_manager.filter(
        subject_type=row.object_type, subject_uid=row.uid, until__isnull=True
    )
    if standing.exists():
        raise PortalRefused("off", _("%(obj)s is off the portal already.") % {"obj": row})


def check_off(withdrawal: Withdrawal) -> None:
    if withdrawal.until is not None:
        raise PortalRefused(
            "shown", _("%(obj)s is shown again already.") % {"obj": withdrawal.subject_label}
        )


def can_forget(claim: Claim, user: Any) -> bool:
    return role_at(user, (Role.OFFICER,), claim.territory, claim.domain_id)


def check_can_forget(claim: Claim, user: Any) -> None:
    if not can_forget(claim, user):
        raise NotAllowed()
