"""The report as a Word file in Chinese official typography."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from functools import cache
from typing import Any

import docx
from django.utils import translation
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from cigu.core.clock.business import today
from cigu.core.ui import words

from ..models import Checkup
from .contents import Report, of

BODY, HEAD, TITLE, LATIN = "仿宋", "黑体", "宋体", "Times New Roman"
VIOLET = RGBColor(0x6B, 0x4A, 0x9B)  # the colour of synthetic records
Rows = Iterable[Sequence[str]]


def as_docx(checkup: Checkup) -> bytes:
    """Always in Chinese: it is an official paper, whoever presses the button."""
    with translation.override("zh-hans"):
        report, paper = of(checkup), _blank()
        _head(paper, report)
        for part in (_basics, _score, _site, _findings, _plan, _reply):
            part(paper, report)
        _foot(paper, report)
    out = io.BytesIO()
    paper.save(out)
    return _settled(out.getvalue())


def _settled(package: bytes) -> bytes:
    """The same report is the same file: parts without the moment at which they were packed, so
    that the hash by which the document is kept speaks of its content alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename)  # dated 1980-01-01, the format's zero
            new.writestr(plain, old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


@cache
def _template() -> bytes:
    """An empty paper with its styles, made once per process."""
    paper = docx.Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.7)
    page.top_margin, page.bottom_margin = Cm(3.2), Cm(3)
    _style(paper, "Normal", BODY, 12)
    _style(paper, "Title", TITLE, 22, bold=True)
    _style(paper, "Heading 1", HEAD, 14)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _blank() -> Any:
    return docx.Document(io.BytesIO(_template()))


def _style(paper: Any, name: str, font: str, size: int, bold: bool = False) -> None:
    style = paper.styles[name]
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:eastAsia"), font)


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
        run.font.color.rgb = VIOLET


def _basics(paper: Any, report: Report) -> None:
    checkup = report.checkup
    _heading(paper, 1, _("The enterprise and its checkup"))
    rows = [
        (_("Report number"), checkup.report_number or words.DASH),
        (_("Checkup"), f"{checkup.number}（{checkup.campaign.name}）"),
        (_("Issued"), words.day(checkup.issued_on)),
        *((fact.label, fact.value) for fact in report.known.facts),
    ]
    _table(paper, (_("Fact"), _("Value")), rows, widths=(4.5, 11))
    source = _("Source: %(source)s, as of %(day)s.")
    paper.add_paragraph(
        source % {"source": report.known.source, "day": words.day(report.known.as_of)}
    )


def _score(paper: Any, report: Report) -> None:
    _heading(paper, 2, _("Digital level"))
    paper.add_paragraph(_("Instrument: %(name)s.") % {"name": report.instrument})
    rows = [(d.name, d.text, words.num(d.maximum)) for d in report.dimensions]
    rows.append((_("Total"), report.total, "100"))
    head = (_("Dimension"), _("Points"), _("Out of"))
    _table(paper, head, rows, widths=(8, 4, 3.5))
    paper.add_paragraph(_("Level: %(level)s.") % {"level": report.level})
    paper.add_paragraph(report.next_condition)
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
    _table(paper, head, rows, widths=(3, 2.6, 7.2, 2.7))
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
    _table(paper, head, rows, widths=(1.4, 8.6, 2.8, 2.7))


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


def _table(paper: Any, head: Sequence[str], rows: Rows, widths: Sequence[float]) -> None:
    """Cells are walked row by row: asking the table for each cell anew is slow."""
    lines = [head, *rows]
    table = paper.add_table(rows=len(lines), cols=len(head), style="Table Grid")
    table.autofit = False
    for number, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(10.5)
            run.font.bold = number == 0
