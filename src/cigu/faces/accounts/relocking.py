"""After the site's key was changed: what the old one locks is locked with the new one."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.core.webhooks import signing
from cigu.core.webhooks.models import Subscription

from .second_factor import relocked

LOCKED = ("secret", "seed")  # of a code's maker, of recovery codes


def relock() -> tuple[int, int]:
    """All or nothing; how many second factors and webhook secrets. The keys are those of the
    settings: ``SECRET_KEY`` locks, ``SECRET_KEY_FALLBACKS`` open too."""
    with change("access.relock", by=None, on=today()):
        factors = _factors()
        subscriptions = Subscription.objects.select_for_update().order_by("pk")
        for row in subscriptions:
            row.secret = signing.relocked(row.secret)
            row.save()
    return factors, len(subscriptions)


def _factors() -> int:
    count = 0
    for factor in Authenticator.objects.select_for_update().order_by("pk"):
        found = [name for name in LOCKED if name in factor.data]
        for name in found:
            factor.data[name] = relocked(factor.data[name])
        factor.save(update_fields=["data"])
        count += bool(found)
    return count
