"""A public notice and the objections against it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.conditions import any_of
from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import NOTHING, Access, Scope, ScopedQuerySet
from cigu.core.clock.business import today
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory

from .cases import Case, CaseScope, forgotten, staff_of_place

OPEN_STATES = ("displayed", "objected")
PUBLIC_STATES = (*OPEN_STATES, "decided", "closed")
ANSWERED = ("upheld", "partly", "dismissed", "set_aside")
LONGEST = 60  # working days; longer is a mistake of typing


class NoticeScope(Scope):
    """Staff of the place see all; everybody sees what was displayed and not withdrawn."""

    def full(self, access: Access) -> Q:
        shown = Q(state__in=PUBLIC_STATES) if access.reads_published else NOTHING
        return shown | access.within(STAFF_ROLES, "territory", "domain")


class PublicNotice(Stateful):
    class Kind(models.TextChoices):
        SELECTION = "selection", _("selection of projects or platforms")
        RECOGNITION = "recognition", _("recognition or award")
        FUNDS = "funds", _("subsidy or funds")
        TRANSFER = "transfer", _("transfer of an achievement")
        RULES = "rules", _("draft of a rule")
        OTHER = "other", pgettext_lazy("public notice", "other")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed as displayed")
        CHANGED = "changed", pgettext_lazy("public notice", "changed")
        DROPPED = "dropped", pgettext_lazy("public notice", "dropped")

    scope = NoticeScope()
    search_columns: ClassVar[tuple[str, ...]] = ("number", "title")
    locked_fields: ClassVar[frozenset[str]] = frozenset(
        {"number", "state", "displayed_on", "ends_on", "provisional", "decided_on", "closed_on",
         "outcome", "decision", "reason_code"}
    )  # fmt: skip

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    body = models.TextField(_("text"))
    office = models.CharField(_("issuing office"), max_length=80)
    reach = models.CharField(_("reach the office"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    subject_type = models.CharField(max_length=80, blank=True)  # what is announced, if it is here
    subject_uid = models.UUIDField(null=True)
    subject_label = models.CharField(_("announced record"), max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(_("working days"))
    rule = models.CharField(_("rule of the period"), max_length=200)
    displayed_on = models.DateField(_("displayed from"), null=True)
    ends_on = models.DateField(_("last day"), null=True)  # objections are taken on it too
    provisional = models.BooleanField(_("provisional calendar"), default=False)
    outcome = models.CharField(
        _("decision on the notice"), max_length=10, choices=Outcome.choices, blank=True
    )
    decision = models.TextField(_("reasons of the decision"), blank=True)
    decided_on = models.DateField(pgettext_lazy("public notice", "decided on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)

    class Meta:
        db_table = "public_notice"
        indexes = [
            models.Index(fields=["displayed_on", "id"], name="public_notice_displayed"),
            models.Index(fields=["subject_type", "subject_uid"], name="public_notice_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="public_notice_days", condition=Q(days__gte=1, days__lte=LONGEST)
            ),
            models.CheckConstraint(
                name="public_notice_displayed",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(displayed_on__isnull=False, ends_on__isnull=False)
                & Q(ends_on__gt=F("displayed_on")),
            ),
            models.CheckConstraint(
                name="public_notice_decided",
                condition=~Q(state__in=["decided", "closed"])
                | Q(decided_on__isnull=False, decided_on__gt=F("ends_on")) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="public_notice_withdrawn", condition=~Q(state="withdrawn") | ~Q(reason_code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def flow_party(self, name: str) -> Party | None:
        raise LookupError(f"a public notice names no party {name!r}")

    def takes_objections(self, day: date | None = None) -> bool:
        on = day or today()
        if self.displayed_on is None or self.ends_on is None:
            return False
        return self.state in OPEN_STATES and self.displayed_on <= on <= self.ends_on

    def get_absolute_url(self) -> str:
        return reverse("publicnotices:detail", args=[self.number])


class ObjectionScope(CaseScope):
    """The public reads the outcome of those whose reply is public."""

    def masked(self, access: Access) -> Q:
        staff = super().masked(access)
        if not access.reads_published:
            return staff
        answered = Q(is_public=True, state__in=ANSWERED, notice__state__in=PUBLIC_STATES)
        return any_of(staff, answered)


class ObjectionQuerySet(ScopedQuerySet):
    def of_place(self, user: Any) -> Self:
        """For staff of the place, in full or masked; what the public reads is on the portal."""
        return self.for_(user).filter(staff_of_place(Access.of(user)))


class Objection(Case):
    """Somebody objects to a notice. Who it was can be erased; that there was one cannot."""

    class Ground(models.TextChoices):
        FACTS = "facts", _("facts are wrong")
        PROCEDURE = "procedure", _("the procedure was not kept")
        RIGHTS = "rights", _("rights of somebody else")
        CONFLICT = "conflict", _("conflict of interest")
        OTHER = "other", pgettext_lazy("objection", "other ground")

    scope = ObjectionScope()

    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="objections", verbose_name=_("public notice")
    )
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    text = models.TextField(_("objection"))
    is_public = models.BooleanField(_("reply is public"), default=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        db_table = "objection"
        indexes = [models.Index(fields=["notice", "state"], name="objection_of_notice")]
        constraints = [
            models.CheckConstraint(
                name="objection_answered",
                condition=Q(state="received", answered_on__isnull=True)
                | ~Q(state="received") & Q(answered_on__isnull=False) & ~Q(reply=""),
            ),
            forgotten("objection_forgotten"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("publicnotices:objection", args=[self.number])
