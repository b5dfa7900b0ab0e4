"""An event with its programme, its guests, and the meetings that grow out of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import NOTHING, Access, Scope, ScopedModel
from cigu.core.audit.models import AuditedModel
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import Need
from cigu.records.organisations.models import Organisation

LONGEST_ITEM = 480  # minutes; a day's programme


class EventScope(Scope):
    """Staff of the place see every event; everybody sees what was announced."""

    def full(self, access: Access) -> Q:
        announced = Q(announced_on__isnull=False) if access.reads_published else NOTHING
        return announced | access.within(STAFF_ROLES, "territory", "domain")

    def opens(self, access: Access, territory: Any, domain: Any) -> bool:
        return access.reaches(STAFF_ROLES, territory, domain)


class Event(Stateful):
    class Kind(models.TextChoices):
        ROADSHOW = "roadshow", _("roadshow")
        NEED_RELEASE = "need_release", _("need release")

    scope = EventScope()
    search_columns: ClassVar[tuple[str, ...]] = ("number", "title", "topics")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(Domain, models.PROTECT, verbose_name=_("domain"), related_name="+")
    held_on = models.DateField(_("day"), db_index=True)  # planned; from “held” on, the real day
    time = models.TimeField(_("begins"), null=True)
    place = models.CharField(_("venue"), max_length=120)
    host = models.CharField(_("host"), max_length=80)
    topics = models.CharField(_("topics"), max_length=200, blank=True)
    note = models.TextField(_("remarks"), blank=True)
    attendance = models.PositiveIntegerField(_("people attending"), null=True)  # null: not counted
    announced_on = models.DateField(_("announced on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    pack_key = models.CharField(max_length=12, null=True, unique=True)

    class Meta:
        db_table = "event"
        constraints = [
            models.UniqueConstraint(fields=["title", "held_on"], name="event_once_a_day"),
            models.CheckConstraint(
                name="event_announced",
                condition=Q(announced_on__isnull=False) | Q(state__in=["planned", "cancelled"]),
            ),
            models.CheckConstraint(
                name="event_cancelled_reason",
                condition=~Q(state="cancelled") | ~Q(reason_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def flow_party(self, name: str) -> Party | None:
        raise LookupError(f"an event names no party {name!r}")

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("roadshows:detail", args=[self.number])


class ProgrammeItem(AuditedModel):
    """One item of the programme; taken off it rather than deleted."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=120)
    minutes = models.PositiveSmallIntegerField(
        _("length, minutes"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ITEM)]
    )
    achievement = models.ForeignKey(
        Achievement, models.PROTECT, null=True, related_name="+", verbose_name=_("achievement")
    )
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, related_name="+", verbose_name=_("need")
    )
    removed_on = models.DateField(_("taken off"), null=True)

    class Meta:
        db_table = "event_item"
        indexes = [models.Index(fields=["event", "order"], name="event_item_order")]
        constraints = [
            models.CheckConstraint(
                name="event_item_one_subject",
                condition=Q(achievement__isnull=True) | Q(need__isnull=True),
            ),
            models.CheckConstraint(
                name="event_item_minutes", condition=Q(minutes__gte=1, minutes__lte=LONGEST_ITEM)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventGuest(AuditedModel):
    """An organisation was at an event: how many firms came is not how many people sat there."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="guests")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        db_table = "event_guest"
        constraints = [
            models.UniqueConstraint(fields=["event", "organisation"], name="event_guest_once")
        ]

    def __str__(self) -> str:
        return f"{self.event}·{self.organisation}"


class MeetingScope(Scope):
    """The two sides, and staff of the enterprise's place."""

    def full(self, access: Access) -> Q:
        ours = access.parties
        supply = Q(achievement__team__party__in=ours) | Q(achievement__owner__party__in=ours)
        staff = access.within(STAFF_ROLES, "territory", "domain")
        return Q(enterprise__party__in=ours) | supply | staff


class Meeting(ScopedModel):
    """An enterprise met the people behind a published achievement, at an event or without one."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"note"})

    class Outcome(models.TextChoices):
        NONE = "none", _("no interest")
        TALKS = "talks", _("in talks")
        COOPERATION = "cooperation", _("cooperation")

    scope = MeetingScope()

    event = models.ForeignKey(
        Event, models.PROTECT, null=True, related_name="meetings", verbose_name=_("event")
    )
    achievement = models.ForeignKey(
        Achievement, models.PROTECT, related_name="meetings", verbose_name=_("achievement")
    )
    enterprise = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    met_on = models.DateField(_("met on"))
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.TALKS
    )
    note = models.TextField(_("remarks"), blank=True)
    cooperation = models.OneToOneField(
        Cooperation, models.PROTECT, null=True, related_name="meeting",
        verbose_name=_("cooperation"),
    )  # fmt: skip

    class Meta:
        db_table = "event_meeting"
        indexes = [models.Index(fields=["event", "met_on"], name="event_meeting_day")]
        constraints = [
            models.CheckConstraint(
                name="event_meeting_outcome",
                condition=Q(outcome="cooperation", cooperation__isnull=False)
                | ~Q(outcome="cooperation") & Q(cooperation__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.met_on} {self.enterprise}·{self.achievement.number}"

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("roadshows:meeting", args=[self.uid])
