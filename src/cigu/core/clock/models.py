"""One row: the business day of a demo (empty means the real day) and the worker's last day."""

from __future__ import annotations

from django.db import models


class ClockSetting(models.Model):
    audit_exempt = "set by the demo, which the top bar shows, and by the worker's rounds"

    today = models.DateField(null=True, blank=True)
    swept_on = models.DateField(null=True)  # the last day on which the worker let things lapse

    class Meta:
        db_table = "clock_setting"
