"""Wrong guesses counted in the audit, beside allauth's limits in the cache: whoever empties the
cache forgets nothing. The audit cannot be emptied without being seen."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from django.utils import timezone

from cigu.core.audit import context
from cigu.core.audit.models import AuditLeaf

SIGN_IN_FAILED, CODE_FAILED = "access.sign_in_failed", "access.code_failed"
NAME, CODE = "access.sign_in_name", "access.second_factor"  # what the leaves speak of
MOST, WITHIN = 10, timedelta(minutes=15)  # wrong guesses at one account
MOST_OF_ADDRESS, MINUTE = 20, timedelta(minutes=1)
LOOKED_THROUGH = 3000  # the newest leaves: what one address did in a minute lies among them


def of_name(username: str) -> UUID:
    """The same for every spelling, whether there is such an account or not."""
    return uuid5(NAMESPACE_OID, f"cigu:sign-in:{username.strip().lower()}")


def too_many(subject: str, uid: UUID) -> bool:
    """Guesses at one account, wherever they come from."""
    since = timezone.now() - WITHIN
    wrong = AuditLeaf.objects.filter(object_type=subject, object_uid=uid, recorded_at__gte=since)
    return wrong.count() >= MOST


def too_many_from_here() -> bool:
    """Guesses from one address, at whatever accounts."""
    address = context.request.get().address
    newest = AuditLeaf.objects.order_by("-id").values_list("id", flat=True).first()
    if not address or newest is None:
        return False
    wrong = AuditLeaf.objects.filter(
        id__gt=newest - LOOKED_THROUGH, verb__in=(SIGN_IN_FAILED, CODE_FAILED), address=address,
        recorded_at__gte=timezone.now() - MINUTE,
    )  # fmt: skip
    return wrong.count() >= MOST_OF_ADDRESS
