"""Which steps of a scenario have been carried out, so that a build can be resumed."""

from __future__ import annotations

from django.db import models


class ScenarioStep(models.Model):
    audit_exempt = "bookkeeping of the demo; the steps themselves are audited"

    key = models.CharField(max_length=80, unique=True)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "scenario_step"
