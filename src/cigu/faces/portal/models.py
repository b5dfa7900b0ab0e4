"""Claims against what is published, and records that were taken off the portal."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import Access, Scope, ScopedModel
from cigu.core.places.models import Domain, Territory
from cigu.records.publicnotices.cases import Case, forgotten


class PlaceScope(Scope):
    """Staff of the place of the record that was taken off."""

    def full(self, access: Access) -> Q:
        return access.within(STAFF_ROLES, "territory", "domain")


class Claim(Case):
    """Somebody says that a published record infringes a right or is wrong (权利主张). The public
    never reads it."""

    class Ground(models.TextChoices):
        AUTHOR = "author", _("copyright or other intellectual property")
        SECRET = "secret", _("business secret")
        PERSON = "person", _("personal data or reputation")
        FACTS = "facts", pgettext_lazy("claim", "facts are wrong")
        SOURCE = "source", _("source or licence is not named")

    subject_type = models.CharField(max_length=80)
    subject_uid = models.UUIDField()
    subject_label = models.CharField(_("record"), max_length=200)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground.choices)
    text = models.TextField(_("claim"))
    taken_up_on = models.DateField(_("taken up"), null=True)

    class Meta:
        db_table = "rights_claim"
        indexes = [models.Index(fields=["subject_type", "subject_uid"], name="rights_claim_of")]
        constraints = [
            models.CheckConstraint(
                name="rights_claim_answered",
                condition=~Q(state__in=["upheld", "dismissed"])
                | Q(answered_on__isnull=False) & ~Q(reply=""),
            ),
            forgotten("rights_claim_forgotten"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("portal:desk_claim", args=[self.number])


class Withdrawal(ScopedModel):
    """A record is not shown on the portal from a day on. The record itself stays as it is."""

    class Reason(models.TextChoices):
        CLAIM = "claim", _("a claim that is upheld or examined")
        SECRET = "secret", _("it shows what is not for the public")
        WRONG = "wrong", _("it is wrong and has to be put right first")
        WISH = "wish", _("its owner asks for it")

    scope = PlaceScope()

    subject_type = models.CharField(max_length=80)
    subject_uid = models.UUIDField()
    subject_label = models.CharField(_("record"), max_length=200)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="withdrawals")
    reason_code = models.CharField(_("reason"), max_length=8, choices=Reason.choices)
    note = models.CharField(_("explanation"), max_length=300)
    since = models.DateField(_("from"))
    until = models.DateField(_("shown again"), null=True)

    class Meta:
        db_table = "portal_withdrawal"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_uid"], condition=Q(until__isnull=True),
                name="portal_withdrawn_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject_label} {self.since}"

    @classmethod
    def standing(cls, model: Any) -> Any:
        """Uids of rows of the kind that are off the portal now."""
        rows = cls._base_manager.filter(subject_type=model._meta.label_lower, until__isnull=True)
        return rows.values("subject_uid")
