"""Refusals that say what would be needed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError


class NotAllowed(CiguError):
    def __init__(self, message: str = "", **data: Any) -> None:
        text = message or _("You do not have the right to do this.")
        super().__init__("not_allowed", text, **data)


class PowersUnited(CiguError):
    """One person would hold two roles that belong to two."""

    def __init__(self, grant: Any, other: Any) -> None:
        message = _(
            "%(user)s is %(held)s already and cannot be %(role)s at the same time: end the other"
            " role first, or choose another person."
        ) % {
            "user": grant.user, "held": other.get_role_display(),
            "role": grant.get_role_display(),
        }  # fmt: skip
        super().__init__("powers_united", message, field="role", value=grant.role)


class DateRefused(CiguError):
    def __init__(self, code: str, message: str, **data: Any) -> None:
        super().__init__(code, message, **data)
