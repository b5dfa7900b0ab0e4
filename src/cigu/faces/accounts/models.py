"""The table behind Django's cache: it makes limits count over all processes."""

from __future__ import annotations

from django.db import models


class CacheEntry(models.Model):
    """The columns that ``django.core.cache.backends.db`` reads and writes by itself."""

    audit_exempt = "counters of limits and codes that live for minutes"

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache_entry"
