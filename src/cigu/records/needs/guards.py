"""Who may raise and edit needs; what a need must hold to be submitted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.engines.basis.errors import CiguError

from .models import ConflictWaiver, Need

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


def can_waive(need: Need, user: Any) -> bool:
    """An officer of the place, by name: not the broker who wants the match."""
    return Access.of(user).covers(Role.OFFICER, need.territory, need.domain_id)


def check_can_waive(need: Need, user: Any, reason: str, grounds: list[list[str]]) -> None:
    if not can_waive(need, user):
        raise NotAllowed()
    if not reason.strip():
        raise NeedRefused(
            "reason", _("Give the reason: it stands in the record beside your name."),
            field="reason", value="",
        )  # fmt: skip
    if not grounds:
        raise NeedRefused("no_conflict", _("No conflict of interest is known: nothing to waive."))


def _standing(need: Need, party: Any) -> ConflictWaiver | None:
    rows = ConflictWaiver.objects.filter(need=need, party=party, until__isnull=True)
    found: ConflictWaiver | None = rows.first()
    return found


def check_not_waived(need: Need, party: Any, grounds: list[list[str]]) -> None:
    row = _standing(need, party)
    if row is not None and all(ground in row.grounds for ground in grounds):
        raise NeedRefused("waived", _("This is waived already, by %(who)s.") % {"who": row.officer})


def check_waived(need: Need, party: Any) -> None:
    if _standing(need, party) is None:
        raise NeedRefused("not_waived", _("No waiver stands: nothing to withdraw."))


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
