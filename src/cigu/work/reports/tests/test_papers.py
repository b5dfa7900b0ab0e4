"""The papers: Word and PDF that open and say everything, SDMX-CSV, and the same bytes each time."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from .. import papers
from ..factories import make_check, make_report
from ..papers import fonts, marked
from ..reading import extract
from ..writing.composing import compose
from .conftest import Year


@pytest.fixture
def faces() -> None:
    try:
        fonts.faces()
    except papers.NoChineseFont as error:
        pytest.skip(f"this machine has no Chinese font: {error}")


def test_word_says_the_text_the_annex_and_that_it_is_synthetic(year: Year) -> None:
    report = make_report(year.where, year.officer, "published")
    made = papers.one(compose(report), "docx")
    paper = docx.Document(io.BytesIO(made))
    text = extract("a.docx", made).text
    for line in report.text.split("\n"):
        assert line.split("\t")[0] in text, line
    for wanted in ("合成数据", "附录：数字与口径", "A-23", "计数：", report.number):
        assert wanted in text
    style = paper.styles["Normal"].element.rPr.rFonts
    assert style.get(qn("w:eastAsia")) == "仿宋"
    assert papers.one(compose(report), "docx") == made, "the same report is the same file"


def test_pdf_holds_the_same_text_with_embedded_faces(year: Year, faces: None) -> None:
    report = make_report(year.where, year.officer, "published")
    made = papers.one(compose(report), "pdf")
    reader = PdfReader(io.BytesIO(made))
    text = extract("a.pdf", made).text.replace("\n", "").replace(" ", "")
    assert "达成技术合作4项" in text and "附录：数字与口径" in text
    embedded = [
        font.get_object() for page in reader.pages
        for font in page["/Resources"].get_object()["/Font"].get_object().values()
    ]  # fmt: skip
    assert all("/ToUnicode" in font for font in embedded), "a glyph without a character is missing"
    assert papers.one(compose(report), "pdf") == made


def test_without_a_chinese_font_the_error_names_what_to_install(
    year: Year, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's fonts are hidden from the book; everything else is the real thing."""
    settings.FONTS = tmp_path
    monkeypatch.setattr(fonts, "BODY", ())
    monkeypatch.setattr(fonts, "HEAD", ())
    fonts._found.cache_clear()
    with pytest.raises(papers.NoChineseFont, match="fonts-noto-cjk"):
        papers.one(compose(make_report(year.where, year.officer)), "pdf")
    published = make_report(year.where, year.officer, "published")
    assert published.state == "published", "the PDF can be made later"
    fonts._found.cache_clear()


def test_sdmx_has_a_line_for_each_query(year: Year) -> None:
    report = make_report(year.where, year.officer, "published")
    rows = list(csv.DictReader(io.StringIO(
        papers.one(compose(report), "csv").decode("utf-8-sig"))))  # fmt: skip
    assert len(rows) == report.figures.count()
    whole = next(r for r in rows if r["INDICATOR"] == "A-23" and r["TIME_PERIOD"].endswith("P366D"))
    assert (whole["OBS_VALUE"], whole["REF_AREA"], whole["OBS_STATUS"]) == ("4", "15", "A")
    assert whole["TIME_PERIOD"] == "2023-06-08/P366D"


def test_the_marked_report_carries_comments_and_a_list(year: Year, faces: None) -> None:
    check = make_check(year.where, year.officer, "工作报告\n全年达成技术合作9项，参加300人。")
    paper = docx.Document(io.BytesIO(marked.marked_docx(check)))
    comments = [c.text for c in paper.comments]
    assert any("9" in text and "4" in text for text in comments)
    assert "全年达成技术合作9项" in "\n".join(p.text for p in paper.paragraphs)
    assert b"%PDF" in marked.marked_pdf(check)[:8]
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(marked.figures_xlsx(check))).worksheets[0]
    assert [c.value for c in sheet[2]][1] == "9项" and sheet.max_row == check.figures.count() + 1
