"""Disks that run full are told while an alarm can still be written down."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from cigu.core.database import storage
from cigu.core.notices.alarms import clear_alarm, raise_alarm

MB = 1024 * 1024


def watch_disks() -> None:
    """Called every half minute by the worker."""
    places = storage.folders()
    if settings.BACKUP_TO and settings.BACKUP_TO.is_dir():
        places.append(settings.BACKUP_TO)
    low = [place for place in places if storage.free(place) < settings.DISK_MIN_MB * MB]
    if low:
        told = _("Less than %(mb)d MB are free on the disk of %(places)s.")
        raise_alarm(
            "disk.low", told % {"mb": settings.DISK_MIN_MB, "places": ", ".join(map(str, low))}
        )
    else:
        clear_alarm("disk.low")
