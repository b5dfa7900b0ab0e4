"""What the system administrator sees of backups: the newest, and how the last drills went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from cigu.engines.basis.errors import CiguError

from .manifest import latest
from .models import Drill

SHOWN = 5


@dataclass(frozen=True)
class Overview:
    place: str
    name: str = ""
    made_at: datetime | None = None
    documents: int = 0
    trouble: str = ""
    drills: list[Drill] = field(default_factory=list)


def overview(user: Any) -> Overview:
    """A folder that cannot be read is told, it breaks no page."""
    drills = list(Drill.objects.for_(user).order_by("-began_at", "-id")[:SHOWN])
    place = settings.BACKUP_TO
    if place is None:
        return Overview("", drills=drills)
    try:
        kept = latest(place)
    except (OSError, CiguError) as error:
        return Overview(str(place), trouble=str(error), drills=drills)
    if kept is None:
        return Overview(str(place), drills=drills)
    said = kept.manifest
    return Overview(str(place), said.name, said.made_at, said.documents["count"], drills=drills)
