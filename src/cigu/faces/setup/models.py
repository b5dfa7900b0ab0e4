"""What somebody entered or left in the first hour; rows are only added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.audit.models import AuditedModel


class SetupEntry(AuditedModel):
    """The newest entry of a step counts: a step that was left is open again once taken up."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"told"})

    class Step(models.TextChoices):
        TERRITORY = "territory", _("Territory")
        CHAIN = "chain", _("Domain and chain segments")
        RECORDS = "records", _("First records")
        COMPLETENESS = "completeness", _("Completeness of the registers")

    class Outcome(models.TextChoices):
        PACK = "pack", _("from a pack")
        OWN = "own", _("entered")
        LEFT = "left", _("left for later")
        TAKEN_UP = "taken_up", _("taken up again")

    step = models.CharField(_("step"), max_length=12, choices=Step.choices)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    told = models.CharField(_("what or why"), max_length=300, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_on = models.DateField(_("entered"))

    class Meta:
        db_table = "setup_entry"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="setup_entry_says_why", condition=~Q(outcome="left", told="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.get_outcome_display()}"
