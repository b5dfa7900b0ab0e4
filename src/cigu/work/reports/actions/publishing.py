"""Publish: freeze every query with its records, hash the text, make the papers. Then: errata."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import create_many
from cigu.core.documents.actions import attach
from cigu.core.figures import freezing
from cigu.core.figures.registry import Result, compute, compute_rows, figure, registered
from cigu.core.figures.sources import Where
from cigu.core.flow.actions import check_fire, fire
from cigu.core.notices.actions import emit
from cigu.core.numbers.actions import next_number
from cigu.engines.basis.periods import Period

from .. import hashing, papers
from ..guards import (
    ReportRefused,
    check_can_correct,
    check_can_publish,
    check_of_report,
    check_supported,
    unsupported,
)
from ..models import Erratum, Report, ReportFigure
from ..writing.composing import compose
from ..writing.values import Live, Value, key_of, plain

SERIES = "GZ"


class Reading(Live):
    """Value and records of each query from one reading, as a publication needs them."""

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[Any, Result] = {}

    def of(self, ident: str, where: Where) -> Value:
        key = key_of(ident, where)
        if key not in self.asked:
            found = compute_rows(figure(ident), where)
            self.results[key] = found
            invented = found.basis in ("synthetic", "both")
            self.asked[key] = Value(ident, where, found.value, found.final, invented)
        return self.asked[key]


def publish_report(*, report: Report, by: Any, on: date | None = None, reason: str = "") -> Report:
    """What is printed is what was counted: refused while a figure is unknown or not final."""
    with acting("reports.publish", by=by, on=on, reason=reason) as step:
        queue(unchanged=[report])
        check_fire(report, "publish", by)
        check_can_publish(report, by)
        reading = Reading()
        composed = compose(report, reading)
        check_supported([f"{r.ident} {r.text}" for r in composed.runs() if not r.final])
        report.publication = _version(report, by, step.on)
        report.algorithm, report.text = hashing.ALGORITHM, composed.text
        report.text_hash = hashing.of_text(report.text)
        report.published_on = step.on
        create_many(ReportFigure, [_frozen(report, r) for r in reading.results.values()])
        fire(report, "publish", by=by, on=step.on)
        for name, content in papers.of(composed):
            attach(to=report, name=name, content=content, on=step.on)
        emit("reports.published", uid=str(report.uid))
    return report


def issue_erratum(*, report: Report, figure: ReportFigure, text: str, by: Any,
                  on: date | None = None, reason: str = "") -> Erratum:  # fmt: skip
    """The published text stays; beside it stands what the records say now, and why."""
    check_of_report(report, figure)
    with acting("reports.erratum", by=by, on=on, reason=reason) as step:
        queue(report)
        check_can_correct(report, by)
        before, after = printed(figure), now(figure)
        if after is None or after == before:
            raise ReportRefused(
                "no_difference",
                _("%(id)s: the records still give %(n)s. There is nothing to correct.")
                % {"id": figure.figure, "n": before},
                field="text", value=figure.figure,
            )  # fmt: skip
        erratum = Erratum(
            report=report, figure=figure, number=next_number(SERIES, step.on), before=before,
            after=after, text=text, issued_on=step.on, author=by, synthetic=report.synthetic,
        )  # fmt: skip
        erratum.save()
        name, content = papers.erratum(erratum)
        attach(to=report, name=name, content=content, title=erratum.number, on=step.on)
    return erratum


def printed(figure: ReportFigure) -> Decimal:
    """As published, or as the last erratum says."""
    last = figure.errata.order_by("pk").last()
    return plain(last.after if last else figure.value, figure.figure)


def now(row: ReportFigure) -> Decimal | None:
    """What the records say today; None where nobody computes the figure any more."""
    item = registered().get(row.figure)
    return None if item is None else compute(item, where_of(row)).value


def where_of(row: ReportFigure) -> Where:
    return Where(row.territory, row.report.domain, Period(row.since, row.until))


def _version(report: Report, by: Any, on: date) -> Any:
    """The yearbook's last version where nothing has changed since, else a new one."""
    latest = freezing.versions(report.where).first()
    if latest is not None and _still_true(latest, report.where):
        return latest
    return freezing.publish(
        title=report.title, where=report.where, by=by, on=on, synthetic=report.synthetic,
        reason=_("published with report %(number)s") % {"number": report.number},
    )  # fmt: skip


def _still_true(version: Any, where: Where) -> bool:
    frozen = {f.figure: f.row_hash for f in version.figures.all()}
    return frozen == {
        ident: freezing.row_hash(freezing.merged(compute_rows(item, where).rows))
        for ident, item in registered().items()
    }


def _frozen(report: Report, result: Result) -> ReportFigure:
    """Of a figure that is final. Unknown is refused once more here: it is never zero."""
    if result.value is None:
        raise unsupported([result.figure.id])
    rows = freezing.merged(result.rows)
    where = result.where
    return ReportFigure(
        report=report, figure=result.figure.id, territory=where.territory,
        since=where.period.start, until=where.period.end,
        definition_version=result.figure.version, parameters=freezing.parameters(where),
        value=result.value, records=records_of(rows), algorithm=freezing.ALGORITHM,
        row_hash=freezing.row_hash(rows), synthetic=report.synthetic,
    )  # fmt: skip


def records_of(rows: Any) -> list[list[Any]]:
    found = [[r.object_type, str(r.uid), r.revision, f"{r.contribution:f}"] for r in rows]
    return sorted(found)
