"""Who may register and edit organisations, and what a credit code must satisfy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
    check_basis_of_code(code, synthetic)
    other = _other(own, credit_code=code) if code is not None else None
    if other is not None:
        raise _code_taken(code, other)


def check_basis_of_code(code: str | None, synthetic: bool) -> None:
    if code is not None and is_synthetic_code(code) != synthetic:
        raise CodeRefused(
            "synthetic_code",
            _("Credit code %(code)s: prefix 00 is kept for synthetic bodies. Check the code.")
            % {"code": code},
            field="credit_code",
            value=code,
        )


def check_free(codes: Sequence[str], names: Sequence[str]) -> None:
    """For a batch: no code and no name stands in the register, nor twice among the rows."""
    other = Organisation.objects.filter(credit_code__in=codes).first() if codes else None
    if other is not None:
        raise _code_taken(other.credit_code, other)
    taken = Organisation.objects.filter(name_zh__in=names).first() if names else None
    twice = [name for name, n in Counter(names).items() if n > 1]
    if taken is not None or twice:
        raise _name_taken(taken.name_zh if taken is not None else twice[0])


def _code_taken(code: str | None, other: Organisation) -> CodeRefused:
    return CodeRefused(
        "code_taken",
        _("Credit code %(code)s belongs to %(other)s. Open that record instead.")
        % {"code": code, "other": other.name_zh},
        field="credit_code",
        value=code,
    )


def check_name(name: str, own: Organisation | None = None) -> None:
    """A full name stands once in the register."""
    if _other(own, name_zh=name) is not None:
        raise _name_taken(name)


def _name_taken(name: str) -> CodeRefused:
    return CodeRefused(
        "name_taken",
        _("%(name)s is already in the register. Open that record instead.") % {"name": name},
        field="name_zh",
        value=name,
    )


def _other(own: Organisation | None, **same: Any) -> Organisation | None:
    rows = Organisation.objects.filter(**same)
    found: Organisation | None = (rows.exclude(pk=own.pk) if own else rows).first()
    return found
