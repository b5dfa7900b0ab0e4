"""Facts of an enterprise, what it filed together, its consents, and who used what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import any_of
from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import Access, Scope, ScopedModel, ScopedQuerySet
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory
from cigu.records.organisations.models import Organisation, bodies_of

from .declaring import label_of
from .definitions import Definition, codes_for, definition, definitions, purposes

OFFICE = "organisation__territory"


def own(access: Access) -> Q:
    """Of the enterprises that the viewer acts for."""
    return Q(organisation__in=bodies_of(access, access.parties_as(Role.ENTERPRISE)))


class OfEnterpriseScope(Scope):
    """The enterprise itself, and officers of its place."""

    def full(self, access: Access) -> Q:
        return any_of(own(access), access.within([Role.OFFICER], OFFICE))


class FilingQuerySet(ScopedQuerySet):
    def open(self) -> Any:
        return self.exclude(state="settled")


class Filing(Stateful):
    """What an enterprise filed together, to be checked together."""

    scope = OfEnterpriseScope()
    locked_fields: ClassVar[frozenset[str]] = frozenset({"number"})

    number = models.CharField(_("number"), max_length=20, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="filings"
    )
    form = models.CharField(_("form"), max_length=40)  # code of a declared form
    subject_type = models.CharField(max_length=80, blank=True)
    subject_uid = models.UUIDField(null=True)
    subject_number = models.CharField(_("record"), max_length=40, blank=True)
    filed_on = models.DateField(_("filed"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("filed by"), related_name="+"
    )

    objects = FilingQuerySet.as_manager()

    class Meta:
        db_table = "fact_filing"
        indexes = [models.Index(fields=["organisation", "-filed_on"], name="fact_filing_of")]

    def __str__(self) -> str:
        return self.number

    def flow_place(self) -> tuple[Territory | None, Domain | None]:
        return self.organisation.territory, self.organisation.domain

    def flow_party(self, name: str) -> Party | None:
        return self.organisation.party if name == "enterprise" else None

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        return Q(organisation__party__in=parties)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("facts:filing", args=[self.number])


class FactScope(Scope):
    """Numbers are read in full by the enterprise; by others for a purpose that it consents to.
    Officers also read what was filed for them to check, and what the bureau itself entered."""

    def full(self, access: Access) -> Q:
        return any_of(own(access), self._office(access), *self._consented(access))

    def masked(self, access: Access) -> Q:
        return access.within(STAFF_ROLES, OFFICE)

    def _office(self, access: Access) -> Q:
        bureau = Q(origin__in=[Fact.Origin.OFFICER, Fact.Origin.IMPORT, Fact.Origin.PUBLIC])
        sent = Q(state="proposed") | bureau | Q(code__in=open_codes())
        here = access.within([Role.OFFICER], OFFICE)
        return here & sent

    def _consented(self, access: Access) -> list[Q]:
        found = []
        for purpose in purposes().values():
            here = access.within(purpose.readers, OFFICE)
            bodies = FactConsent.objects.standing(purpose.code).values("organisation")
            found.append(here & Q(code__in=codes_for(purpose.code), organisation__in=bodies))
        return found


def open_codes() -> list[str]:
    """What officers of the place may read without a consent: nothing sensitive."""
    return [d.code for d in definitions().values() if not d.sensitive]


class FactQuerySet(ScopedQuerySet):
    def standing(self) -> Any:
        """What answers forms: accepted, or filed and not yet checked."""
        return self.filter(state__in=("accepted", "proposed"))

    def of_key(self, row: Fact) -> Any:
        """All that was ever stated for the same enterprise, code and period."""
        return self.filter(organisation=row.organisation, code=row.code, day=row.day)


class Fact(Stateful):
    """One number of an enterprise for a period or as of a day. Never deleted: a later statement
    for the same period stands beside it and supersedes it once it is accepted."""

    class Origin(models.TextChoices):
        ENTERPRISE = "enterprise", _("the enterprise")
        OFFICER = "officer", _("entered by an officer")
        IMPORT = "import", _("workbook")
        PUBLIC = "public", _("public source")

    scope = FactScope()
    masked_fields: ClassVar[frozenset[str]] = frozenset({"number"})
    locked_fields: ClassVar[frozenset[str]] = frozenset({"organisation", "code", "day", "number"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="facts"
    )
    code = models.CharField(_("fact"), max_length=40)
    begins = models.DateField(_("from"), null=True)  # empty: as of ``day``
    day = models.DateField(_("last day or as of"))
    number = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    valid_to = models.DateField(_("valid before"))
    origin = models.CharField(_("stated by"), max_length=10, choices=Origin.choices)
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    filing = models.ForeignKey(
        Filing, models.PROTECT, null=True, verbose_name=_("filing"), related_name="facts"
    )
    stated_on = models.DateField(_("stated"))
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("entered by"), related_name="+"
    )
    decided_on = models.DateField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("decided by"),
        related_name="+",
    )  # fmt: skip
    reason_code = models.CharField(_("why returned"), max_length=20, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name=_("replaces"), related_name="replaced_by"
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        db_table = "fact"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code", "day"], condition=Q(state="accepted"),
                name="fact_accepted_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "code", "day"], condition=Q(state="proposed"),
                name="fact_proposed_once",
            ),
            models.CheckConstraint(name="fact_not_negative", condition=Q(number__gte=0)),
            models.CheckConstraint(
                name="fact_span", condition=Q(begins__isnull=True) | Q(begins__lt=F("day"))
            ),
            models.CheckConstraint(
                name="fact_returned_why",
                condition=Q(state="returned") & ~Q(reason_code="")
                | ~Q(state="returned") & Q(reason_code=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "code", "-day"], name="fact_of"),
            models.Index(fields=["code", "day", "state"], name="fact_code_day"),
        ]

    def __str__(self) -> str:
        return f"{self.definition}·{self.period}"

    @property
    def definition(self) -> Definition:
        return definition(self.code)

    @property
    def period(self) -> str:
        return self.definition.period(self.day)

    @property
    def told(self) -> str | None:
        """The number with its unit; None where the reader of this row may not know it."""
        number = self.shown("number")
        return None if number is None else self.definition.said(number)

    @property
    def why(self) -> str:
        """Why it was returned, in words."""
        from .states import RETURN_REASONS

        return str(dict(RETURN_REASONS).get(self.reason_code, ""))

    def flow_place(self) -> tuple[Territory | None, Domain | None]:
        return self.organisation.territory, self.organisation.domain

    def flow_party(self, name: str) -> Party | None:
        return self.organisation.party if name == "enterprise" else None

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        return Q(organisation__party__in=parties)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("facts:history", args=[self.organisation.uid, self.code])


class ConsentQuerySet(ScopedQuerySet):
    def standing(self, purpose: str = "") -> Any:
        rows = self.filter(withdrawn_on__isnull=True)
        return rows.filter(purpose=purpose) if purpose else rows


class FactConsent(ScopedModel):
    """The enterprise lets its facts be read for a purpose, until it takes that back."""

    scope = OfEnterpriseScope()
    locked_fields: ClassVar[frozenset[str]] = frozenset({"organisation", "purpose", "given_on"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="fact_consents"
    )
    purpose = models.CharField(_("purpose"), max_length=20)
    given_on = models.DateField(_("given on"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("given by"), related_name="+"
    )
    # the record with which it was given; it ends when the enterprise leaves that
    subject_uid = models.UUIDField(null=True)
    subject_number = models.CharField(_("given with"), max_length=40, blank=True)
    withdrawn_on = models.DateField(_("taken back"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("taken back by"),
        related_name="+",
    )  # fmt: skip

    objects = ConsentQuerySet.as_manager()

    class Meta:
        db_table = "fact_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "purpose"], condition=Q(withdrawn_on__isnull=True),
                name="fact_consent_once",
            ),
            models.CheckConstraint(
                name="fact_consent_span",
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_on__gte=F("given_on"), withdrawn_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}·{purposes()[self.purpose]}"


class UseQuerySet(ScopedQuerySet):
    def of_day(self, reader: Any, day: date) -> Any:
        return self.filter(reader=reader, used_on=day)


class FactUse(ScopedModel):
    """Who read which facts, in what, for which purpose, on a day. Once a day for each record."""

    class Way(models.TextChoices):
        FORM = "form", _("form")
        PAGE = "page", _("page")
        REPORT = "report", _("report")
        EXPORT = "export", _("export")
        CHECK = "check", _("check")
        API = "api", _("API")

    scope = OfEnterpriseScope()

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="fact_uses"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("reader"), related_name="+"
    )
    way = models.CharField(_("how"), max_length=8, choices=Way.choices)
    form = models.CharField(_("where"), max_length=40)  # code of a declared form
    purpose = models.CharField(_("purpose"), max_length=20, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_uid = models.UUIDField()
    subject_number = models.CharField(_("record"), max_length=40, blank=True)
    facts = models.JSONField(_("facts"), default=list)  # [[code, last day], …]
    used_on = models.DateField(_("day"))

    objects = UseQuerySet.as_manager()

    class Meta:
        db_table = "fact_use"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "reader", "way", "form", "subject_uid", "used_on"],
                name="fact_use_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-used_on"], name="fact_use_of")]

    def __str__(self) -> str:
        return f"{self.organisation}·{self.used_on}"

    @property
    def form_label(self) -> str:
        return str(label_of(self.form))

    @property
    def purpose_label(self) -> str:
        """Empty where it was read by duty."""
        known = purposes().get(self.purpose)
        return str(known or "")
