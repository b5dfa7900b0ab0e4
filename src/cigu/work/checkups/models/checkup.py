"""One enterprise in one campaign, from selection to the re-check date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import NOTHING
from cigu.core.access.models import Party
from cigu.core.access.scope import Access, Scope
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory
from cigu.records.organisations.models import Organisation

from .campaign import READERS, Campaign

COUNTED = ("issued", "following", "closed")  # a checkup counts from the day of issue


class CheckupScope(Scope):
    """The enterprise its own once invited; officers, commissioners, leaders those of their place.
    Nobody else anything. ``path`` leads from a dependent row to its checkup."""

    def __init__(self, path: str = "", readers: frozenset[Any] = READERS) -> None:
        self.path, self.readers = path, readers

    def full(self, access: Access) -> Q:
        place = access.within(self.readers, f"{self.path}territory", f"{self.path}domain")
        if not access.parties:
            return place
        return place | self._own(access)

    def _own(self, access: Access) -> Q:
        own = Q(**{f"{self.path}enterprise__party__in": access.parties})
        return own & ~Q(**{f"{self.path}state": "planned"})


class Checkup(Stateful):
    scope = CheckupScope()
    search_columns: ClassVar[tuple[str, ...]] = ("number", "report_number")

    number = models.CharField(_("number"), max_length=20, unique=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="checkups"
    )
    enterprise = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="checkups"
    )
    commissioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("commissioner"),
        related_name="+",
    )  # fmt: skip
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(Domain, models.PROTECT, verbose_name=_("domain"), related_name="+")
    above_scale = models.BooleanField(_("above scale when selected"))
    instrument = models.CharField(_("instrument"), max_length=60)
    instrument_version = models.CharField(_("version"), max_length=20)
    instrument_hash = models.CharField(_("hash of the instrument"), max_length=64)
    answers = models.JSONField(_("answers"), default=dict)  # section → question → answer
    # fact → last day of the period it was asked for, of the numbers that the enterprise gave here;
    # empty in answers saved before this was kept
    asked = models.JSONField(_("numbers asked"), null=True)
    sections_done = models.JSONField(_("sections done"), default=list)
    saved_at = models.DateTimeField(_("answers saved"), null=True)
    score = models.JSONField(_("scoring result"), null=True)
    comment = models.TextField(_("comment of the diagnosis"), blank=True)
    report_number = models.CharField(_("report number"), max_length=20, null=True, unique=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    selected_on = models.DateField(_("selected on"))
    invited_on = models.DateField(_("invited on"), null=True)
    consented_on = models.DateField(_("agreed"), null=True)
    collected_on = models.DateField(_("handed in"), null=True)
    visited_on = models.DateField(_("visited"), null=True)
    diagnosed_on = models.DateField(_("diagnosed"), null=True)
    replied_on = models.DateField(_("replied"), null=True)
    issued_on = models.DateField(_("issued"), null=True, db_index=True)
    closed_on = models.DateField(_("closed"), null=True)
    recheck_on = models.DateField(_("re-check"), null=True)

    class Meta:
        db_table = "checkup"
        indexes = [
            models.Index(fields=["state", "territory"], name="checkup_state"),
            models.Index(fields=["enterprise", "issued_on"], name="checkup_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise"], name="checkup_once"),
            models.CheckConstraint(
                name="checkup_issued",
                condition=Q(state__in=COUNTED, issued_on__isnull=False, report_number__isnull=False)
                | ~Q(state__in=COUNTED) & Q(issued_on__isnull=True),
            ),
            models.CheckConstraint(
                name="checkup_closed",
                condition=Q(state="closed", closed_on__isnull=False, recheck_on__isnull=False)
                | ~Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise}"

    def get_absolute_url(self) -> Any:
        return reverse("checkups:detail", args=[self.number])

    def flow_party(self, name: str) -> Party | None:
        return self.enterprise.party if name == "enterprise" else None

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        return Q(enterprise__party__in=parties) if "enterprise" in names else NOTHING

    @property
    def standing_consent(self) -> Any:
        return self.consents.filter(withdrawn_on__isnull=True).first()

    @property
    def counted(self) -> bool:
        return self.state in COUNTED
