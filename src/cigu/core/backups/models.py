"""The record of a drill: that a backup was restored and proved, or what was found wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel


class DrillScope(Scope):
    def full(self, access: Access) -> Q:
        return EVERYTHING if access.has(Role.SYSTEM_ADMIN) else NOTHING


class Drill(ScopedModel):
    scope = DrillScope()

    class Outcome(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")

    backup = models.CharField(_("backup"), max_length=40)
    made_at = models.DateTimeField(_("made at"))
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    leaves = models.PositiveIntegerField(_("audit leaves"), default=0)
    documents = models.PositiveIntegerField(_("documents"), default=0)
    missing = models.PositiveIntegerField(_("missing documents"), default=0)
    newer = models.PositiveIntegerField(_("newer leaves"), null=True)  # unknown without a target
    faults = models.JSONField(_("faults"), default=list)  # the first of them, as lines

    class Meta:
        db_table = "backup_drill"

    @property
    def seconds(self) -> float:
        return (self.ended_at - self.began_at).total_seconds()
