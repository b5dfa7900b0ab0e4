"""The first security and audit administrator. Rights are given by the security administrator;
who gives the first? Whoever runs the system, once, to two people at a time, and on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.engines.basis.errors import CiguError

from . import links
from .actions import create_account
from .errors import NotAllowed
from .guards import check_powers_apart
from .models import EntryLink, Grant, User
from .roles import Role
from .scope import Access

Made = list[tuple[EntryLink, str]]


class AppointingRefused(CiguError):
    pass


@dataclass(frozen=True)
class Newcomer:
    username: str
    name: str
    office: str = ""


def check_can_appoint(by: Any) -> None:
    """Once only: whoever was security administrator at any time ends this way in for good."""
    if not Access.of(by).has(Role.SYSTEM_ADMIN):
        raise NotAllowed()
    if Grant.objects.filter(role=Role.SECURITY_ADMIN).exists():
        raise AppointingRefused(
            "appointed",
            _("A security administrator was appointed already: they give all further rights."),
        )


def appoint_first(*, security: Newcomer, audit: Newcomer, by: User) -> Made:
    """Two accounts, their roles and their links, all or nothing. Asked under a lock on all who
    run the system, so that two of them at once appoint one pair."""
    check_can_appoint(by)
    with change("access.appoint_administrators", by=by, on=today()):
        _wait()
        check_can_appoint(by)
        return [
            _appoint(security, Role.SECURITY_ADMIN, by), _appoint(audit, Role.AUDIT_ADMIN, by)
        ]  # fmt: skip


def _appoint(who: Newcomer, role: Role, by: User) -> tuple[EntryLink, str]:
    if User.objects.filter(username__iexact=who.username).exists():
        raise AppointingRefused(
            "taken", _("The user name %(name)s is taken: choose another.") % {"name": who.username},
            value=who.username,
        )  # fmt: skip
    user = create_account(
        username=who.username, password=None, name=who.name, office=who.office, by=by,
        synthetic=by.synthetic,
    )  # fmt: skip
    grant = Grant(user=user, role=role, valid_from=today(), synthetic=by.synthetic)
    check_powers_apart(grant)
    grant.save()
    return links.first_link(user=user, by=by)


def may_renew(by: Any) -> bool:
    """While no security administrator ever chose a password, nobody else could help."""
    if not Access.of(by).has(Role.SYSTEM_ADMIN):
        return False
    appointed = Grant.objects.filter(role=Role.SECURITY_ADMIN)
    return appointed.exists() and not appointed.filter(user__password_set_at__isnull=False).exists()


def check_can_renew(by: Any) -> None:
    if not Access.of(by).has(Role.SYSTEM_ADMIN):
        raise NotAllowed()
    if not may_renew(by):
        raise AppointingRefused(
            "begun",
            _("The security administrator has chosen a password, or nobody was appointed yet: a new"
              " link is theirs to make."),
        )  # fmt: skip


def renew_links(*, by: User) -> Made:
    """New links for those appointed who have no password yet; the earlier ones end."""
    check_can_renew(by)
    with change("access.renew_first_links", by=by, on=today()):
        _wait()
        waiting = User.objects.filter(
            grants__role__in=(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN), is_active=True,
            password_set_at__isnull=True,
        )  # fmt: skip
        ids = sorted(set(waiting.values_list("pk", flat=True)))
        found = User.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        locked = list(found)
        check_can_renew(by)  # of a password chosen meanwhile this now knows
        fresh = [user for user in locked if user.password_set_at is None]
        return [links.first_link(user=user, by=by) for user in fresh]


def _wait() -> None:
    keepers = Grant.objects.filter(role=Role.SYSTEM_ADMIN).values("user")
    list(User.objects.select_for_update().filter(pk__in=keepers).order_by("pk"))
