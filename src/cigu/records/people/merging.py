"""People that stand in the register twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.imports import merging
from cigu.core.imports.errors import ImportRefused
from cigu.core.imports.models import Merge

from .guards import check_can_register
from .models import Person

FILLS = ("name_en", "title", "employer", "speciality", "location", "contact", "profile")
MOST = 200  # groups of one page


def check_can_merge(loser: Person, survivor: Person, user: Any) -> None:
    check_can_register(user)
    merging.check_can_merge(loser, survivor)


def merge_people(
    *, loser: Person, survivor: Person, by: Any, reason: str, on: date | None = None
) -> Merge:
    """As ``merge_organisations``; what binds either of them binds the one that goes on."""
    check_can_merge(loser, survivor, by)
    _check_reason(reason)
    with acting("people.merge", by=by, on=on, reason=reason) as step:
        queue(survivor, loser, survivor.party, loser.party)
        check_can_merge(loser, survivor, by)
        return merging.merge(loser, survivor, FILLS, on=step.on, reason=reason)


def split_people(*, merge: Merge, by: Any, reason: str, on: date | None = None) -> Merge:
    check_can_register(by)
    _check_reason(reason)
    loser, survivor = merge.loser.person, merge.survivor.person
    with acting("people.split", by=by, on=on, reason=reason) as step:
        queue(merge, survivor, loser)
        if merge.undone_on is not None:
            raise ImportRefused("undone", _("This merging was taken back already."))
        return merging.split(merge, loser, survivor, on=step.on)


def duplicates(rows: Any) -> Iterator[list[Person]]:
    """Groups of one name; whether they are one person an officer decides."""
    plain = rows.prefetch_related(None).select_related(None).order_by()
    names = plain.values("name").annotate(n=Count("pk")).filter(n__gt=1)
    wanted = [row["name"] for row in names.order_by("name")[:MOST]]
    found: dict[str, list[Person]] = {}
    for row in rows.filter(name__in=wanted).order_by("pk"):
        found.setdefault(row.name, []).append(row)
    yield from found.values()


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ImportRefused("reason", _("Give the reason."), field="reason")
