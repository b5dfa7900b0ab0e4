"""Findings, the one-firm plan, and the enterprise's right of reply."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import Access, ScopedModel
from cigu.records.needs.models import Need

from .checkup import COUNTED, Checkup, CheckupScope
from .collecting import EXAMINERS


class DraftScope(CheckupScope):
    """A draft is for examiners and, once put to it, the enterprise; leaders read what is issued."""

    def full(self, access: Access) -> Q:
        examiners = access.within(EXAMINERS, "checkup__territory", "checkup__domain")
        issued = Q(checkup__state__in=COUNTED) & super().full(access)
        if not access.parties:
            return examiners | issued
        shown = Q(checkup__state__in=("diagnosed", "replied")) & self._own(access)
        return examiners | issued | shown


class Finding(ScopedModel):
    class Light(models.TextChoices):
        RED = "red", _("red: act now")
        AMBER = "amber", _("amber: improve")
        GREEN = "green", _("green: in order")

    scope = DraftScope("checkup__")

    checkup = models.ForeignKey(Checkup, models.PROTECT, related_name="findings")
    order = models.PositiveSmallIntegerField(_("order"))
    item = models.CharField(_("item"), max_length=40)  # code in the checkup proposal
    light = models.CharField(_("light"), max_length=6, choices=Light.choices)
    text = models.TextField(_("finding"))
    need_proposed = models.BooleanField(_("need proposed"), default=False)
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, verbose_name=_("need raised"), related_name="+"
    )
    retired_on = models.DateField(_("dropped"), null=True)

    class Meta:
        db_table = "checkup_finding"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.checkup.number} {self.item}"


class PlanMeasure(ScopedModel):
    """One measure of the one-firm plan (一企一策)."""

    scope = DraftScope("checkup__")
    audit_personal: ClassVar[frozenset[str]] = frozenset({"owner"})

    checkup = models.ForeignKey(Checkup, models.PROTECT, related_name="measures")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("measure"), max_length=300)
    owner = models.CharField(_("responsible"), max_length=60, blank=True)
    due_on = models.DateField(_("due by"), null=True)
    retired_on = models.DateField(_("dropped"), null=True)

    class Meta:
        db_table = "checkup_measure"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.checkup.number} {self.order}"


class Reply(ScopedModel):
    """The enterprise agrees or comments; ``agrees`` is unknown where the term passed in silence."""

    scope = DraftScope("checkup__")

    checkup = models.ForeignKey(Checkup, models.PROTECT, related_name="replies")
    agrees = models.BooleanField(_("agrees with the draft"), null=True)
    comment = models.TextField(_("comment"), blank=True)
    replied_on = models.DateField(_("replied"))
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("replied by"), related_name="+"
    )

    class Meta:
        db_table = "checkup_reply"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.checkup.number} {self.replied_on}"

    @property
    def words(self) -> str:
        if self.agrees is None:
            return gettext("No reply within the term.")
        if self.agrees:
            return gettext("The enterprise agrees.")
        return gettext("The enterprise comments.")

    @property
    def look(self) -> str:
        return {None: "end", True: "ok", False: "warn"}[self.agrees]
