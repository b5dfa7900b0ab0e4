"""Organisations and the segments of the chain they stand in."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel, ScopedQuerySet
from cigu.core.audit.models import AuditedModel
from cigu.core.places.models import Domain, Segment, Territory


class OrganisationScope(Scope):
    """The register is open to everyone signed in; contact and size only to staff and the own."""

    def full(self, access: Access) -> Q:
        return Q(party__in=access.parties) | access.within(STAFF_ROLES, "territory")

    def masked(self, access: Access) -> Q:
        return EVERYTHING if access.works else NOTHING


class OrganisationQuerySet(ScopedQuerySet):
    def enterprises(self) -> Any:
        return self.filter(kind=Organisation.Kind.ENTERPRISE)

    def above_scale_on(self, day: date) -> Any:
        still = Q(above_scale_until__isnull=True) | Q(above_scale_until__gt=day)
        return self.filter(still, above_scale_since__lte=day)


class Organisation(ScopedModel):
    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise")
        UNIVERSITY = "university", _("university")
        INSTITUTE = "institute", _("institute")
        LABORATORY = "laboratory", _("laboratory")
        CENTRE = "centre", _("centre")
        GOVERNMENT = "government", _("government body")
        PARK = "park", _("park")
        OTHER = "other", _("other body")

    scope = OrganisationScope()
    masked_fields: ClassVar[frozenset[str]] = frozenset(
        {"contact", "employees", "revenue", "credit_code"}
    )
    locked_fields: ClassVar[frozenset[str]] = frozenset({"party"})

    party = models.OneToOneField(Party, models.PROTECT, related_name="organisation")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    credit_code = models.CharField(_("credit code"), max_length=18, null=True, unique=True)
    name_zh = models.CharField(_("name"), max_length=120, unique=True)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    founded = models.PositiveSmallIntegerField(_("founded"), null=True)
    employees = models.PositiveIntegerField(_("employees"), null=True)
    revenue = models.DecimalField(
        _("turnover, 10,000 yuan"), max_digits=14, decimal_places=2, null=True
    )
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    products = models.CharField(_("products"), max_length=300, blank=True)
    above_scale_since = models.DateField(_("above scale since"), null=True)
    above_scale_until = models.DateField(_("above scale until"), null=True)
    fact = models.TextField(_("public fact"), blank=True)
    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    name_form = models.CharField(_("form of the name"), max_length=60, blank=True)
    source = models.TextField(_("source"), blank=True)
    pack_key = models.CharField(max_length=12, null=True, unique=True)  # row of a region's pack

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        db_table = "organisation"
        constraints = [
            models.CheckConstraint(
                name="organisation_above_scale",
                condition=Q(above_scale_until__isnull=True)
                | Q(above_scale_since__isnull=False, above_scale_until__gt=F("above_scale_since")),
            ),
        ]
        indexes = [models.Index(fields=["kind", "territory"], name="organisation_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name_zh

    @property
    def number(self) -> str:
        return self.pack_key or str(self.uid)[:8]

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("registers:organisation", args=[self.uid])


class OrganisationSegment(AuditedModel):
    """An organisation stands in a segment of the chain."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="segment_links")
    segment = models.ForeignKey(Segment, models.PROTECT, related_name="organisation_links")

    class Meta:
        db_table = "organisation_segment"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "segment"], name="organisation_segment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}·{self.segment}"
