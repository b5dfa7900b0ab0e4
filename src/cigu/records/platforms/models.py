"""A platform named in a public source, with the status of that source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel
from cigu.core.places.models import Territory
from cigu.records.organisations.models import Organisation


class PlatformScope(Scope):
    def full(self, access: Access) -> Q:
        return EVERYTHING if access.works else NOTHING


class Platform(ScopedModel):
    scope = PlatformScope()

    name = models.CharField(_("name"), max_length=150)
    group = models.CharField(_("group"), max_length=40, blank=True)
    grade = models.CharField(_("grade as printed"), max_length=80, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="platforms", verbose_name=_("body")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        db_table = "platform"
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="platform_once")]

    def __str__(self) -> str:
        return self.name
