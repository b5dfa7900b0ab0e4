"""Numbers such as X-2024-0037. Never a database sequence: those leave gaps."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import F

from cigu.core.audit.exporting import check_export_is_fresh

from .models import Counter


def next_number(series: str, on: date) -> str:
    """The next number of ``series`` in the year of ``on``; must run inside an action."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is given inside an action only")
    check_export_is_fresh()
    counter, _made = Counter.objects.get_or_create(series=series, year=on.year)
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return f"{series}-{on.year}-{counter.last:04d}"
