"""Declared completeness of registers, and publications that freeze figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import EVERYTHING, Access, Scope, ScopedModel
from cigu.core.audit.models import AuditedModel
from cigu.core.places.models import Domain, Territory


class StaffScope(Scope):
    def full(self, access: Access) -> Q:
        return access.within(STAFF_ROLES, "territory", "domain")


class PublicationScope(Scope):
    def full(self, access: Access) -> Q:
        return EVERYTHING


class Completeness(ScopedModel):
    """Somebody states that a register holds everything up to a day, and how they know."""

    scope = StaffScope()

    register = models.CharField(_("register"), max_length=60)
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"))
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, verbose_name=_("domain"))
    since = models.DateField(_("from"))
    until = models.DateField(_("complete to"))
    method = models.TextField(_("how checked"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True)

    class Meta:
        db_table = "register_completeness"
        constraints = [
            models.CheckConstraint(name="completeness_span", condition=Q(until__gte=F("since")))
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.until}"


class Publication(ScopedModel):
    """One published version of a set of figures for a scope."""

    scope = PublicationScope()

    number = models.CharField(_("number"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=200)
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"))
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, verbose_name=_("domain"))
    since = models.DateField(_("from"))
    until = models.DateField(_("before"))
    version = models.PositiveSmallIntegerField(_("version"))
    published_on = models.DateField(_("published"))

    class Meta:
        db_table = "publication"
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "domain", "since", "until", "version"],
                name="publication_version",
            ),
            models.UniqueConstraint(  # empty domains count as different in the one above
                fields=["territory", "since", "until", "version"],
                condition=Q(domain__isnull=True),
                name="publication_version_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class FrozenFigure(AuditedModel):
    """A figure as it was published: definition's version, value, and a hash over its rows."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures")
    figure = models.CharField(_("figure"), max_length=20)
    definition_version = models.PositiveSmallIntegerField()
    parameters = models.JSONField()
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    text = models.CharField(max_length=300, blank=True)
    algorithm = models.CharField(max_length=20)
    row_hash = models.CharField(max_length=64)

    class Meta:
        db_table = "frozen_figure"
        constraints = [
            models.UniqueConstraint(fields=["publication", "figure"], name="frozen_figure_once")
        ]


class FrozenRow(AuditedModel):
    """One record behind a published figure, at the revision it then had."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"label"})  # it may be a person's name

    frozen = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="rows")
    object_type = models.CharField(max_length=80)
    object_uid = models.UUIDField()
    object_revision = models.PositiveIntegerField()
    contribution = models.DecimalField(max_digits=24, decimal_places=6)
    label = models.CharField(max_length=300)
    dated = models.DateField(null=True)

    class Meta:
        db_table = "frozen_row"
