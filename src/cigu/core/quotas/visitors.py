"""What an address may take away and send in a real day without signing in.

Beside ``counting``, which counts for accounts. Who shares an address shares its quota; it is meant
for loops, not for readers: the first page of a list and a single record cost nothing.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cigu.core.audit import context

from .counting import OverQuota
from .models import VisitorDay

ROLE = "anonymous"
SALT = "cigu.visitor"


def take_rows(rows: int) -> None:
    """Before rows are handed out to a visitor; raises ``OverQuota`` and counts nothing then."""
    limit = settings.EXPORT_QUOTA[ROLE]
    if not _count("rows", rows, limit):
        raise OverQuota(
            "over_quota",
            _("From this address %(limit)d rows were read today; more are not handed out.")
            % {"limit": limit},
            remedy=_("Go on tomorrow, or ask the office for an account."),
        )


def take_form() -> None:
    """Before a form of a visitor is acted on."""
    limit = settings.VISITOR_FORMS
    if not _count("sent", 1, limit):
        raise OverQuota(
            "over_quota",
            _("From this address %(limit)d forms were sent today; more are not taken.")
            % {"limit": limit},
            remedy=_("Go on tomorrow, or write to the office."),
        )


def _count(name: str, amount: int, limit: int) -> bool:
    """The row of the day is locked, so that requests beside each other cannot overrun it."""
    day = timezone.localdate()
    with transaction.atomic():
        made, _new = VisitorDay.objects.get_or_create(mark=mark(), day=day)
        counted = VisitorDay.objects.select_for_update().get(pk=made.pk)
        fits = getattr(counted, name) + amount <= limit
        if fits:
            setattr(counted, name, getattr(counted, name) + amount)
        else:
            counted.refused += 1
        counted.save(update_fields=[name, "refused"])
    return bool(fits)


def mark() -> str:
    """Of the address and the day, under the site's key."""
    address = context.request.get().address or ""
    said = f"{timezone.localdate().isoformat()}|{address}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()


def forget() -> int:
    """By the worker: counters of days that are over."""
    gone = VisitorDay.objects.filter(day__lt=timezone.localdate() - timedelta(days=1))
    return gone.delete()[0]
