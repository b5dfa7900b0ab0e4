"""What became of it 30, 90, 180 and 365 days after issue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import ScopedModel
from cigu.core.documents.models import Document

from .checkup import Checkup, CheckupScope

PROVEN = ("contract", "trial", "in_production")  # an outcome that needs a document


class FollowUp(ScopedModel):
    audit_personal: ClassVar[frozenset[str]] = frozenset({"note"})

    class Outcome(models.TextChoices):
        NONE = "none", _("nothing yet")
        TALKS = "talks", _("in talks")
        CONTRACT = "contract", _("contract signed")
        TRIAL = "trial", _("on trial")
        IN_PRODUCTION = "in_production", _("in production")

    scope = CheckupScope("checkup__")

    checkup = models.ForeignKey(Checkup, models.PROTECT, related_name="follow_ups")
    days = models.PositiveSmallIntegerField(_("days after issue"))
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done"), null=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    note = models.TextField(_("note"), blank=True)
    evidence = models.ForeignKey(
        Document, models.PROTECT, null=True, verbose_name=_("evidence"), related_name="+"
    )

    class Meta:
        db_table = "checkup_follow_up"
        ordering = ["days"]
        constraints = [
            models.UniqueConstraint(fields=["checkup", "days"], name="checkup_follow_up_once"),
            models.CheckConstraint(
                name="checkup_follow_up_done",
                condition=Q(done_on__isnull=True, outcome="")
                | Q(done_on__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="checkup_follow_up_proof",
                condition=~Q(outcome__in=PROVEN) | Q(evidence__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checkup.number} +{self.days}"
