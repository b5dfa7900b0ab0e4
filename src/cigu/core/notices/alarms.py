"""Alarms of the machinery: raised once, cleared once, shown to the system administrator.

``raise_alarm("seal.late", "…")`` may be called every second and without a request: while an
alarm of that code is open, nothing is written.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from cigu.core.audit.recording import change
from cigu.core.clock.business import today

from .models import Alarm


def open_alarms() -> list[Alarm]:
    return list(Alarm.objects.filter(cleared_at__isnull=True).order_by("since", "code"))


def raise_alarm(code: str, text: str, *, since: datetime | None = None) -> bool:
    """True if this call raised it; False if it was open already."""
    if _open(code) is not None:
        return False
    try:
        with transaction.atomic():
            _save(Alarm(code=code, text=text[:300], since=since or timezone.now()), "alarms.raise")
    except IntegrityError:  # another process was faster: the constraint keeps one open row
        return False
    return True


def clear_alarm(code: str) -> bool:
    """True if this call cleared it; False if none was open."""
    if _open(code) is None:
        return False
    with change("alarms.clear", by=None, on=today()):
        alarm = Alarm.objects.select_for_update().filter(code=code, cleared_at__isnull=True).first()
        if alarm is None:
            return False
        alarm.cleared_at = timezone.now()
        alarm.save()
    return True


def is_open(code: str) -> bool:
    return _open(code) is not None


def _open(code: str) -> Alarm | None:
    found: Alarm | None = Alarm.objects.filter(code=code, cleared_at__isnull=True).first()
    return found


def _save(alarm: Alarm, verb: str) -> None:
    with change(verb, by=None, on=today()):
        alarm.save()
