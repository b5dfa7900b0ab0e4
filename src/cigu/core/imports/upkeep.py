"""Rows of a file that is written do not stay: what they said stands in the register."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cigu.core.clock.business import today

from .models import Import, ImportRow

KEPT = timedelta(days=30)
AT_ONCE = 5_000


def forget_rows() -> int:
    """By the worker: a month after a file ended its rows go, a portion in each round."""
    written = Q(state=Import.State.WRITTEN, written_on__lt=today() - KEPT)
    undone = Q(state=Import.State.TAKEN_BACK, job__ended_at__lt=timezone.now() - KEPT)
    old = Import.objects.filter(written | undone)
    rows = ImportRow.objects.filter(batch__in=old).order_by("pk")
    gone = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    return ImportRow.objects.filter(pk__in=gone).delete()[0]
