"""Many reports taken in together: each file is a check of its own, or a refusal with its reason."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import Access, Scope, ScopedModel
from cigu.core.audit.models import AuditedModel
from cigu.core.figures.sources import Where
from cigu.core.places.models import Domain, Territory
from cigu.engines.basis.periods import Period


class CheckScope(Scope):
    """A draft under check is the bureau's own paper: staff of the place."""

    def full(self, access: Access) -> Q:
        return access.within(STAFF_ROLES, "territory", "domain")


class CheckBatch(ScopedModel):
    """Files chosen together, with the office, place and period that they share."""

    scope = CheckScope()
    locked_fields: ClassVar[frozenset[str]] = frozenset({"number"})

    number = models.CharField(_("number"), max_length=20, unique=True)
    office = models.CharField(_("issuing office"), max_length=80)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("before"))
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")
    taken_on = models.DateField(_("taken in"))
    files = models.PositiveIntegerField(_("files"))

    class Meta:
        db_table = "report_check_batch"
        constraints = [
            models.CheckConstraint(name="report_batch_period", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(name="report_batch_has_files", condition=Q(files__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def where(self) -> Where:
        return Where(self.territory, self.domain, Period(self.since, self.until))

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("reports:batch", args=[self.number])


class RefusedFile(AuditedModel):
    """A file of a batch that could not even be kept, and why; the others go on without it."""

    batch = models.ForeignKey(CheckBatch, models.PROTECT, related_name="refused")
    name = models.CharField(_("file"), max_length=120)
    code = models.CharField(max_length=20)
    text = models.CharField(_("why it could not be read"), max_length=300)

    class Meta:
        db_table = "report_refused_file"

    def __str__(self) -> str:
        return self.name
