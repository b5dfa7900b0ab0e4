"""Tallies follow the matches: worked out anew, under a lock, in the transaction of the match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from cigu.records.needs.models import Need

from .models import OPEN_STATES, Match, Tally

BATCH = 5_000
NONE: dict[str, Any] = {"best": None, "asked": 0, "willing": 0, "talks": 0, "ever": 0}


def follow(rows: Sequence[Any], before: dict[str, Any] | None) -> None:
    """Called with every written row."""
    if before is None:
        made = [Tally(need=row) for row in rows if type(row) is Need]
        Tally.objects.bulk_create(made, ignore_conflicts=True)
    needs = {row.need_id for row in rows if type(row) is Match}
    if needs:
        renew(needs)


def renew(needs: Iterable[int]) -> None:
    """Whoever writes another match of these needs waits, and then counts this one, too."""
    ids = sorted(needs)
    Tally.objects.bulk_create([Tally(need_id=pk) for pk in ids], ignore_conflicts=True)
    list(Tally.objects.select_for_update().filter(need__in=ids).order_by("need").values("pk"))
    found = _counted(Match._base_manager.filter(need__in=ids))
    Tally.objects.bulk_create(
        [Tally(need_id=pk, **found.get(pk, NONE)) for pk in ids],
        update_conflicts=True, unique_fields=["need"], update_fields=list(NONE),
    )  # fmt: skip


def recount() -> None:
    """All of them, from the matches: where rows were written past the actions."""
    last = 0
    while ids := _some(last):
        with transaction.atomic():
            renew(ids)
        last = ids[-1]


def _some(after: int) -> list[int]:
    rows = Need._base_manager.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _counted(matches: Any) -> dict[int, dict[str, Any]]:
    asked = matches.order_by().values("need").annotate(
        best=Max("score", filter=~Q(state="excluded")),
        asked=Count("pk", filter=Q(state__in=OPEN_STATES)),
        willing=Count("pk", filter=Q(state="interested")),
        talks=Count("pk", filter=Q(state="negotiating")),
        ever=Count("pk", filter=Q(proposed_on__isnull=False)),
    )  # fmt: skip
    return {row.pop("need"): row for row in asked}
