"""What a database is told about its own tables, once a day: SQLite plans by it and never asks for
it; PostgreSQL keeps it up by itself."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from .keeping import nouns
from .store import Store

_tended: date | None = None


def tend(*, anew: bool = False) -> bool:
    """True if it was done: by a worker that starts, and then once a day."""
    global _tended
    if _tended == timezone.localdate() and not anew:
        return False
    if connection.vendor == "sqlite":
        for name in _indexes():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")
        for model in nouns():
            Store(model).tidy()
    _tended = timezone.localdate()
    return True


def _indexes() -> list[str]:
    """One by one, whole: writers wait for one of them at most; a sample would take ten thousand
    equal values for a thousand, and every plan with them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name")
        return [name for (name,) in cursor.fetchall()]
