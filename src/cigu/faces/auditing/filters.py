"""What the log is searched by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cigu.core.access.models import User
from cigu.core.ui.filters import DateFilter

from .words import ACTS, KINDS, called

NAMED = 200  # accounts that a name is looked up to


def of_record(text: str) -> Q:
    """A public id, what a kind of record is called, or part of its code."""
    try:
        return Q(object_uid=UUID(text))
    except ValueError:
        named = Q(object_type__in=called(text, KINDS))
        return named | Q(object_type__contains=text.lower())


def of_actor(text: str) -> Q:
    """A name or user name, the public id of an account, or what the machinery calls itself."""
    known = User.objects.filter(Q(name__contains=text) | Q(username__icontains=text))
    uids = [str(uid) for uid in known.values_list("uid", flat=True)[:NAMED]]
    return Q(actor__in=[*uids, text])


def of_act(text: str) -> Q:
    """What an act is called, or how its code begins."""
    return Q(verb__in=called(text, ACTS)) | Q(verb__startswith=text)


@dataclass(frozen=True)
class DayFilter(DateFilter):
    """Days of the site's time zone over a column of moments."""

    def condition(self, cleaned: dict[str, Any]) -> Q | None:
        first, last = (cleaned.get(name) for name in self.names())
        found = Q()
        if first is not None:
            found &= Q(**{f"{self.paths[0]}__gte": _midnight(first)})
        if last is not None:
            found &= Q(**{f"{self.paths[0]}__lt": _midnight(last + timedelta(days=1))})
        return found or None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
