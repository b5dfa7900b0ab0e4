"""Persons, employments, relations between parties, profile documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel, ScopedQuerySet
from cigu.core.audit.erasing import nothing
from cigu.core.audit.models import AuditedModel, AuditedQuerySet
from cigu.core.imports.holding import Holdable, held
from cigu.core.places.models import Segment
from cigu.records.organisations.models import Organisation


class PersonScope(Scope):
    def full(self, access: Access) -> Q:
        staff = EVERYTHING if access.has(*STAFF_ROLES) else NOTHING
        return staff | Q(party__in=access.parties)

    def masked(self, access: Access) -> Q:
        return Q(is_expert=True) if access.works else NOTHING

    def hidden(self, access: Access) -> Q:
        """A record that was merged is found under the one that goes on; one of a file that is
        still being written is not there yet."""
        return Q(merged_into__isnull=False) | held()


class PersonQuerySet(ScopedQuerySet):
    def experts(self) -> Any:
        return self.filter(is_expert=True)


class Person(Holdable):
    named_by = "name"
    scope = PersonScope()
    search_columns: ClassVar[tuple[str, ...]] = ("name", "name_en", "speciality", "profile")
    masked_fields: ClassVar[frozenset[str]] = frozenset({"location", "capacity", "contact"})
    audit_personal: ClassVar[frozenset[str]] = frozenset(
        {"name", "name_en", "title", "speciality", "location", "contact", "profile"}
    )

    party = models.OneToOneField(Party, models.PROTECT, related_name="person")
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=60, blank=True)
    employer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, verbose_name=_("employer"), related_name="people"
    )
    is_expert = models.BooleanField(_("expert"), default=False)
    speciality = models.CharField(_("speciality"), max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField(_("tasks at once"), default=2)
    location = models.CharField(_("place"), max_length=40, blank=True)
    contact = models.CharField(_("contact"), max_length=100, blank=True)
    profile = models.TextField(_("profile"), blank=True)
    available = models.BooleanField(_("available"), default=True)
    pack_key = models.CharField(max_length=12, null=True, unique=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name

    def let_go(self) -> dict[str, Any]:
        return nothing(self)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("registers:person", args=[self.uid])


def three_years_before(day: date) -> date:
    """For so long a tie that has ended still counts as near."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 3, day=28 if leap else day.day)


class Employment(AuditedModel):
    """Where a person works or worked: evidence for conflicts of interest."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"source"})

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        db_table = "employment"

    def __str__(self) -> str:
        return f"{self.person}·{self.organisation}"


class RelationQuerySet(AuditedQuerySet):
    def touching(self, parties: Iterable[int], on: date) -> Any:
        """Relations of these parties that hold on the day, or ended within three years of it."""
        ids = list(parties)
        recent = Q(until__isnull=True) | Q(until__gte=three_years_before(on))
        return self.filter(recent, Q(left__in=ids) | Q(right__in=ids), since__lte=on)


class Relation(AuditedModel):
    """What binds two parties, with its source. Not transitive."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("employment")
        ADVISOR = "advisor", _("advisor")
        SHAREHOLDING = "shareholding", _("shareholding")
        FAMILY = "family", _("family")
        COOPERATION = "cooperation", _("past cooperation")
        COAUTHOR = "coauthor", _("co-authorship")

    audit_personal: ClassVar[frozenset[str]] = frozenset({"source"})

    left = models.ForeignKey(Party, models.PROTECT, related_name="relations_left")
    right = models.ForeignKey(Party, models.PROTECT, related_name="relations_right")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)
    source = models.CharField(_("source"), max_length=200)

    objects = RelationQuerySet.as_manager()

    class Meta:
        db_table = "party_relation"
        constraints = [
            models.CheckConstraint(name="relation_two", condition=~Q(left=models.F("right")))
        ]

    def __str__(self) -> str:
        return f"{self.left}·{self.get_kind_display()}·{self.right}"


class EngagementScope(Scope):
    """Staff of the place, the person, and the body that engages."""

    def full(self, access: Access) -> Q:
        own = Q(person__party__in=access.parties) | Q(organisation__party__in=access.parties)
        return own | access.within(STAFF_ROLES, "organisation__territory", "organisation__domain")


class Engagement(ScopedModel):
    """A body recruited a person, engaged an expert, appointed a chief scientist."""

    class Kind(models.TextChoices):
        RECRUITED = "recruited", _("recruited")
        ENGAGED = "engaged", _("engaged as an expert")
        CHIEF_SCIENTIST = "chief_scientist", _("chief scientist")
        FULL_TIME = "full_time", _("leading researcher, full time")

    class Degree(models.TextChoices):
        BACHELOR = "bachelor", _("bachelor")
        MASTER = "master", _("master")
        DOCTOR = "doctor", _("doctor")

    scope = EngagementScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"post", "degree", "source"})

    person = models.ForeignKey(Person, models.PROTECT, related_name="engagements")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("body"), related_name="engagements"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    degree = models.CharField(_("highest degree"), max_length=8, blank=True, choices=Degree.choices)
    post = models.CharField(_("post"), max_length=80, blank=True)
    since = models.DateField(_("from"), db_index=True)
    until = models.DateField(_("until"), null=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        db_table = "engagement"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "kind"], condition=Q(until__isnull=True),
                name="engagement_once",
            ),
            models.CheckConstraint(
                name="engagement_span",
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}·{self.organisation}·{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return self.person.get_absolute_url()


class ProfileDocument(AuditedModel):
    """A paper, patent, report or contract that shows what a party can do; matching quotes it."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("paper")
        PATENT = "patent", _("patent")
        PROJECT_REPORT = "project_report", _("project report")
        CONTRACT = "contract", _("contract delivered")
        ACHIEVEMENT = "achievement", _("achievement")
        ACCEPTANCE = "acceptance", _("acceptance certificate")
        STANDARD = "standard", _("standard")

    audit_personal: ClassVar[frozenset[str]] = frozenset({"title", "text"})

    party = models.ForeignKey(Party, models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    dated = models.DateField(_("date"))
    language = models.CharField(_("language"), max_length=5, default="zh")
    pack_key = models.CharField(max_length=12, null=True, unique=True)

    class Meta:
        db_table = "profile_document"

    def __str__(self) -> str:
        return self.title


class DocumentAuthor(AuditedModel):
    """Who wrote a paper or holds a patent beside the party that it speaks for."""

    document = models.ForeignKey(ProfileDocument, models.PROTECT, related_name="authors")
    party = models.ForeignKey(Party, models.PROTECT, related_name="coauthored")

    class Meta:
        db_table = "document_author"
        constraints = [
            models.UniqueConstraint(fields=["document", "party"], name="document_author_once")
        ]

    def __str__(self) -> str:
        return f"{self.document}·{self.party}"


class PartySegment(AuditedModel):
    """A person or team works for a segment of the chain."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="segment_links")
    segment = models.ForeignKey(Segment, models.PROTECT, related_name="+")

    class Meta:
        db_table = "party_segment"
        constraints = [
            models.UniqueConstraint(fields=["party", "segment"], name="party_segment_once")
        ]

    def __str__(self) -> str:
        return f"{self.party}·{self.segment}"
