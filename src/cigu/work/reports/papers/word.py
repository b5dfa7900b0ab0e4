"""The sheet as a Word file: 标题 centred, 黑体 headings, 仿宋 body, two characters of indent."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from cigu.core.documents import word

BLUE = RGBColor(0x1B, 0x5C, 0x9E)
BAR = 28  # characters of the longest bar
WIDTH = 15.6  # cm between the margins
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def as_docx(sheet: dict[str, Any]) -> bytes:
    paper = word.blank()
    _head(paper, sheet)
    for block in sheet["blocks"]:
        _block(paper, block)
    end = paper.add_paragraph(f"{sheet['office']}\n{sheet['day']}")
    end.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for annex in sheet["annexes"]:
        _annex(paper, annex)
    _page_numbers(paper)
    return word.saved(paper)


def _head(paper: Any, sheet: dict[str, Any]) -> None:
    about = paper.core_properties
    about.title, about.author, about.subject = sheet["title"], "", sheet["number"]
    about.created = about.modified = _still(sheet)
    paper.add_paragraph(sheet["title"], style="Title").alignment = CENTRE
    for text in (f"{sheet['number']}　{sheet['office']}", sheet["state"]):
        if text:
            paper.add_paragraph(text).alignment = CENTRE
    if sheet["synthetic"]:
        mark = paper.add_paragraph()
        mark.alignment = CENTRE
        mark.add_run(sheet["synthetic"]).font.color.rgb = word.VIOLET


def _still(sheet: dict[str, Any]) -> Any:
    """The day of the report instead of the moment of packing: the same report, the same bytes."""
    import re
    from datetime import datetime

    year, month, day = map(int, re.findall(r"\d+", sheet["day"]))
    return datetime(year, month, day)


def _block(paper: Any, block: dict[str, Any]) -> None:
    if block["kind"] == "heading":
        paper.add_paragraph(block["text"], style="Heading 1")
    elif block["kind"] == "table":
        _table(paper, block)
    else:
        body = paper.add_paragraph(block["text"])
        body.paragraph_format.first_line_indent = Pt(24)
        body.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        body.paragraph_format.line_spacing = Pt(22)
        body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _table(paper: Any, block: dict[str, Any]) -> None:
    title = paper.add_paragraph(block["title"])
    title.alignment = CENTRE
    title.paragraph_format.keep_with_next = True
    heads, rows = list(block["heads"]), [list(row) for row in block["rows"]]
    if block["bars"]:
        heads.append("")
        most = max(block["bars"]) or 1
        for row, value in zip(rows, block["bars"], strict=True):
            row.append("█" * round(BAR * value / most))
    made = word.table(paper, heads, rows, _widths(len(heads), bool(block["bars"])))
    _dress(made, bool(block["bars"]))


def _widths(columns: int, bars: bool) -> list[float]:
    if bars:
        return [3.2, *[3.4] * (columns - 2), WIDTH - 3.2 - 3.4 * (columns - 2)]
    return [3.6, *[(WIDTH - 3.6) / (columns - 1)] * (columns - 1)]


def _dress(table: Any, bars: bool) -> None:
    """Numbers stand right, bars are blue, the head repeats on each page."""
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in table.rows[1:]:
        cells = row.cells
        for cell in cells[1 : len(cells) - bars]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in cells[-1].paragraphs[0].runs if bars else ():
            run.font.color.rgb = BLUE
            run.font.size = Pt(8)


def _annex(paper: Any, annex: dict[str, Any]) -> None:
    if annex["title"]:
        head = paper.add_paragraph(annex["title"], style="Heading 1")
        head.paragraph_format.page_break_before = True
    paper.add_paragraph(annex["note"])
    word.table(paper, annex["heads"], annex["rows"], annex["widths"], size=9)


def _page_numbers(paper: Any) -> None:
    foot = paper.sections[0].footer.paragraphs[0]
    foot.alignment = CENTRE
    run = foot.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
