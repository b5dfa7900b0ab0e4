"""A report of anybody, read and judged: the file, what the machine read, what a person decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.audit.models import AuditedModel
from cigu.core.figures.sources import Where
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory
from cigu.engines.basis.periods import Period

from .batching import CheckBatch, CheckScope


class ReportCheck(Stateful):
    """One file and how it stands to the records. Its text and its figures follow from the file."""

    audit_ignore: ClassVar[frozenset[str]] = frozenset({"text", "tally", "notes"})

    scope = CheckScope()

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    office = models.CharField(_("issuing office"), max_length=80, db_index=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("before"))
    # empty for a report that was taken in alone
    batch = models.ForeignKey(
        CheckBatch, models.PROTECT, null=True, related_name="checks", verbose_name=_("batch")
    )
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="next", verbose_name=_("earlier draft")
    )
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")
    taken_on = models.DateField(_("taken in"))
    read_on = models.DateField(_("read"), null=True)
    settled_on = models.DateField(_("settled"), null=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    text = models.TextField(_("text"), blank=True)
    text_hash = models.CharField(_("hash"), max_length=64, blank=True)
    tally = models.JSONField(default=dict)  # verdict → how many
    notes = models.JSONField(default=list)  # what holds between figures, and what was not read
    fault = models.CharField(_("why it could not be read"), max_length=300, blank=True)

    class Meta:
        db_table = "report_check"
        constraints = [
            models.CheckConstraint(name="report_check_period", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(
                name="report_check_failed", condition=~Q(state="failed") | ~Q(fault="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def where(self) -> Where:
        return Where(self.territory, self.domain, Period(self.since, self.until))

    def flow_party(self, name: str) -> Party | None:
        raise LookupError(f"a check names no party {name!r}")

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("reports:check", args=[self.number])


class CheckedFigure(models.Model):
    """One figure as the machine read and judged it. ``data`` is what the command line prints."""

    audit_exempt = "worked out from the file, the records and the decisions; made anew at any time"

    check_of = models.ForeignKey(ReportCheck, models.PROTECT, related_name="figures")
    order = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    verdict = models.CharField(max_length=24)
    indicator = models.CharField(max_length=20, blank=True)
    data = models.JSONField()

    class Meta:
        db_table = "report_checked_figure"
        constraints = [
            models.UniqueConstraint(fields=["check_of", "order"], name="report_checked_order")
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.data.get('text', '')}"


class CheckDecision(AuditedModel):
    """What a person decided of one figure; the newest counts. A link is remembered for the next
    report of the same office, by what the figure counts."""

    class Sort(models.TextChoices):
        LINK = "link", _("belongs to another indicator")
        FIX = "fix", _("to be changed in the text")
        KEEP = "keep", _("kept, with an explanation")
        SKIP = "skip", _("not to be judged")

    check_of = models.ForeignKey(ReportCheck, models.PROTECT, related_name="decisions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    shown = models.CharField(_("in the text"), max_length=80)
    sort = models.CharField(_("decision"), max_length=4, choices=Sort.choices)
    indicator = models.CharField(_("indicator"), max_length=20, blank=True)
    counted = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=40, blank=True)
    measured = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    text = models.TextField(_("reason"))
    decided_on = models.DateField(_("decided"))
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")

    class Meta:
        db_table = "report_check_decision"
        indexes = [models.Index(fields=["check_of", "start"], name="report_decision_at")]

    def __str__(self) -> str:
        return f"{self.shown} {self.sort}"
