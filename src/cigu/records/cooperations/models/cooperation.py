"""A cooperation comes either from a need or from a published achievement, never from both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import NOTHING, any_of
from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import Access, Scope
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need
from cigu.records.organisations.models import Organisation


class CooperationScope(Scope):
    def full(self, access: Access) -> Q:
        ours = access.parties
        part = Q(enterprise__party__in=ours) | Q(provider__in=ours) | Q(adviser__in=ours)
        return part | access.within(STAFF_ROLES, "territory", "domain")

    def opens(self, access: Access, territory: Any, domain: Any) -> bool:
        return access.reaches(STAFF_ROLES, territory, domain)


class Cooperation(Stateful):
    class Origin(models.TextChoices):
        NEED = "need", _("need")
        ACHIEVEMENT = "achievement", _("published achievement")

    scope = CooperationScope()
    search_columns: ClassVar[tuple[str, ...]] = ("number", "title")

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices)
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, related_name="cooperations", verbose_name=_("need")
    )
    achievement = models.ForeignKey(
        Achievement, models.PROTECT, null=True, related_name="cooperations",
        verbose_name=_("achievement"),
    )  # fmt: skip
    enterprise = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cooperations", verbose_name=_("enterprise")
    )
    provider = models.ForeignKey(
        Party, models.PROTECT, related_name="cooperations", verbose_name=_("provider")
    )
    adviser = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", verbose_name=_("adviser")
    )
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    mode = models.CharField(_("way"), max_length=40, blank=True)
    amount = models.DecimalField(
        _("amount, 10,000 yuan"), max_digits=12, decimal_places=2, null=True
    )
    began_on = models.DateField(_("negotiation began"))
    signed_on = models.DateField(_("signed"), null=True, db_index=True)
    ends_on = models.DateField(_("ends"), null=True)
    delivered_on = models.DateField(_("delivered"), null=True)
    ended_on = models.DateField(_("ended"), null=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_comment = models.CharField(_("comment on the rating"), max_length=500, blank=True)
    rated_on = models.DateField(_("rated"), null=True)
    source_uid = models.UUIDField(null=True)  # the match or meeting it grew from
    pack_key = models.CharField(max_length=12, null=True, unique=True)

    class Meta:
        db_table = "cooperation"
        constraints = [
            models.CheckConstraint(
                name="cooperation_origin",
                condition=Q(origin="need", need__isnull=False, achievement__isnull=True)
                | Q(origin="achievement", achievement__isnull=False, need__isnull=True),
            ),
            models.CheckConstraint(
                name="cooperation_signed",
                condition=Q(signed_on__isnull=False) | Q(state__in=["negotiating", "failed"]),
            ),
            models.CheckConstraint(
                name="cooperation_dates",
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=F("began_on")),
            ),
            models.CheckConstraint(
                name="cooperation_rated",
                condition=Q(rating__isnull=True, rated_on__isnull=True) & ~Q(state="rated")
                | Q(rating__gte=1, rating__lte=5, rated_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def flow_party(self, name: str) -> Party | None:
        return self.enterprise.party if name == "enterprise" else self.provider

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        own = Q(enterprise__party__in=parties) if "enterprise" in names else NOTHING
        return any_of(own, Q(provider__in=parties) if names - {"enterprise"} else NOTHING)

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("cooperations:detail", args=[self.number])
