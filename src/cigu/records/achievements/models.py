"""A published result of research, with maturity, rights and ways of transfer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import NOTHING, Access, Scope
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Segment, Territory
from cigu.records.organisations.models import Organisation
from cigu.records.teams.models import Team


class AchievementScope(Scope):
    def full(self, access: Access) -> Q:
        own = Q(team__party__in=access.parties) | Q(owner__party__in=access.parties)
        published = Q(state="published") if access.reads_published else NOTHING
        return own | published | access.within(STAFF_ROLES, "territory", "domain")

    def opens(self, access: Access, territory: Any, domain: Any) -> bool:
        return access.reaches(STAFF_ROLES, territory, domain)


class Achievement(Stateful):
    scope = AchievementScope()
    search_columns: ClassVar[tuple[str, ...]] = ("number", "title", "abstract")

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    abstract = models.TextField(_("abstract"))
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, verbose_name=_("team"), related_name="achievements"
    )
    owner = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("owner"), related_name="achievements"
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("published in"), related_name="+"
    )
    domain = models.ForeignKey(Domain, models.PROTECT, verbose_name=_("domain"), related_name="+")
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, verbose_name=_("segment"), related_name="+"
    )
    maturity = models.PositiveSmallIntegerField(
        _("maturity level"), null=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    rights = models.CharField(_("rights"), max_length=40, blank=True)
    transfer_modes = models.CharField(_("ways of transfer"), max_length=100, blank=True)
    price = models.DecimalField(
        _("price, 10,000 yuan"), max_digits=12, decimal_places=2, null=True
    )  # unknown means: by negotiation
    published_on = models.DateField(_("published"), null=True, db_index=True)
    pack_key = models.CharField(max_length=12, null=True, unique=True)

    class Meta:
        db_table = "achievement"
        constraints = [
            models.CheckConstraint(
                name="achievement_published",
                condition=Q(published_on__isnull=False) | ~Q(state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def flow_party(self, name: str) -> Party | None:
        return self.team.party if self.team else self.owner.party

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        """By the team where there is one, else by the owner, whatever the name."""
        alone = Q(team__isnull=True, owner__party__in=parties)
        return Q(team__party__in=parties) | alone if names else NOTHING

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("registers:achievement", args=[self.number])
