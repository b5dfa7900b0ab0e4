"""Who may raise and edit needs; what a need must hold to be submitted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.engines.basis.errors import CiguError

from .models import Need

HELPERS = (Role.OFFICER, Role.BROKER, Role.COMMISSIONER)


class NeedRefused(CiguError):
    """What is missing before the need can move on."""


def can_raise(user: Any, organisation: Any) -> bool:
    access = Access.of(user)
    own = organisation.party_id in access.parties
    return own or any(access.covers(role, organisation.territory) for role in HELPERS)


def check_can_raise(user: Any, organisation: Any) -> None:
    if not can_raise(user, organisation):
        raise NotAllowed()


def can_edit(need: Need, user: Any) -> bool:
    return need.state in ("draft", "submitted", "accepted") and can_raise(user, need.organisation)


def check_can_edit(need: Need, user: Any) -> None:
    if not can_edit(need, user):
        raise NotAllowed(_("This need can no longer be edited here."))


def can_attach(need: Need, user: Any) -> bool:
    """The owner and those who help it, while the need is open."""
    return not need.state_info.end and can_raise(user, need.organisation)


def check_can_attach(need: Need, user: Any) -> None:
    if not can_attach(need, user):
        raise NotAllowed(_("The owner or the bureau adds documents while the need is open."))


def check_verifiable(need: Need) -> None:
    """Without target and unit a technical need cannot be verified."""
    if need.kind != Need.Kind.TECHNOLOGY:
        return
    missing = "target" if need.target is None else ("unit" if not need.unit else "")
    if missing:
        raise NeedRefused(
            "not_verifiable",
            _("Target value and unit: give both, for example ≤ 110 K."),
            field=missing,
            value="",
        )


def check_can_merge(need: Need, into: Need) -> None:
    if into.pk == need.pk or into.state in ("merged", "rejected", "withdrawn"):
        raise NeedRefused(
            "merge_target",
            _("%(into)s cannot take another need in: choose an open one.") % {"into": into.number},
            field="into",
            value=into.number,
        )
