"""A qualification of an organisation: kind, level, issuer, number, and the days it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel, ScopedQuerySet
from cigu.records.organisations.models import Organisation

SOON = 90  # days before its last in which a qualification is told to be running out


class Kind(models.TextChoices):
    HIGH_TECH = "high_tech", _("high-tech enterprise")
    TECH_SME = "tech_sme", _("technology-based SME")
    LEADING = "leading", _("leading technology enterprise")
    SPECIALISED = "specialised", _("specialised and new enterprise")
    LITTLE_GIANT = "little_giant", _("little giant")
    CHAMPION = "champion", _("single-product champion")
    EMERGING = "emerging", _("strategic emerging enterprise")


class Level(models.TextChoices):
    NATION = "nation", _("national")
    REGION = "region", _("regional")
    CITY = "city", _("municipal")


class Ended(models.TextChoices):
    """Why one ended before its last day."""

    REVOKED = "revoked", _("revoked by the issuer")
    UNMET = "unmet", _("no longer meets the conditions")
    WITHDRAWN = "withdrawn", _("given up by the enterprise")
    MOVED = "moved", _("the enterprise moved away")
    DISSOLVED = "dissolved", _("the enterprise was dissolved")


# Years that a certificate of the kind holds. high_tech: 国科发火〔2016〕32号.
YEARS: dict[str, int] = {Kind.HIGH_TECH: 3}


class QualificationScope(Scope):
    """Who may call himself so is published by the issuers: everybody at work may read it."""

    def full(self, access: Access) -> Q:
        return EVERYTHING if access.works else NOTHING


def valid_on(day: date) -> Q:
    """Began by the day and had not ended on it."""
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Q(valid_from__lte=day) & open_ended & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def ending_soon(day: date) -> Q:
    """Valid today and over within ``SOON`` days."""
    return valid_on(day) & Q(valid_to__lte=day + timedelta(days=SOON))


def over_on(day: date) -> Q:
    return Q(valid_to__lte=day) | Q(ended_on__lte=day)


class QualificationQuerySet(ScopedQuerySet):
    def valid_on(self, day: date) -> Any:
        return self.filter(valid_on(day))

    def like(self, row: Qualification) -> Any:
        """All of the same organisation, kind and level, in order of time."""
        same = self.filter(organisation=row.organisation, kind=row.kind, level=row.level)
        return same.order_by("valid_from", "pk")


class Qualification(ScopedModel):
    scope = QualificationScope()
    locked_fields: ClassVar[frozenset[str]] = frozenset({"organisation", "follows"})
    after_merge = ("stand_alone",)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="qualifications"
    )
    kind = models.CharField(_("qualification"), max_length=14, choices=Kind.choices)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    certificate = models.CharField(_("certificate number"), max_length=60, blank=True)
    issuer = models.CharField(_("issuer"), max_length=120, blank=True)
    issued_on = models.DateField(_("issued"), db_index=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid before"), null=True)  # the first day it no longer holds
    ended_on = models.DateField(_("ended early"), null=True)
    end_reason = models.CharField(_("why it ended"), max_length=10, blank=True,
                                  choices=Ended.choices)  # fmt: skip
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name=_("follows"), related_name="followed_by"
    )
    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    source = models.TextField(_("source"), blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        db_table = "qualification"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "level", "valid_from"], name="qualification_once"
            ),
            models.CheckConstraint(
                name="qualification_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="qualification_end",
                condition=(Q(ended_on__isnull=True) & Q(end_reason=""))
                | (Q(ended_on__gte=F("valid_from")) & ~Q(end_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "level", "valid_from"], name="qualification_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}·{self.get_kind_display()}"

    @property
    def number(self) -> str:
        return self.certificate or str(self.uid)[:8]

    @property
    def until(self) -> date | None:
        """The first day on which it no longer holds."""
        return min((day for day in (self.valid_to, self.ended_on) if day), default=None)

    @property
    def last_day(self) -> date | None:
        return self.until - timedelta(days=1) if self.until else None

    def meets(self, since: date, until: date | None) -> bool:
        """Whether it holds on any day of [since, until)."""
        begins_before = until is None or self.valid_from < until
        return begins_before and (self.until is None or self.until > since)

    def stand_alone(self) -> None:
        """Refused where it would meet another one of the same enterprise."""
        from .guards import check_alone

        check_alone(self)

    @classmethod
    def settle_after_merge(cls, organisations: Iterable[Any]) -> None:
        """Two records of an enterprise became one, or two again: each certificate follows the one
        before it, or a renewed one would count as new."""
        from .actions import chain_all

        for organisation in organisations:
            chain_all(organisation)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("registers:qualification", args=[self.uid])
