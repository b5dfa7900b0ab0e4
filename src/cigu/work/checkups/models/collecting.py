"""What is gathered: consent, corrections of known facts, and the record of a visit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import ScopedModel

from .checkup import Checkup, CheckupScope

EXAMINERS = frozenset({Role.OFFICER, Role.COMMISSIONER})


class Consent(ScopedModel):
    """The enterprise lets its data be used for named purposes, until it takes that back."""

    class Purpose(models.TextChoices):
        DIAGNOSIS = "diagnosis", _("Officers read the answers and write the diagnosis")
        COMMISSIONER = "commissioner", _("The commissioner reads the answers before the visit")
        NEEDS = "needs", _("Findings may be turned into needs, which are then matched")
        STATISTICS = "statistics", _("Results enter statistics without the enterprise's name")

    REQUIRED = Purpose.DIAGNOSIS

    scope = CheckupScope("checkup__", EXAMINERS)

    checkup = models.ForeignKey(Checkup, models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("given by"), related_name="+"
    )
    purposes = models.JSONField(_("purposes"), default=list)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("taken back"), null=True)

    class Meta:
        db_table = "checkup_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["checkup"],
                condition=Q(withdrawn_on__isnull=True),
                name="checkup_consent_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.checkup.number} {self.given_on}"

    @property
    def purpose_labels(self) -> list[str]:
        words = dict(self.Purpose.choices)
        return [str(words.get(code, code)) for code in self.purposes]


class Correction(ScopedModel):
    """The enterprise says that a known fact is wrong. A note: it overwrites nothing."""

    scope = CheckupScope("checkup__", EXAMINERS)
    audit_personal: ClassVar[frozenset[str]] = frozenset({"note", "proposed", "register_value"})

    checkup = models.ForeignKey(Checkup, models.PROTECT, related_name="corrections")
    field = models.CharField(_("fact"), max_length=40)
    register_value = models.CharField(_("value in the register"), max_length=300, blank=True)
    proposed = models.CharField(_("right value"), max_length=300)
    note = models.CharField(_("note"), max_length=300, blank=True)
    noted_on = models.DateField(_("noted"))
    settled_on = models.DateField(_("settled"), null=True)

    class Meta:
        db_table = "checkup_correction"

    def __str__(self) -> str:
        return f"{self.checkup.number} {self.field}"

    @property
    def field_label(self) -> str:
        from ..facts import label_of

        return label_of(self.field)


class VisitRecord(ScopedModel):
    """What a commissioner saw on site. Unknown stays empty; photos are its documents."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"note"})

    class Seen(models.TextChoices):
        INLINE = "inline", _("in line, continuous")
        SAMPLED = "sampled", _("sampled, off line")
        ABSENT = "absent", _("not done")
        NOT_SEEN = "not_seen", _("did not see")

    scope = CheckupScope("checkup__", EXAMINERS)

    checkup = models.ForeignKey(Checkup, models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("visited"))
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("visitor"), related_name="+"
    )
    lines = models.PositiveSmallIntegerField(_("production lines running"), null=True)
    scrap_rate = models.DecimalField(
        _("scrap rate of the last 3 months, %"), max_digits=5, decimal_places=2, null=True
    )
    quality_check = models.CharField(
        _("quality measurement"), max_length=10, choices=Seen.choices, blank=True
    )
    energy_check = models.CharField(
        _("energy metering"), max_length=10, choices=Seen.choices, blank=True
    )
    note = models.TextField(_("what was found"), blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    seen_at = models.TimeField(_("time of the visit"), null=True)

    class Meta:
        db_table = "checkup_visit"
        constraints = [
            models.CheckConstraint(
                name="checkup_visit_scrap",
                condition=Q(scrap_rate__isnull=True) | Q(scrap_rate__gte=0, scrap_rate__lte=100),
            )
        ]

    def __str__(self) -> str:
        return f"{self.checkup.number} {self.visited_on}"

    def photos(self) -> Any:
        from cigu.core.documents.actions import documents_of

        return documents_of(self)
