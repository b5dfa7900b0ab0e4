"""What was done to many records at once, and what each of them was before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel

HOURS = 24  # in which a change set may be taken back; a parameter of Cigu


class ChangeSetScope(Scope):
    """Who made it, and who reads the audit."""

    def full(self, access: Access) -> Q:
        if access.has(Role.AUDIT_ADMIN):
            return EVERYTHING
        return Q(made_by=access.user) if access.user is not None and access.grants else NOTHING


class ChangeSet(ScopedModel):
    """The leaves of its records carry its uid, where others carry that of a request."""

    scope = ChangeSetScope()

    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verb = models.CharField(_("act"), max_length=60)  # of the registry in verbs.py
    made_at = models.DateTimeField(_("done at"))
    size = models.PositiveIntegerField(_("records"))
    undone_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        db_table = "change_set"
        indexes = [models.Index(fields=["made_by", "made_at"], name="change_set_by")]

    def __str__(self) -> str:
        return f"{self.verb} × {self.size}"

    def get_absolute_url(self) -> str:
        return reverse("bulk:set", args=[self.uid])

    @property
    def until(self) -> datetime:
        return self.made_at + timedelta(hours=HOURS)


class ChangedRow(models.Model):
    """One record of a change set."""

    audit_exempt = "points at a record whose own leaf tells what was changed"

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        UNDONE = "undone", _("taken back")
        KEPT = "kept", _("left as it is")

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField()
    object_uid = models.UUIDField()
    revision = models.PositiveIntegerField()  # after the act; another one means a later change
    before = models.JSONField()  # codes and days, never words
    outcome = models.CharField(
        _("outcome"), max_length=6, choices=Outcome.choices, default=Outcome.DONE
    )
    why = models.CharField(_("why"), max_length=300, blank=True)  # a record was left as it is

    class Meta:
        db_table = "change_set_row"
        constraints = [
            models.UniqueConstraint(fields=["change_set", "place"], name="change_set_place"),
            models.UniqueConstraint(fields=["change_set", "object_uid"], name="change_set_once"),
        ]
