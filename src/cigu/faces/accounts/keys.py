"""Keys of programs: made, shown once, found by their secret, revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.models import User
from cigu.core.access.signals import ways_in_end
from cigu.core.audit import context
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.engines.basis.errors import CiguError

from .models import AccessKey, KeyUse

PREFIX = "cigu_"
HINT = 10  # signs that its owner may recognise it by
MOST = 10  # of one person that stand at the same time
DAYS = (7, 30, 90, 365)
CALENDAR_DAYS = 365
MINUTE = timedelta(minutes=1)


class KeyRefused(CiguError):
    pass


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def standing(user: Any) -> Any:
    return AccessKey.objects.filter(
        user=user, revoked_at__isnull=True, expires_at__gt=timezone.now()
    ).order_by("-made_at")


def make_key(*, by: User, kind: str, name: str, days: int) -> tuple[AccessKey, str]:
    """For oneself only. The second value is the secret: nobody can tell it again."""
    secret, now = PREFIX + secrets.token_urlsafe(32), timezone.now()
    with change("access.make_key", by=by, on=today()):
        User.objects.select_for_update().get(pk=by.pk)  # two at once see each other
        if standing(by).count() >= MOST:
            raise KeyRefused(
                "too_many", _("%(n)s keys stand already: revoke some first.") % {"n": MOST}
            )
        key = AccessKey(
            user=by, kind=kind, name=name, secret_hash=hash_of(secret), hint=secret[:HINT],
            made_at=now, expires_at=now + timedelta(days=days), synthetic=by.synthetic,
        )  # fmt: skip
        key.save()
    return key, secret


def revoke_key(*, key: AccessKey, by: User) -> AccessKey:
    if key.user_id != by.pk:
        raise NotAllowed()
    with change("access.revoke_key", by=by, on=today()):
        fresh: AccessKey = AccessKey.objects.select_for_update().get(pk=key.pk)
        if fresh.revoked_at is not None:
            raise KeyRefused("revoked", _("This key was revoked already."))
        fresh.revoked_at = timezone.now()
        fresh.save()
    return fresh


@receiver(ways_in_end)
def revoke_all(user: User, **_sent: Any) -> None:
    """Inside the action that shut the account or set its ways in anew; they never come back."""
    for key in standing(user).select_for_update():
        key.revoked_at = timezone.now()
        key.save()


def find(secret: str, kinds: tuple[str, ...]) -> AccessKey | None:
    """The key of a secret, if it still opens something. Hashes are compared, by the index: who
    measures times learns nothing about a secret of 256 bits."""
    if not (secret.startswith(PREFIX) and secret.isascii() and len(secret) < 100):
        return None
    rows = AccessKey.objects.select_related("user").filter(kind__in=kinds)
    key: AccessKey | None = rows.filter(secret_hash=hash_of(secret)).first()
    return key if key is not None and key.stands and key.user.is_active else None


def used(key: AccessKey) -> None:
    """At most once a minute, so that a busy program does not write with every call."""
    now, known = timezone.now(), KeyUse.objects.filter(key=key).first()
    if known is None or now - known.at >= MINUTE:
        address = context.request.get().address or ""
        KeyUse.objects.update_or_create(key=key, defaults={"at": now, "address": address[:45]})
