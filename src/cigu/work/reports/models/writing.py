"""A report whose figures are queries; at publication each query is frozen with what it found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.access.roles import STAFF_ROLES
from cigu.core.access.scope import NOTHING, Access, Scope
from cigu.core.audit.models import AuditedModel
from cigu.core.figures.models import Publication
from cigu.core.figures.sources import Where
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory
from cigu.engines.basis.periods import Period


class ReportScope(Scope):
    """Staff of the place see every report; everybody sees what was published."""

    def full(self, access: Access) -> Q:
        published = Q(state="published") if access.reads_published else NOTHING
        return published | access.within(STAFF_ROLES, "territory", "domain")


class Report(Stateful):
    audit_ignore: ClassVar[frozenset[str]] = frozenset({"text"})  # its leaf holds the hash

    scope = ReportScope()

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    office = models.CharField(_("issuing office"), max_length=80)
    template = models.CharField(max_length=40)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("before"))
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")
    sent_on = models.DateField(_("sent for review"), null=True)
    published_on = models.DateField(_("published"), null=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, related_name="+", verbose_name=_("yearbook version")
    )
    algorithm = models.CharField(max_length=20, blank=True)
    text = models.TextField(_("published text"), blank=True)
    text_hash = models.CharField(_("hash"), max_length=64, blank=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)

    class Meta:
        db_table = "report"
        constraints = [
            models.CheckConstraint(name="report_period", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(
                name="report_published",
                condition=~Q(state="published")
                | Q(published_on__isnull=False, publication__isnull=False) & ~Q(text_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def where(self) -> Where:
        return Where(self.territory, self.domain, Period(self.since, self.until))

    def flow_party(self, name: str) -> Party | None:
        raise LookupError(f"a report names no party {name!r}")

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("reports:detail", args=[self.number])


class ReportSection(AuditedModel):
    """A heading and its text. ``{A-19}`` in the text is a query, not a number."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections")
    order = models.PositiveSmallIntegerField(_("position"))
    heading = models.CharField(_("heading"), max_length=60)
    body = models.TextField(_("text"), blank=True)

    class Meta:
        db_table = "report_section"
        constraints = [
            models.UniqueConstraint(fields=["report", "order"], name="report_section_order")
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.heading}"


class ReportFigure(AuditedModel):
    """A query as it was answered at publication: parameters, value, record ids, hash."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    figure = models.CharField(_("figure"), max_length=20)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("before"))
    definition_version = models.PositiveSmallIntegerField()
    parameters = models.JSONField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    records = models.JSONField()  # [type, uid, revision, contribution], sorted
    algorithm = models.CharField(max_length=20)
    row_hash = models.CharField(max_length=64)

    class Meta:
        db_table = "report_figure"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "figure", "territory", "since", "until"],
                name="report_figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.territory_id} {self.since}"


class Erratum(AuditedModel):
    """A published value that turned out otherwise, with the reason. The published text stays."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="errata")
    figure = models.ForeignKey(ReportFigure, models.PROTECT, related_name="errata")
    number = models.CharField(_("number"), max_length=20, unique=True)
    before = models.DecimalField(_("printed"), max_digits=24, decimal_places=6)
    after = models.DecimalField(_("correct"), max_digits=24, decimal_places=6)
    text = models.TextField(_("reason"))
    issued_on = models.DateField(_("issued"))
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")

    class Meta:
        db_table = "report_erratum"
        constraints = [
            models.CheckConstraint(name="report_erratum_differs", condition=~Q(before=F("after")))
        ]

    def __str__(self) -> str:
        return self.number
