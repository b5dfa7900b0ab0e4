"""Who may register and edit organisations, and what a credit code must satisfy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.engines.basis.credit_code import is_synthetic_code
from cigu.engines.basis.errors import CiguError

from .models import Organisation


class CodeRefused(CiguError):
    """A credit code that is well-formed but cannot stand here."""


def can_register(user: Any, territory: Any) -> bool:
    return Access.of(user).covers(Role.OFFICER, territory)


def check_can_register(user: Any, territory: Any) -> None:
    if not can_register(user, territory):
        raise NotAllowed()


def can_edit(organisation: Organisation, user: Any) -> bool:
    return Access.of(user).covers(Role.OFFICER, organisation.territory)


def check_can_edit(organisation: Organisation, user: Any) -> None:
    if not can_edit(organisation, user):
        raise NotAllowed()


def check_credit_code(code: str | None, synthetic: bool, own: Organisation | None = None) -> None:
    """The reserved prefix marks synthetic bodies, and only those; a code is used once."""
    if code is None:
        return
    if is_synthetic_code(code) != synthetic:
        raise CodeRefused(
            "synthetic_code",
            _("Credit code %(code)s: prefix 00 is kept for synthetic bodies. Check the code.")
            % {"code": code},
            field="credit_code",
            value=code,
        )
    other = _other(own, credit_code=code)
    if other is not None:
        raise CodeRefused(
            "code_taken",
            _("Credit code %(code)s belongs to %(other)s. Open that record instead.")
            % {"code": code, "other": other.name_zh},
            field="credit_code",
            value=code,
        )


def check_name(name: str, own: Organisation | None = None) -> None:
    """A full name stands once in the register."""
    if _other(own, name_zh=name) is not None:
        raise CodeRefused(
            "name_taken",
            _("%(name)s is already in the register. Open that record instead.") % {"name": name},
            field="name_zh",
            value=name,
        )


def _other(own: Organisation | None, **same: Any) -> Organisation | None:
    rows = Organisation.objects.filter(**same)
    found: Organisation | None = (rows.exclude(pk=own.pk) if own else rows).first()
    return found
