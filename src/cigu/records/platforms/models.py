"""Platforms, and what becomes of them: grades, stages covered, acceptances, mergers."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel, ScopedQuerySet
from cigu.core.places.models import Domain, Territory
from cigu.records.organisations.models import Organisation


class Kind(models.TextChoices):
    INSTITUTE = "institute", _("research institute")
    UNIVERSITY = "university", _("university")
    KEY_LAB = "key_lab", _("key laboratory")
    LABORATORY = "laboratory", _("laboratory")
    INNOVATION_CENTRE = "innovation_centre", _("innovation centre")
    RESEARCH_CENTRE = "research_centre", _("research centre")
    RD_CENTRE = "rd_centre", _("enterprise R&D centre")
    OUTSIDE_RD_CENTRE = "outside_rd_centre", _("outside R&D centre")
    ACADEMICIAN_STATION = "academician_station", _("academician workstation")
    POSTDOC_STATION = "postdoc_station", _("post-doctoral station")
    JOINT_LAB = "joint_lab", _("joint laboratory")
    OTHER = "other", _("other platform")


class Grade(models.TextChoices):
    NATION = "nation", _("national")
    REGION = "region", _("regional")
    CITY = "city", _("municipal")


class Stage(models.TextChoices):
    """The stages of research and development that a system of platforms should cover."""

    BASIC = "basic", _("basic research")
    APPLIED = "applied", _("applied research")
    ENGINEERING = "engineering", _("engineering development")
    PILOT = "pilot", _("pilot validation")
    TRANSFER = "transfer", _("transfer of results")
    TESTING = "testing", _("testing and evaluation")
    STANDARDS = "standards", _("setting of standards")


def holds(day: date, prefix: str = "") -> Q:
    """There on the day. What is not known to have begun later counts as there."""
    begun = Q(**{f"{prefix}since__isnull": True}) | Q(**{f"{prefix}since__lte": day})
    return begun & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day}))


def in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
    )


class PlatformScope(Scope):
    def full(self, access: Access) -> Q:
        return EVERYTHING if access.works else NOTHING


class PlatformQuerySet(ScopedQuerySet):
    def there_on(self, day: date) -> Any:
        return self.filter(holds(day))


class Platform(ScopedModel):
    scope = PlatformScope()

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices,
                            default=Kind.OTHER, db_default=Kind.OTHER)  # fmt: skip
    group = models.CharField(_("group"), max_length=40, blank=True)
    grade = models.CharField(_("grade as printed"), max_length=80, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="platforms", verbose_name=_("body")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", verbose_name=_("part of")
    )
    core = models.BooleanField(_("in the designed system"), default=False, db_default=False)
    decided_on = models.DateField(_("set-up decided"), null=True, db_index=True)
    since = models.DateField(_("since"), null=True, db_index=True)  # empty: beginning not known
    until = models.DateField(_("until"), null=True)  # the first day without it
    note = models.CharField(_("note"), max_length=200, blank=True)
    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    source = models.TextField(_("source"), blank=True)

    objects = PlatformQuerySet.as_manager()

    class Meta:
        db_table = "platform"
        constraints = [
            models.UniqueConstraint(fields=["group", "name"], name="platform_once"),
            in_order("platform_span"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return str(self.uid)[:8]

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("registers:platform", args=[self.uid])


class Part(ScopedModel):
    """What is known of a platform, with its own source."""

    scope = PlatformScope()
    locked_fields: ClassVar[frozenset[str]] = frozenset({"platform"})

    status = models.CharField(_("status of the source"), max_length=40, blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        abstract = True

    @property
    def of(self) -> Platform:
        found: Platform = getattr(self, "successor", None) or self.platform  # type: ignore[attr-defined]
        return found

    def get_absolute_url(self) -> str:
        return self.of.get_absolute_url()


class PlatformGrade(Part):
    """A platform has one grade at a time."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="grades")
    grade = models.CharField(_("grade"), max_length=8, choices=Grade.choices)
    since = models.DateField(_("since"), null=True, db_index=True)
    until = models.DateField(_("until"), null=True)

    class Meta:
        db_table = "platform_grade"
        constraints = [
            models.UniqueConstraint(
                fields=["platform"], condition=Q(until__isnull=True), name="platform_grade_once"
            ),
            in_order("platform_grade_span"),
        ]

    def __str__(self) -> str:
        return f"{self.platform}·{self.get_grade_display()}"


class PlatformStage(Part):
    """A stage that a platform covers."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="stages")
    stage = models.CharField(_("stage covered"), max_length=12, choices=Stage.choices)
    since = models.DateField(_("since"), null=True)
    until = models.DateField(_("until"), null=True)

    class Meta:
        db_table = "platform_stage"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "stage"], condition=Q(until__isnull=True),
                name="platform_stage_once",
            ),
            in_order("platform_stage_span"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.platform}·{self.get_stage_display()}"


class Acceptance(Part):
    """A platform was examined and passed, or not."""

    class Result(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="acceptances")
    held_on = models.DateField(_("day of acceptance"), null=True, db_index=True)  # may be unknown
    result = models.CharField(_("result"), max_length=6, choices=Result.choices)
    body = models.CharField(_("accepted by"), max_length=120, blank=True)

    class Meta:
        db_table = "platform_acceptance"
        constraints = [
            models.UniqueConstraint(fields=["platform", "held_on"], name="platform_acceptance_once")
        ]

    def __str__(self) -> str:
        return f"{self.platform}·{self.get_result_display()}"


class Merger(Part):
    """What went into a platform: another one, a body, or a name as it is printed."""

    successor = models.ForeignKey(Platform, models.PROTECT, related_name="predecessors")
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, related_name="merged_into",
        verbose_name=_("platform that went into it"),
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+",
        verbose_name=_("body that went into it"),
    )  # fmt: skip
    printed = models.CharField(_("name as printed"), max_length=150, blank=True)
    merged_on = models.DateField(_("merged"), null=True, db_index=True)

    class Meta:
        db_table = "platform_merger"
        constraints = [
            models.CheckConstraint(
                name="platform_merger_one",
                condition=Q(platform__isnull=False, organisation__isnull=True, printed="")
                | Q(platform__isnull=True, organisation__isnull=False, printed="")
                | (Q(platform__isnull=True, organisation__isnull=True) & ~Q(printed="")),
            ),
            models.CheckConstraint(
                name="platform_merger_two",
                condition=Q(platform__isnull=True) | ~Q(platform=F("successor")),
            ),
            models.UniqueConstraint(
                fields=["successor", "platform"], condition=Q(platform__isnull=False),
                name="platform_merger_platform",
            ),
            models.UniqueConstraint(
                fields=["successor", "organisation"], condition=Q(organisation__isnull=False),
                name="platform_merger_body",
            ),
            models.UniqueConstraint(
                fields=["successor", "printed"], condition=~Q(printed=""),
                name="platform_merger_name",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def predecessor(self) -> str:
        return str(self.platform or self.organisation or self.printed)
