"""A campaign: which enterprises of a place are examined, by which instrument, when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access, Scope
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory

READERS = frozenset({Role.OFFICER, Role.COMMISSIONER, Role.LEADER})


class CampaignScope(Scope):
    """Officers, commissioners and leaders of the place; an enterprise sees its checkup only."""

    def full(self, access: Access) -> Q:
        return access.within(READERS, "territory", "domain")


class Campaign(Stateful):
    scope = CampaignScope()
    search_columns: ClassVar[tuple[str, ...]] = ("number", "name")

    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(Domain, models.PROTECT, verbose_name=_("domain"), related_name="+")
    instrument = models.CharField(_("instrument"), max_length=60)
    instrument_version = models.CharField(_("version"), max_length=20)
    instrument_hash = models.CharField(_("hash of the instrument"), max_length=64)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    note = models.TextField(_("note"), blank=True)
    started_on = models.DateField(_("started"), null=True)
    closed_on = models.DateField(_("closed"), null=True)

    class Meta:
        db_table = "checkup_campaign"
        constraints = [
            models.CheckConstraint(name="checkup_campaign_span", condition=Q(until__gte=F("since")))
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> Any:
        return reverse("checkups:campaign", args=[self.number])
