"""One row that sets the business day of a demo; empty means the real day."""

from __future__ import annotations

from django.db import models


class ClockSetting(models.Model):
    audit_exempt = "set by the demo only; the top bar shows it"

    today = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "clock_setting"
