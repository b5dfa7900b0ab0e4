"""One row for each person and real day."""

from __future__ import annotations

from django.db import models

from cigu.core.access.models import User


class ExportDay(models.Model):
    audit_exempt = "a counter; what was taken away leaves leaves of its own"

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)  # times

    class Meta:
        db_table = "export_day"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="export_day_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.day}: {self.rows}"


class VisitorDay(models.Model):
    """One row for each address from which people read or write without signing in, and day. The
    address itself is not kept: its mark is made anew each day and leads to nobody."""

    audit_exempt = "a counter of visits, thrown away after the day"

    mark = models.CharField(max_length=64)
    day = models.DateField(db_index=True)
    rows = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)  # forms
    refused = models.PositiveIntegerField(default=0)  # times

    class Meta:
        db_table = "visitor_day"
        constraints = [models.UniqueConstraint(fields=["mark", "day"], name="visitor_day_once")]

    def __str__(self) -> str:
        return f"{self.mark[:8]} {self.day}: {self.rows}"
