"""Organisations and the segments of the chain they stand in."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import any_of
from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel, ScopedQuerySet
from cigu.core.audit.models import AuditedModel
from cigu.core.imports.holding import Holdable, held
from cigu.core.places.models import Domain, Segment, Territory


def bodies_of(access: Access, parties: frozenset[int]) -> list[int]:
    """The organisations behind the parties of the viewer, looked up once for a request: rows that
    name an organisation are then found by their own column."""
    if not parties:
        return []
    key = ("organisations", parties)
    if key not in access.memo:
        rows = Organisation._base_manager.filter(party__in=parties)
        access.memo[key] = list(rows.values_list("pk", flat=True))
    found: list[int] = access.memo[key]
    return found


class OrganisationScope(Scope):
    """The register is open to everyone signed in; contact and size only to staff and the own."""

    def full(self, access: Access) -> Q:
        return any_of(Q(party__in=access.parties), access.within(STAFF_ROLES, "territory"))

    def masked(self, access: Access) -> Q:
        return EVERYTHING if access.works else NOTHING

    def hidden(self, access: Access) -> Q:
        """A record that was merged is found under the one that goes on; one of a file that is
        still being written is not there yet."""
        return Q(merged_into__isnull=False) | held()


class OrganisationQuerySet(ScopedQuerySet):
    def merged(self) -> Any:
        """Records that lead to another one."""
        return self.filter(merged_into__isnull=False)

    def enterprises(self) -> Any:
        return self.exclude(held()).filter(kind=Organisation.Kind.ENTERPRISE)

    def above_scale_on(self, day: date) -> Any:
        still = Q(above_scale_until__isnull=True) | Q(above_scale_until__gt=day)
        return self.exclude(held()).filter(still, above_scale_since__lte=day)


class Organisation(Holdable):
    audit_personal: ClassVar[frozenset[str]] = frozenset({"contact"})
    audit_acts = True
    named_by = "name_zh"

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
    search_columns: ClassVar[tuple[str, ...]] = (
        "name_zh", "name_en", "short_name", "credit_code", "products",
    )  # fmt: skip
    masked_fields: ClassVar[frozenset[str]] = frozenset(
        {"contact", "employees", "revenue", "credit_code"}
    )
    locked_fields: ClassVar[frozenset[str]] = frozenset({"party", "merged_into"})

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
    # empty: not known since when; it counts as there
    active_since = models.DateField(_("in business since"), null=True)
    active_until = models.DateField(_("in business until"), null=True)  # the first day without it
    fact = models.TextField(_("public fact"), blank=True)
    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    name_form = models.CharField(_("form of the name"), max_length=60, blank=True)
    source = models.TextField(_("source"), blank=True)
    pack_key = models.CharField(max_length=12, null=True, unique=True)  # row of a region's pack
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        db_table = "organisation"
        constraints = [
            models.CheckConstraint(
                name="organisation_above_scale",
                condition=Q(above_scale_until__isnull=True)
                | Q(above_scale_since__isnull=False, above_scale_until__gt=F("above_scale_since")),
            ),
            models.CheckConstraint(
                name="organisation_active",
                condition=Q(active_since__isnull=True)
                | Q(active_until__isnull=True)
                | Q(active_until__gt=F("active_since")),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "territory"], name="organisation_kind"),
            models.Index(fields=["kind", "name_zh"], name="organisation_kind_name"),
            models.Index(fields=["territory", "name_zh"], name="organisation_place_name"),
            models.Index(fields=["status", "name_zh"], name="organisation_status_name"),
            models.Index(fields=["synthetic", "name_zh"], name="organisation_basis_name"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name_zh

    def let_go(self) -> dict[str, Any]:
        mark = f"〔{str(self.uid)[:8]}〕"
        name = self.name_zh if self.name_zh.endswith(mark) else f"{self.name_zh[:100]}{mark}"
        return {"name_zh": name, "credit_code": None, "contact": ""}

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


class OfBodyScope(Scope):
    """What is known of a body in public: everybody at work may read it."""

    def full(self, access: Access) -> Q:
        return EVERYTHING if access.works else NOTHING


class SegmentLead(ScopedModel):
    """An organisation leads a segment of the chain, or is one of its backbones."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead enterprise")
        BACKBONE = "backbone", _("backbone enterprise")

    scope = OfBodyScope()

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="leads"
    )
    segment = models.ForeignKey(Segment, models.PROTECT, verbose_name=_("segment"),
                                related_name="+")  # fmt: skip
    role = models.CharField(_("part"), max_length=10, choices=Role.choices)
    since = models.DateField(_("from"), null=True)  # empty: not known; it counts as there
    until = models.DateField(_("until"), null=True)
    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        db_table = "segment_lead"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "segment"], condition=Q(until__isnull=True),
                name="segment_lead_once",
            ),
            models.CheckConstraint(
                name="segment_lead_span",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}·{self.segment}·{self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()


class Headcount(ScopedModel):
    """How many researchers a body says it has, as of a day, and how they were counted. The newest
    statement of each body counts."""

    class Comparator(models.TextChoices):
        EQUAL = "=", _("exactly")
        MORE = ">", _("more than")
        AT_LEAST = "≥", _("at least")
        ABOUT = "≈", _("about")

    class Method(models.TextChoices):
        STATEMENT = "statement", _("statement of the body")
        STATISTICS = "statistics", _("statistical report")
        PAYROLL = "payroll", _("social insurance records")
        VISIT = "visit", _("counted on a visit")
        PUBLIC = "public", _("public report")

    scope = OfBodyScope()

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("body"), related_name="headcounts"
    )
    as_of = models.DateField(_("as of"), db_index=True)
    researchers = models.PositiveIntegerField(_("researchers"))
    comparator = models.CharField(_("how exact"), max_length=1, choices=Comparator.choices,
                                  default=Comparator.EQUAL)  # fmt: skip
    method = models.CharField(_("how counted"), max_length=10, choices=Method.choices)
    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        db_table = "headcount"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "as_of"], name="headcount_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}·{self.as_of}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()
