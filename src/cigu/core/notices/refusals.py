"""Refused requests leave a leaf: who asked for what, and was told 403 or 404.

Somebody who guesses addresses fills the audit only up to a bound, and becomes an alarm long
before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import note
from cigu.core.clock.business import today

from .alarms import clear_alarm, is_open, raise_alarm

VERB = "access.refused"
SUBJECT = "access.refusal"  # no model's name; its uid is the person's, so that one index finds them
MOST = 2000  # leaves of one person within a day
DAY = timedelta(days=1)
MANY = 100  # within an hour: nobody mistypes so often
HOUR = timedelta(hours=1)
ALARM = "access.guessing"


def refused(user: Any, *, route: str, method: str, status: int, asked: dict[str, str]) -> None:
    """Called once for each refused request of somebody who is signed in."""
    if _since(user, MOST, DAY):
        return
    note(
        VERB, by=user, on=today(), subject=SUBJECT, uid=user.uid,
        route=route, method=method, status=status, asked=asked,
    )  # fmt: skip
    if _since(user, MANY, HOUR):
        told = _("%(name)s was refused more than %(n)s times within an hour. Look at the audit.")
        raise_alarm(ALARM, told % {"name": user.username, "n": MANY})


def watch() -> None:
    """Called by the worker: the alarm goes once nobody was refused so often for an hour."""
    if is_open(ALARM) and not _guessing():
        clear_alarm(ALARM)


def _since(user: Any, count: int, span: timedelta) -> bool:
    """Whether the newest ``count`` refusals of this person all lie within ``span``."""
    mine = AuditLeaf.objects.filter(object_type=SUBJECT, object_uid=user.uid).order_by("-id")
    found: list[datetime] = list(mine.values_list("recorded_at", flat=True)[count - 1 : count])
    return bool(found) and found[0] > timezone.now() - span


def _guessing() -> bool:
    recent = AuditLeaf.objects.filter(
        object_type=SUBJECT, recorded_at__gt=timezone.now() - HOUR
    ).values("object_uid")
    return recent.annotate(n=Count("pk")).filter(n__gte=MANY).exists()
