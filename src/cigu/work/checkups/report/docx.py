"""The report as a Word file in Chinese official typography."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH

from cigu.core.clock.business import today
from cigu.core.documents import word
from cigu.core.ui import words

from ..models import Checkup
from .contents import Report, of


def as_docx(checkup: Checkup) -> bytes:
    """Always in Chinese: it is an official paper, whoever presses the button."""
    with translation.override("zh-hans"):
        report, paper = of(checkup), word.blank()
        _head(paper, report)
        for part in (_basics, _score, _site, _findings, _plan, _reply):
            part(paper, report)
        _foot(paper, report)
    return word.saved(paper)


def _head(paper: Any, report: Report) -> None:
    checkup = report.checkup
    paper.core_properties.title = f"{checkup.report_number} {checkup.enterprise.name_zh}"
    paper.core_properties.author = ""
    issued = datetime.combine(checkup.issued_on or today(), time())
    paper.core_properties.created = paper.core_properties.modified = issued
    title = paper.add_paragraph(_("Technology checkup report"), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name = paper.add_paragraph(checkup.enterprise.name_zh)
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if checkup.synthetic:
        mark = paper.add_paragraph()
        mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = mark.add_run(_("Synthetic data: the enterprise and its figures are invented."))
        run.font.color.rgb = word.VIOLET


def _basics(paper: Any, report: Report) -> None:
    checkup = report.checkup
    _heading(paper, 1, _("The enterprise and its checkup"))
    rows = [
        (_("Report number"), checkup.report_number or words.DASH),
        (_("Checkup"), f"{checkup.number}（{checkup.campaign.name}）"),
        (_("Issued"), words.day(checkup.issued_on)),
        *((fact.label, fact.value) for fact in report.known.facts),
    ]
    word.table(paper, (_("Fact"), _("Value")), rows, widths=(4.5, 11))
    source = _("Source: %(source)s, as of %(day)s.")
    paper.add_paragraph(
        source % {"source": report.known.source, "day": words.day(report.known.as_of)}
    )


def _score(paper: Any, report: Report) -> None:
    _heading(paper, 2, _("Digital level"))
    paper.add_paragraph(_("Instrument: %(name)s.") % {"name": report.instrument})
    rows = [(d.name, d.text, words.num(d.maximum)) for d in report.dimensions]
    rows.append((_("Total"), report.total, report.full))
    head = (_("Dimension"), _("Points"), _("Out of"))
    word.table(paper, head, rows, widths=(8, 4, 3.5))
    paper.add_paragraph(_("Level: %(level)s.") % {"level": report.level})
    paper.add_paragraph(report.next_condition)
    if report.weights_note:
        paper.add_paragraph(report.weights_note)
    for text in report.steps:
        paper.add_paragraph(f"· {text}")


def _site(paper: Any, report: Report) -> None:
    _heading(paper, 3, _("On site"))
    for visit in report.visits:
        lines = _("%(day)s %(place)s, lines running: %(lines)s, scrap rate: %(scrap)s.")
        scrap = words.DASH if visit.scrap_rate is None else f"{words.num(visit.scrap_rate)}%"
        paper.add_paragraph(
            lines % {"day": words.day(visit.visited_on), "place": visit.place,
                     "lines": words.num(visit.lines), "scrap": scrap}
        )  # fmt: skip
        if visit.note:
            paper.add_paragraph(visit.note)


def _findings(paper: Any, report: Report) -> None:
    _heading(paper, 4, _("Findings"))
    rows = [(f.item, f.light_label, f.text, f.need or words.DASH) for f in report.findings]
    head = (_("Item"), _("Traffic light"), _("Finding"), _("Need"))
    word.table(paper, head, rows, widths=(3, 2.6, 7.2, 2.7))
    note = _("Items and lights follow this project's proposal, not a published table.")
    paper.add_paragraph(note)
    if report.checkup.comment:
        paper.add_paragraph(_("Comment: %(text)s") % {"text": report.checkup.comment})


def _plan(paper: Any, report: Report) -> None:
    _heading(paper, 5, _("One-firm plan"))
    rows = [
        (str(m.order), m.text, m.owner or words.DASH, words.day(m.due_on)) for m in report.measures
    ]
    head = (_("Order"), _("Measure"), _("Responsible"), _("By"))
    word.table(paper, head, rows, widths=(1.4, 8.6, 2.8, 2.7))


def _reply(paper: Any, report: Report) -> None:
    _heading(paper, 6, _("The enterprise's reply"))
    for row in report.replies:
        paper.add_paragraph(f"{words.day(row.replied_on)}：{row.words}")
        if row.comment:
            paper.add_paragraph(row.comment)


def _foot(paper: Any, report: Report) -> None:
    end = paper.add_paragraph(words.day(report.checkup.issued_on))
    end.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _heading(paper: Any, number: int, text: str) -> None:
    paper.add_paragraph(f"{'一二三四五六'[number - 1]}、{text}", style="Heading 1")
