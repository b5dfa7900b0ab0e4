"""Draft a report from the template, edit it, send it for review, return or discard it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.figures.registry import compute, registered
from cigu.core.figures.sources import Where
from cigu.core.flow.actions import fire, start
from cigu.core.numbers.actions import next_number

from ..guards import ReportRefused, check_can_edit, check_can_write
from ..models import Report, ReportSection
from ..writing.slots import paragraphs
from ..writing.template import draft_from

SERIES = "BG"


def draft_report(
    *, where: Where, office: str, by: Any, title: str = "", template: str = "annual",
    on: date | None = None, reason: str = "",
) -> Report:  # fmt: skip
    """A draft that says what the records support, sentence by sentence."""
    check_can_write(by, where.territory, where.domain)
    draft = draft_from(template, where)
    if not draft.sections:
        raise ReportRefused(
            "no_figures",
            _("No figure is final for this scope and period. Declare the registers complete."),
            field="since", value=str(where.period),
        )  # fmt: skip
    with acting("reports.draft", by=by, on=on, reason=reason) as step:
        report = Report(
            number=next_number(SERIES, step.on), title=title or draft.title, office=office,
            template=template, territory=where.territory, domain=where.domain,
            since=where.period.start, until=where.period.end, author=by,
            synthetic=_rests_on_synthetic(where),
        )  # fmt: skip
        start(report, step.on)
        for order, (heading, body) in enumerate(draft.sections, 1):
            _section(report, order, heading, body)
    return report


def add_section(*, report: Report, heading: str, body: str, by: Any, on: date | None = None,
                reason: str = "") -> ReportSection:  # fmt: skip
    """At the end; the order is given under the report, so that two additions wait."""
    paragraphs(body)
    with acting("reports.add_section", by=by, on=on, reason=reason):
        queue(report)
        check_can_edit(report, by)
        last = report.sections.aggregate(last=Max("order"))["last"] or 0
        return _section(report, last + 1, heading, body)


def edit_section(*, section: ReportSection, heading: str, body: str, by: Any,
                 on: date | None = None, reason: str = "") -> ReportSection:  # fmt: skip
    paragraphs(body)
    with acting("reports.edit_section", by=by, on=on, reason=reason):
        queue(section.report)
        check_can_edit(section.report, by)
        section.heading, section.body = heading, body
        section.save()
    return section


def send_report(*, report: Report, by: Any, on: date | None = None, reason: str = "") -> Report:
    with acting("reports.send", by=by, on=on, reason=reason) as step:
        report.sent_on = step.on
        fire(report, "send", by=by, on=step.on)
    return report


def return_report(*, report: Report, by: Any, reason_code: str, on: date | None = None,
                  reason: str = "") -> Report:  # fmt: skip
    with acting("reports.return", by=by, on=on, reason=reason) as step:
        report.reason_code = reason_code
        fire(report, "return", by=by, on=step.on, reason_code=reason_code)
    return report


def discard_report(*, report: Report, by: Any, reason_code: str, on: date | None = None,
                   reason: str = "") -> Report:  # fmt: skip
    with acting("reports.discard", by=by, on=on, reason=reason) as step:
        report.reason_code = reason_code
        fire(report, "discard", by=by, on=step.on, reason_code=reason_code)
    return report


def _section(report: Report, order: int, heading: str, body: str) -> ReportSection:
    section = ReportSection(
        report=report, order=order, heading=heading, body=body, synthetic=report.synthetic
    )
    section.save()
    return section


def _rests_on_synthetic(where: Where) -> bool:
    found = (compute(item, where).basis for item in registered().values())
    return any(basis in ("synthetic", "both") for basis in found)
