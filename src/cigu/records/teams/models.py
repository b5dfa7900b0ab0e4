"""A team of an institution, led by a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel
from cigu.core.audit.models import AuditedModel
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import Person


class TeamScope(Scope):
    def full(self, access: Access) -> Q:
        return EVERYTHING if access.works else NOTHING


class Team(ScopedModel):
    scope = TeamScope()
    search_columns: ClassVar[tuple[str, ...]] = ("name", "name_en", "profile")
    after_merge = ("name_party",)  # its institution may be another record then

    party = models.OneToOneField(Party, models.PROTECT, related_name="team")
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("institution"), related_name="teams"
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name=_("leader"), related_name="led_teams"
    )
    capacity = models.PositiveSmallIntegerField(_("tasks at once"), default=2)
    maturity = models.PositiveSmallIntegerField(_("maturity level"), null=True)
    location = models.CharField(_("place"), max_length=40, blank=True)
    profile = models.TextField(_("profile"), blank=True)
    founded = models.PositiveSmallIntegerField(_("founded"), null=True)
    pack_key = models.CharField(max_length=12, null=True, unique=True)

    class Meta:
        db_table = "team"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_in_body")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.name}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("registers:team", args=[self.uid])

    def name_party(self) -> None:
        """Inside an action: its party goes by institution and name."""
        name = f"{self.organisation} {self.name}"
        if self.party.name != name:
            self.party.name = name
            self.party.save()


class Membership(AuditedModel):
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)

    class Meta:
        db_table = "team_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(until__isnull=True), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}·{self.person}"


def people_behind(parties: Iterable[int]) -> set[int]:
    """Parties of the leaders and present members of the teams among ``parties``."""
    teams = Team.objects.filter(party__in=list(parties))
    led = teams.filter(leader__isnull=False).values_list("leader__party", flat=True)
    joined = Membership.objects.filter(team__in=teams, until__isnull=True)
    return {*led, *joined.values_list("person__party", flat=True)}


def members_of(team: Team) -> Any:
    return Person.objects.filter(memberships__team=team, memberships__until__isnull=True)
