"""A clock that was put wrong: nothing is expired by it in heaps, and somebody is told.

Order and proof do not rest on the clock (the audit counts). What does rest on it are terms: the
worker that finds itself a month later than at its last round asks before it lets anything lapse.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change, note
from cigu.core.clock.business import today
from cigu.core.clock.models import ClockSetting

from .alarms import clear_alarm, raise_alarm

FAR = timedelta(days=31)  # between two rounds: a holiday of the machine is shorter; our choice
SLACK = timedelta(minutes=1)
NEWEST = 500  # changes that are looked at
JUMP, BACK = "clock.jump", "clock.back"


def may_expire(day: date) -> bool:
    """By the worker, before it lets anything lapse on ``day``; an alarm if it may not."""
    last = ClockSetting.objects.get_or_create(pk=1)[0].swept_on
    if last is not None and day - last > FAR:
        told = _("It is %(day)s, and the last round was on %(last)s. Nothing lapses until somebody"
                 " looks at the clock and runs: cigu clock confirm --by USER")  # fmt: skip
        raise_alarm(JUMP, told % {"day": day, "last": last})
        return False
    if last is None or last < day:
        ClockSetting.objects.filter(pk=1).update(swept_on=day)
    clear_alarm(JUMP)
    return True


def confirm_day(*, by: Any) -> date:
    """A person has looked: it is that day indeed; what is late lapses with the next round."""
    day = today()
    with change("clock.confirm", by=by, on=day):
        ClockSetting.objects.update_or_create(pk=1, defaults={"swept_on": day})
        note("clock.confirm", by=by, on=day, subject=ClockSetting._meta.label_lower,
             uid=uuid5(NAMESPACE_URL, "cigu:clock"), day=str(day))  # fmt: skip
    clear_alarm(JUMP)
    return day


def watch_clock() -> None:
    """An hour that comes twice: one of the newest changes lies ahead of now."""
    last = AuditLeaf.objects.order_by("-id").values_list("id", flat=True).first() or 0
    newest = AuditLeaf.objects.filter(id__gt=last - NEWEST).aggregate(at=Max("recorded_at"))["at"]
    if newest is not None and newest - timezone.now() > SLACK:
        raise_alarm(BACK, _("The clock of the machine lies before the newest change. Set it right;"
                            " the order of the audit is kept meanwhile."))  # fmt: skip
    else:
        clear_alarm(BACK)
