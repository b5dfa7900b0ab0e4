"""Take rows from the quota of the day, before they are handed out.

The day is a real one, in the site's time zone: a business day that is set back would give the
quota anew. The row of the day is locked, so that exports beside each other cannot overrun it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.scope import Access
from cigu.core.audit.recording import note
from cigu.core.clock.business import today
from cigu.core.notices.alarms import clear_alarm, open_alarms, raise_alarm
from cigu.engines.basis.errors import CiguError

from .models import ExportDay

FAMILY = "quota."
NOTED = 50  # refusals of one person and day that leave a leaf; the counter knows them all


class OverQuota(CiguError):
    """More rows than may be taken away today."""


def limit_of(user: Any) -> int:
    """Of several roles the one that may take most; without any role the least that is set."""
    quotas: dict[str, int] = settings.EXPORT_QUOTA
    mine = [quotas[role] for role in Access.of(user).roles if role in quotas]
    return max(mine) if mine else min(quotas.values())


def left_of(user: Any) -> int:
    used = ExportDay.objects.filter(user=user, day=timezone.localdate()).first()
    return max(0, limit_of(user) - (used.rows if used else 0))


def take(user: Any, rows: int, *, what: str) -> None:
    """Count ``rows`` or raise ``OverQuota`` and count nothing. An alarm tells of the refusal."""
    limit = limit_of(user)
    with transaction.atomic():
        counted = _locked(user)
        if fits := counted.rows + rows <= limit:
            counted.rows += rows
        else:
            counted.refused += 1
        counted.save(update_fields=["rows", "refused"])
        if not fits and counted.refused <= NOTED:
            _leave_leaf(user, rows, counted, limit, what)
    if not fits:
        _alarm(user, limit)
        raise _refusal(rows, limit - counted.rows, limit)


def _locked(user: Any) -> ExportDay:
    day = timezone.localdate()
    made, _new = ExportDay.objects.get_or_create(user=user, day=day)
    return ExportDay.objects.select_for_update().get(pk=made.pk)


def _leave_leaf(user: Any, rows: int, counted: ExportDay, limit: int, what: str) -> None:
    note(
        "quota.refused", by=user, on=today(), subject="quota.refusal", uid=user.uid,
        what=what, rows=rows, used=counted.rows, limit=limit,
    )  # fmt: skip


def _refusal(rows: int, left: int, limit: int) -> OverQuota:
    return OverQuota(
        "over_quota",
        _(
            "%(rows)d rows are more than you may still take away today: %(left)d of %(limit)d are"
            " left."
        ) % {"rows": rows, "left": max(0, left), "limit": limit},
        remedy=_("Narrow the list, go on tomorrow, or ask the security administrator."),
    )  # fmt: skip


def alarm_code(user: Any) -> str:
    return f"{FAMILY}export.{user.pk}"


def _alarm(user: Any, limit: int) -> None:
    told = _("%(name)s reached the limit of %(limit)d exported rows on %(day)s. Look at the audit.")
    raise_alarm(
        alarm_code(user),
        told % {"name": user.username, "limit": limit, "day": timezone.localdate()},
    )


def watch() -> None:
    """Called by the worker: an alarm of a quota goes once its day is over."""
    day = timezone.localdate()
    for alarm in open_alarms():
        if alarm.code.startswith(FAMILY) and timezone.localtime(alarm.since).date() < day:
            clear_alarm(alarm.code)
