"""What a cooperation has brought after 3, 6 and 12 months, said by the enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import NOTHING
from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import Access, Scope
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory

from .cooperation import Cooperation

MONTHS = (3, 6, 12)  # after signing, as house.md asks of every matter with a clock


class OutcomeScope(Scope):
    """Whoever sees the cooperation: its parties, and staff of the place."""

    def full(self, access: Access) -> Q:
        ours = access.parties
        part = Q(cooperation__enterprise__party__in=ours) | Q(cooperation__provider__in=ours)
        staff = access.within(STAFF_ROLES, "cooperation__territory", "cooperation__domain")
        return part | Q(cooperation__adviser__in=ours) | staff


class Outcome(Stateful):
    """One look back. Amounts that nobody knows stay unknown; they are never zero."""

    class Progress(models.TextChoices):
        WAITING = "waiting", _("not begun")
        WORKING = "working", _("work goes on")
        DELIVERED = "delivered", _("delivered, not yet used")
        IN_USE = "in_use", _("in use")
        STOPPED = "stopped", _("stopped")

    scope = OutcomeScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"note"})

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="outcomes")
    months = models.PositiveSmallIntegerField(_("months after signing"))
    due_on = models.DateField(_("due"))
    progress = models.CharField(
        _("how it stands"), max_length=10, choices=Progress.choices, blank=True
    )
    sales = models.DecimalField(
        _("additional sales, 10,000 yuan"), max_digits=12, decimal_places=2, null=True
    )
    saved = models.DecimalField(
        _("costs saved, 10,000 yuan"), max_digits=12, decimal_places=2, null=True
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    reported_on = models.DateField(_("reported"), null=True)
    confirmed_on = models.DateField(_("confirmed"), null=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)

    class Meta:
        db_table = "cooperation_outcome"
        ordering = ["cooperation_id", "months"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "months"], name="outcome_once"),
            # not months__in: Django's introspection of SQLite breaks on a list of single digits
            models.CheckConstraint(
                name="outcome_months", condition=Q(months=3) | Q(months=6) | Q(months=12)
            ),
            models.CheckConstraint(
                name="outcome_said",
                condition=Q(state__in=["awaited", "dropped"])
                | Q(reported_on__isnull=False) & ~Q(progress=""),
            ),
            models.CheckConstraint(
                name="outcome_amounts",
                condition=(Q(sales__isnull=True) | Q(sales__gte=0))
                & (Q(saved__isnull=True) | Q(saved__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation.number} +{self.months}"

    def flow_place(self) -> tuple[Territory | None, Domain | None]:
        return self.cooperation.territory, self.cooperation.domain

    def flow_party(self, name: str) -> Party | None:
        return self.cooperation.flow_party(name)

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        mine = Q(cooperation__enterprise__party__in=parties)
        return mine if "enterprise" in names else NOTHING

    def get_absolute_url(self) -> Any:
        return f"{self.cooperation.get_absolute_url()}#outcomes"
