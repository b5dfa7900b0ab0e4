"""Each night: a backup, a look at every document, a drill; what goes wrong becomes an alarm.

``watch`` is called by the worker every half minute. Without CIGU_BACKUP_TO it does nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.notices.alarms import clear_alarm, raise_alarm
from cigu.engines.basis.errors import CiguError

from .drilling import drill
from .losses import look
from .making import backup
from .manifest import Backup, latest
from .models import Drill

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=15)  # after a night's work that failed
_tried: datetime | None = None


def watch(now: datetime | None = None) -> bool:
    """True if a night's work was done."""
    global _tried
    now = now or timezone.now()
    if settings.BACKUP_TO is None:
        return False
    try:
        kept = latest(settings.BACKUP_TO)
    except CiguError as error:
        kept = None
        log.warning("the newest backup cannot be read: %s", error)
    done = False
    if _due(kept, now) and (_tried is None or now - _tried >= AGAIN):
        _tried = now
        done = night(settings.BACKUP_TO)
        kept = latest(settings.BACKUP_TO)
    _watch_age(kept, now)
    return done


def _due(kept: Backup | None, now: datetime) -> bool:
    """Whether the last moment at which a backup was to be made has passed without one."""
    here = timezone.localtime(now)
    moment = here.replace(
        hour=settings.BACKUP_AT.hour, minute=settings.BACKUP_AT.minute, second=0, microsecond=0
    )
    if moment > here:
        moment -= timedelta(days=1)
    return kept is None or kept.manifest.made_at < moment


def night(to: Path) -> bool:
    """Each part by itself: what fails keeps nothing else from being tried."""
    made = _alarmed("backup.failed", _("The backup failed: %(why)s"), lambda: make(to))
    _alarmed("documents.look", _("Documents could not be looked through: %(why)s"), look)
    if made:
        _alarmed("drill.failed", _("The drill failed: %(why)s"), lambda: practise(to))
    return made


def make(to: Path) -> None:
    made = backup(to, keep=settings.BACKUP_KEEP)
    if made.manifest.missing:
        raise CiguError("lost", _("the site has lost %(count)d documents")
                        % {"count": len(made.manifest.missing)})  # fmt: skip


def practise(to: Path) -> None:
    done, _proof = drill(to)
    if done.outcome == Drill.Outcome.FAILED:
        raise CiguError("drill", "; ".join(done.faults[:3]))


def _alarmed(code: str, text: str, work: Any) -> bool:
    try:
        work()
    except Exception as error:
        if not isinstance(error, CiguError):
            log.exception("%s", code)
        raise_alarm(code, text % {"why": error})
        return False
    clear_alarm(code)
    return True


def _watch_age(kept: Backup | None, now: datetime) -> None:
    age = now - kept.manifest.made_at if kept else None
    if age is None or age > timedelta(hours=settings.BACKUP_MAX_HOURS):
        told = _("The last backup is older than %(hours)d hours, or there is none.")
        raise_alarm("backup.old", told % {"hours": settings.BACKUP_MAX_HOURS})
    else:
        clear_alarm("backup.old")
