"""Writes that span the access room and allauth's tables."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from cigu.core.access import links
from cigu.core.access.actions import create_account
from cigu.core.access.guards import check_can_reset
from cigu.core.access.models import EntryLink, User
from cigu.core.access.signals import ways_in_end
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.engines.basis.errors import CiguError


def make_account(
    *, username: str, name: str, office: str, by: Any, **_other: Any
) -> tuple[EntryLink, str]:
    """An account without rights and without a password, and the link to its first one."""
    if User.objects.filter(username__iexact=username).exists():
        raise CiguError(
            "taken", _("This user name is taken: choose another."), field="username", value=username
        )
    with change("access.create_account", by=by, on=today()):
        user = create_account(username=username, password=None, name=name, office=office, by=by)
        return links.first_link(user=user, by=by)


def reset_second_factor(*, user: User, by: Any, reason: str) -> User:
    """All factors go in the transaction whose leaf says who did it and why."""
    check_can_reset(by, user)
    with change("access.reset_second_factor", by=by, on=today(), reason=reason):
        fresh: User = User.objects.select_for_update().get(pk=user.pk)
        Authenticator.objects.filter(user=fresh).delete()
        fresh.end_sessions()
        fresh.save()
        ways_in_end.send(User, user=fresh)
    return fresh
