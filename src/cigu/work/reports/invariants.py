"""Reports, their frozen queries, and the errata beside them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, after_day, line, never, rows_of

from .hashing import of_text
from .models import (
    CheckDecision,
    CheckedFigure,
    Erratum,
    RefusedFile,
    Report,
    ReportCheck,
    ReportFigure,
    ReportSection,
)
from .states import DISCARD_REASONS
from .verifying import intact

PUBLISHED = Q(state="published")

never(
    "reports.published_complete",
    "a published report has a day, a yearbook version and a hash",
    Report,
    PUBLISHED & (Q(published_on__isnull=True) | Q(publication__isnull=True) | Q(text_hash="")),
    "number",
)
never(
    "reports.published_not_ahead",
    "no report was published on a day to come",
    Report,
    after_day(today, "published_on"),
    "number",
    "published_on",
)
never(
    "reports.published_after_period",
    "a report is published after the last day of its period",
    Report,
    PUBLISHED & Q(published_on__lt=F("until")),
    "number",
    "until",
    "published_on",
)
never(
    "reports.published_froze",
    "a published report has frozen queries",
    Report,
    PUBLISHED & ~Exists(rows_of(ReportFigure).filter(report=OuterRef("pk"))),
    "number",
)
never(
    "reports.unpublished_froze_nothing",
    "only a published report has frozen queries",
    ReportFigure,
    ~Q(report__state="published"),
    "figure",
)
never(
    "reports.has_sections",
    "a report has sections",
    Report,
    ~Exists(rows_of(ReportSection).filter(report=OuterRef("pk"))),
    "number",
)
never(
    "reports.discarded_has_reason",
    "a discarded report has a coded reason",
    Report,
    Q(state="discarded") & ~Q(reason_code__in=dict(DISCARD_REASONS)),
    "number",
)
never(
    "reports.erratum_of_same_report",
    "an erratum corrects a figure of its own report",
    Erratum,
    ~Q(figure__report=F("report")),
    "number",
)
never(
    "reports.erratum_after_publication",
    "an erratum is not older than the report",
    Erratum,
    Q(issued_on__lt=F("report__published_on")),
    "number",
    "issued_on",
)

never(
    "reports.check_read_has_day",
    "a report that was read has its day, its text and the text's hash",
    ReportCheck,
    Q(state__in=["open", "settled"]) & (Q(read_on__isnull=True) | Q(text="") | Q(text_hash="")),
    "number",
)
never(
    "reports.check_settled_has_day",
    "a settled check says when",
    ReportCheck,
    Q(state="settled", settled_on__isnull=True),
    "number",
)
never(
    "reports.check_failed_says_why",
    "a check that failed says why",
    ReportCheck,
    Q(state="failed", fault=""),
    "number",
)
never(
    "reports.check_replaced_has_next",
    "a replaced check has a next draft",
    ReportCheck,
    Q(state="replaced") & ~Exists(rows_of(ReportCheck).filter(previous=OuterRef("pk"))),
    "number",
)
never(
    "reports.checked_figure_span",
    "a figure of a checked report has a length",
    CheckedFigure,
    Q(end__lte=F("start")),
    "order",
)
never(
    "reports.decision_sort_known",
    "a decision is of a known sort",
    CheckDecision,
    ~Q(sort__in=CheckDecision.Sort.values),
    "sort",
)
never(
    "reports.decision_says_why",
    "a decision has a reason",
    CheckDecision,
    Q(text=""),
    "shown",
)

never(
    "reports.refused_file_says_why",
    "a refused file says why",
    RefusedFile,
    Q(text="") | Q(code=""),
    "name",
)


@invariant("reports.text_gives_hash", "the text of a published report gives its hash")
def texts() -> Iterator[str]:
    for report in rows_of(Report).filter(PUBLISHED).iterator(CHUNK):
        if of_text(report.text, report.algorithm) != report.text_hash:
            yield line(Report, report.uid, number=report.number)


@invariant("reports.records_give_hash", "the frozen records of a report's figure give their hash")
def records() -> Iterator[str]:
    for row in rows_of(ReportFigure).iterator(CHUNK):
        if not intact(row):
            yield line(ReportFigure, row.uid, figure=row.figure)


@invariant("reports.checked_text_gives_hash", "the text of a checked report gives its hash")
def checked_texts() -> Iterator[str]:
    for check in rows_of(ReportCheck).exclude(text="").iterator(CHUNK):
        if of_text(check.text) != check.text_hash:
            yield line(ReportCheck, check.uid, number=check.number)
