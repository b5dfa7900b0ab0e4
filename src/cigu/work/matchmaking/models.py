"""A match ties a need to a provider; a run is one region-wide assignment; notes stay inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import NOTHING, any_of
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
    audit_personal: ClassVar[frozenset[str]] = frozenset({"result"})

    number = models.CharField(_("number"), max_length=20, unique=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    parameters = models.JSONField(_("parameters"), default=dict)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        verbose_name=_("worked out anew from"),
        related_name="variants",
    )
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
        works = Achievement.objects.in_bulk(
            {r["achievement"] for r in rows if r.get("achievement")}
        )
        return [
            Pair(needs[r["need"]], parties[r["provider"]], r["kind"], r["score"], r["parts"],
                 r["passages"], works.get(r.get("achievement")))
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
    achievement: Achievement | None = None

    @property
    def key(self) -> str:
        """As pages send it: need, party, and the achievement where it is one."""
        parts = (self.need.pk, self.provider.pk, self.achievement and self.achievement.pk)
        return ":".join(str(part) for part in parts if part)

    @property
    def offer(self) -> str:
        """What is offered: the team, the expert, or the achievement and whose it is."""
        if self.achievement is None:
            return str(self.provider)
        return f"{self.achievement.title}（{self.provider}）"


class MatchQuerySet(ScopedQuerySet):
    def open(self) -> Any:
        return self.filter(state__in=OPEN_STATES)

    def asked(self) -> Any:
        """Everything that was ever put to its provider."""
        return self.filter(proposed_on__isnull=False)


class Match(Stateful):
    """A need and who might meet it, from suggestion to signature."""

    scope = MatchScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"note", "passages"})

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
    shortlisted_on = models.DateField(_("shortlisted"), null=True)
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
        indexes = [
            models.Index(fields=["provider", "state"], name="match_provider"),
            models.Index(fields=["need", "state", "respond_by", "score"], name="match_need"),
            models.Index(fields=["state", "respond_by", "need"], name="match_answer"),
        ]
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

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        own = Q(need__organisation__party__in=parties) if "enterprise" in names else NOTHING
        return any_of(own, Q(provider__in=parties) if names - {"enterprise"} else NOTHING)

    def flow_place(self) -> tuple[Territory | None, Domain | None]:
        return self.need.territory, self.need.domain

    def get_absolute_url(self) -> str:
        return reverse("matchmaking:match", args=[self.uid])


class Tally(models.Model):
    """What the matches of a need come to, so that a desk of many needs can be ordered by it."""

    audit_exempt = "worked out from matches, in the transaction that writes them"

    need = models.OneToOneField(Need, models.PROTECT, related_name="tally")
    best = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    asked = models.PositiveIntegerField(default=0)  # invitations that are open
    willing = models.PositiveIntegerField(default=0)
    talks = models.PositiveIntegerField(default=0)
    ever = models.PositiveIntegerField(default=0)  # invitations there ever were

    class Meta:
        db_table = "match_tally"
        indexes = [
            models.Index(fields=["best", "id"], name="match_tally_best"),
            models.Index(fields=["asked", "id"], name="match_tally_asked"),
            models.Index(fields=["willing", "id"], name="match_tally_interest"),
        ]

    def __str__(self) -> str:
        return str(self.need)


class CandidateSearch(ScopedModel):
    """What candidates of a need must be, apart from how well they fit; the last one counts."""

    scope = NoteScope()

    need = models.OneToOneField(Need, models.PROTECT, related_name="candidate_search")
    domain_only = models.BooleanField(_("of the need's domain"), default=False)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, verbose_name=_("from"), related_name="+"
    )
    maturity = models.PositiveSmallIntegerField(
        _("maturity at least"), null=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    entrusted = models.BooleanField(_("trusted with such needs before"), default=False)
    available = models.BooleanField(_("available"), default=False)
    strict = models.BooleanField(_("unknown is not enough"), default=False)

    class Meta:
        db_table = "candidate_search"

    def __str__(self) -> str:
        return self.need.number

    def get_absolute_url(self) -> str:
        return reverse("matchmaking:need", args=[self.need.number])


class Grade(models.IntegerChoices):
    NOT = 0, _("does not fit")
    NEAR = 1, _("touches it")
    FITS = 2, _("fits")
    BEST = 3, _("fits exactly")


class MatchLabel(ScopedModel):
    """What a broker thinks of a candidate by its documents alone; the ranking is measured by it."""

    scope = NoteScope()

    need = models.ForeignKey(Need, models.PROTECT, related_name="match_labels")
    provider = models.ForeignKey(Party, models.PROTECT, related_name="match_labels")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    achievement = models.ForeignKey(
        Achievement, models.PROTECT, null=True, related_name="match_labels"
    )
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade.choices)
    labeller = models.ForeignKey(User, models.PROTECT, related_name="+")
    labelled_on = models.DateField(_("date"))

    class Meta:
        db_table = "match_label"
        indexes = [models.Index(fields=["need", "labeller"], name="match_label_need")]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "provider", "labeller"], name="match_labelled_once",
                condition=Q(achievement__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["need", "provider", "achievement", "labeller"],
                name="match_label_achievement_once", condition=Q(achievement__isnull=False),
            ),
            models.CheckConstraint(
                name="match_label_grade", condition=Q(grade__gte=0, grade__lte=3)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.need.number}·{self.achievement or self.provider}"

    def get_absolute_url(self) -> str:
        return reverse("matchmaking:label", args=[self.need.number])


class NeedNote(ScopedModel):
    """A call, a meeting, an answer by phone: what a broker wants to find again."""

    scope = NoteScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"text"})

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
