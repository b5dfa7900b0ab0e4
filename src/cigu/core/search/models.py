"""How far the index of each noun goes."""

from __future__ import annotations

from django.db import models


class SearchIndex(models.Model):
    """The index of one noun: asked only once it holds every row."""

    audit_exempt = "bookkeeping of an index that is made again from the records at any time"

    kind = models.CharField(max_length=80, primary_key=True)  # the noun's label
    columns = models.CharField(max_length=300)  # what it was made from
    upto = models.BigIntegerField(default=0)  # rows up to this id are in it
    ready = models.BooleanField(default=False)

    class Meta:
        db_table = "search_index"

    def __str__(self) -> str:
        return self.kind
