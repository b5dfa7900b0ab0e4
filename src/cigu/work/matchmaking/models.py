"""A match ties a need to a provider; a run is one region-wide assignment; notes stay inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.access.scope import ScopedModel, ScopedQuerySet
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import Need

from .scopes import MatchScope, NoteScope, RunScope

OPEN_STATES = ("proposed", "interested", "negotiating")
ANSWERED = ("interested", "negotiating", "signed", "failed", "declined")


class Kind(models.TextChoices):
    TEAM = "team", _("team")
    PERSON = "person", _("expert")
    ACHIEVEMENT = "achievement", _("achievement")


class Role(models.TextChoices):
    LEAD = "lead", _("lead")
    ADVISER = "adviser", _("adviser")
    ANSWER = "answer", _("ready answer")


ROLE_OF = {Kind.TEAM: Role.LEAD, Kind.PERSON: Role.ADVISER, Kind.ACHIEVEMENT: Role.ANSWER}


class AssignmentRun(ScopedModel):
    """Who takes which need, worked out for a whole region at once; a proposal, not a decision."""

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("worked out")
        INFEASIBLE = "infeasible", _("cannot be met")

    scope = RunScope()

    number = models.CharField(_("number"), max_length=20, unique=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    parameters = models.JSONField(_("parameters"), default=dict)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    result = models.JSONField(_("result"), default=dict)
    run_on = models.DateField(_("date"))
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name=_("made by"), related_name="+"
    )

    class Meta:
        db_table = "assignment_run"

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("matchmaking:run", args=[self.number])

    @property
    def pairs(self) -> list[Pair]:
        """The proposed pairs with their records, in the order of the needs."""
        rows = self.result.get("pairs", [])
        needs = Need.objects.in_bulk({row["need"] for row in rows})
        parties = Party.objects.in_bulk({row["provider"] for row in rows})
        return [
            Pair(needs[r["need"]], parties[r["provider"]], r["kind"], r["score"], r["parts"],
                 r["passages"])
            for r in rows
        ]  # fmt: skip


@dataclass(frozen=True)
class Pair:
    need: Need
    provider: Party
    kind: str
    score: float
    parts: dict[str, Any]
    passages: list[dict[str, Any]]


class MatchQuerySet(ScopedQuerySet):
    def open(self) -> Any:
        return self.filter(state__in=OPEN_STATES)

    def asked(self) -> Any:
        """Everything that was ever put to its provider."""
        return self.filter(proposed_on__isnull=False)


class Match(Stateful):
    """A need and who might meet it, from suggestion to signature."""

    scope = MatchScope()

    number = models.CharField(_("number"), max_length=20, null=True, unique=True)
    need = models.ForeignKey(Need, models.PROTECT, verbose_name=_("need"), related_name="matches")
    provider = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("provider"), related_name="matches"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    achievement = models.ForeignKey(
        Achievement, models.PROTECT, null=True, verbose_name=_("achievement"),
        related_name="matches",
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=4, null=True)
    parts = models.JSONField(_("parts of the score"), default=dict)
    passages = models.JSONField(_("passages"), default=list)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    run = models.ForeignKey(
        AssignmentRun, models.PROTECT, null=True, verbose_name=_("assignment"),
        related_name="matches",
    )  # fmt: skip
    broker = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name=_("broker"), related_name="+"
    )
    proposed_on = models.DateField(_("proposed"), null=True, db_index=True)
    respond_by = models.DateField(_("answer until"), null=True)
    reminded_on = models.DateField(_("reminded"), null=True)
    answered_on = models.DateField(_("answered"), null=True)
    decline_code = models.CharField(_("reason of refusal"), max_length=30, blank=True)
    exclude_code = models.CharField(_("reason of exclusion"), max_length=30, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    met_on = models.DateField(_("first meeting"), null=True)
    ended_on = models.DateField(_("ended"), null=True)
    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, verbose_name=_("cooperation"),
        related_name="matches",
    )  # fmt: skip

    objects = MatchQuerySet.as_manager()

    class Meta:
        db_table = "match"
        indexes = [models.Index(fields=["provider", "state"], name="match_provider")]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "provider"], name="match_once",
                condition=Q(achievement__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["need", "provider", "achievement"], name="match_achievement_once",
                condition=Q(achievement__isnull=False),
            ),
            models.CheckConstraint(
                name="match_achievement",
                condition=Q(kind="achievement", achievement__isnull=False)
                | ~Q(kind="achievement") & Q(achievement__isnull=True),
            ),
            models.CheckConstraint(
                name="match_proposed",
                condition=Q(proposed_on__isnull=False, number__isnull=False)
                | Q(state__in=["suggested", "excluded"]),
            ),
            models.CheckConstraint(
                name="match_declined", condition=~Q(state="declined") | ~Q(decline_code="")
            ),
            models.CheckConstraint(
                name="match_cooperation",
                condition=~Q(state__in=["negotiating", "signed"]) | Q(cooperation__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number or self.need.number} {self.offer}"

    @property
    def offer(self) -> str:
        """What is offered: the team, the expert, or the achievement."""
        return str(self.achievement) if self.achievement_id else str(self.provider)

    def flow_party(self, name: str) -> Party | None:
        return self.need.organisation.party if name == "enterprise" else self.provider

    def flow_place(self) -> tuple[Territory | None, Domain | None]:
        return self.need.territory, self.need.domain

    def get_absolute_url(self) -> str:
        return reverse("matchmaking:match", args=[self.uid])


class NeedNote(ScopedModel):
    """A call, a meeting, an answer by phone: what a broker wants to find again."""

    scope = NoteScope()

    need = models.ForeignKey(
        Need, models.PROTECT, verbose_name=_("need"), related_name="matchmaking_notes"
    )
    text = models.TextField(_("note"))
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")
    noted_on = models.DateField(_("date"))

    class Meta:
        db_table = "need_note"

    def __str__(self) -> str:
        return self.text[:60]
