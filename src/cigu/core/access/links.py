"""Ways in for one use: made, followed, withdrawn. The secret is told once and never stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.engines.basis.errors import CiguError

from .errors import NotAllowed
from .guards import at_the_machine, can_invite, check_can_reset
from .models import EntryLink, Grant, Party, User
from .scope import Access
from .signals import ways_in_end

HOURS = {EntryLink.Kind.FIRST: 72, EntryLink.Kind.RESET: 24, EntryLink.Kind.INVITE: 168}
MOST_OPEN = 20  # invitations of one person that nobody has followed yet


class LinkRefused(CiguError):
    pass


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def first_link(*, user: User, by: Any) -> tuple[EntryLink, str]:
    """Inside the action that makes the account: nobody but its owner ever knows a password."""
    return _make("access.first_link", by, kind=EntryLink.Kind.FIRST, user=user)


def reset_link(*, user: User, by: Any, reason: str) -> tuple[EntryLink, str]:
    """The present password goes on until the link is followed; earlier links and keys do not."""
    check_can_reset(by, user)
    with change("access.reset_password", by=by, on=today(), reason=reason):
        fresh = User.objects.select_for_update().get(pk=user.pk)  # a key in the making is seen
        ways_in_end.send(User, user=fresh)
        return _make("access.reset_password", by, reason, kind=EntryLink.Kind.RESET, user=fresh)


def invite(*, party: Party, role: str, by: User, note: str = "") -> tuple[EntryLink, str]:
    if not can_invite(by, role, party):
        raise NotAllowed()
    still = EntryLink.objects.filter(
        made_by=by, kind=EntryLink.Kind.INVITE, used_at=None, withdrawn_at=None,
        expires_at__gt=timezone.now(),
    )  # fmt: skip
    if still.count() >= MOST_OPEN:
        raise LinkRefused(
            "too_many",
            _("%(n)s invitations are open already: withdraw some first.") % {"n": MOST_OPEN},
        )
    return _make("access.invite", by, kind=EntryLink.Kind.INVITE, party=party, role=role, note=note)


def withdraw(*, link: EntryLink, by: User) -> EntryLink:
    if link.made_by_id != by.pk:
        raise NotAllowed()
    with change("access.withdraw_invitation", by=by, on=today()):
        found: EntryLink = EntryLink.objects.select_for_update().get(pk=link.pk)
        check_open(found)
        found.withdrawn_at = timezone.now()
        found.save()
    return found


def _make(verb: str, by: Any, reason: str = "", **fields: Any) -> tuple[EntryLink, str]:
    secret, now = secrets.token_urlsafe(32), timezone.now()
    link = EntryLink(
        secret_hash=hash_of(secret), made_by=None if at_the_machine(by) else by, made_at=now,
        expires_at=now + timedelta(hours=HOURS[fields["kind"]]), **fields,
    )  # fmt: skip
    link.synthetic = bool((link.user or link.party).synthetic)  # type: ignore[union-attr]
    with change(verb, by=by, on=today(), reason=reason):
        for old in _open_of(link.user):
            old.withdrawn_at = now
            old.save()
        link.save()
    return link, secret


def _open_of(user: User | None) -> list[EntryLink]:
    if user is None:
        return []
    return list(EntryLink.objects.filter(user=user, used_at=None, withdrawn_at=None))


def find(secret: str) -> EntryLink:
    """The link of a secret, if it still leads somewhere."""
    link = EntryLink.objects.filter(secret_hash=hash_of(secret)).first()
    if link is None:
        raise LinkRefused("unknown", _("This link is not known. Ask for a new one."))
    check_open(link)
    found: EntryLink = link
    return found


def check_open(link: EntryLink) -> None:
    """A link serves once, in time, and only while who made it may still make it."""
    refused = _("Ask for a new one.")
    if link.used_at is not None:
        raise LinkRefused("used", f"{_('This link has been used.')} {refused}")
    if link.withdrawn_at is not None:
        raise LinkRefused("withdrawn", f"{_('This link was withdrawn.')} {refused}")
    if link.expires_at <= timezone.now():
        raise LinkRefused("expired", f"{_('This link has run out.')} {refused}")
    if link.user is not None and not link.user.is_active:
        raise LinkRefused("disabled", _("This account is disabled."))
    if link.party is not None and not can_invite(link.made_by, link.role, link.party):
        raise LinkRefused("void", f"{_('Who invited you may no longer do so.')} {refused}")


def set_password_by(*, secret: str, password: str) -> User:
    """Follow a link to an account: a new password, and every session before it ends."""
    return _follow(secret, "access.set_password", lambda link: _renew(link.user, password))


def join_by(*, secret: str, username: str, name: str, password: str) -> User:
    """Follow an invitation: an account with the role that the inviting person holds."""
    return _follow(
        secret, "access.accept_invitation", lambda link: _join(link, username, name, password)
    )


def _follow(secret: str, verb: str, then: Any) -> User:
    found = find(secret)
    with change(verb, by=found.user or found.made_by, on=today()):
        link: EntryLink = EntryLink.objects.select_for_update().get(pk=found.pk)
        check_open(link)  # of two at once the second sees it used
        user: User = then(link)
        link.used_at, link.user = timezone.now(), user
        link.save()
    return user


def _renew(user: Any, password: str) -> User:
    fresh = User.objects.select_for_update().get(pk=user.pk)
    fresh.set_password(password)
    fresh.end_sessions()
    fresh.save()
    changed: User = fresh
    return changed


def _join(link: EntryLink, username: str, name: str, password: str) -> User:
    if link.party is None:  # the constraint of the table says that this cannot be
        raise LinkRefused("unknown", _("This link is not known. Ask for a new one."))
    if User.objects.filter(username__iexact=username).exists():
        raise LinkRefused(
            "taken", _("This user name is taken: choose another."), field="username", value=username
        )
    user = User(username=username, name=name, synthetic=link.party.synthetic)
    user.set_password(password)
    user.save()
    Grant(
        user=user, role=link.role, party=link.party, valid_from=today(), synthetic=user.synthetic
    ).save()
    Access.forget(user)
    return user
