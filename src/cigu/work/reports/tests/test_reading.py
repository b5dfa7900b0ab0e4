"""Files as they come: what is read, and what is said of those that cannot be."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from cigu.core.documents.checks import BadDocument

from ..papers import NoChineseFont
from ..papers.pdf import as_pdf
from ..reading import BadReport, extract


def word(*lines: Any) -> bytes:
    paper = docx.Document()
    for line in lines:
        if isinstance(line, str):
            paper.add_paragraph(line)
            continue
        table = paper.add_table(rows=len(line), cols=len(line[0]))
        for row, cells in zip(table.rows, line, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def pdf(pages: int = 1, picture: bool = False, lock: str = "") -> bytes:
    writer = PdfWriter()
    for _n in range(pages):
        page = writer.add_blank_page(200, 200)
        if picture:
            image = DecodedStreamObject()
            image.set_data(b"\x00" * 12)
            image.update({
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
            })  # fmt: skip
            inside = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): inside})
    if lock:
        writer.encrypt(lock)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    assert extract("稿.txt", "完成體檢85家，签约32项。\r\n二".encode(encoding)).text == (
        "完成體檢85家，签约32项。\n二"
    )


def test_a_table_of_word_becomes_lines_of_cells() -> None:
    made = word("前言", [["县区", "需求（条）"], ["昆都仑区", "22"]], "后记")
    assert extract("a.docx", made).text == "前言\n县区\t需求（条）\n昆都仑区\t22\n后记"


def printed(*blocks: dict[str, Any], annexes: tuple[Any, ...] = ()) -> bytes:
    sheet = {
        "title": "年度报告", "office": "示例局", "day": "2024年6月14日", "number": "BG",
        "state": "", "synthetic": "", "annexes": annexes, "blocks": blocks,
    }  # fmt: skip
    try:
        return as_pdf(sheet)
    except NoChineseFont as error:
        pytest.skip(f"this machine has no Chinese font: {error}")


def test_lines_that_the_page_broke_are_joined_and_page_numbers_left_out() -> None:
    made = printed({"kind": "paragraph", "text": "今年办活动11场，发布成果29项，" * 200 + "完。"})
    found = extract("a.pdf", made)
    assert found.pages == len(PdfReader(io.BytesIO(made)).pages) >= 3
    whole = found.text.replace("\n", "").replace(" ", "")
    assert whole.count("发布成果29项，") == 200, "no sentence is torn by a page"
    assert "—2—" not in whole


def test_a_table_of_a_pdf_becomes_lines_of_cells() -> None:
    """Heads centred over numbers set to the right, cells of several lines, a picture of bars."""
    table = {
        "kind": "table", "title": "需求（按旗县区）", "heads": ["旗县区", "需求（条）"], "bars": [],
        "rows": [["昆都仑区", "22"], ["白云鄂博矿区", "1,104"]],
    }  # fmt: skip
    chart = {
        "kind": "table", "title": "合作（按月）", "heads": ["月份", "合作（项）"], "bars": [3, 0],
        "rows": [["2023年6月", "3"], ["2023年7月", "0"]],
    }  # fmt: skip
    long = "计数：需求。条件：科技局已受理，重复的只计一条。日期：受理日期，不是提出日期。"
    annex = {
        "title": "附录", "note": "口径。", "heads": ["编号", "值", "口径"], "widths": [2, 2, 5],
        "rows": [["A-20", "22条", long], ["A-19", "85家", "计数：企业。"]],
    }  # fmt: skip
    before = {"kind": "paragraph", "text": "各旗县区的需求如下，按受理日期计。"}
    lines = extract("a.pdf", printed(before, table, chart, annexes=(annex,))).text.split("\n")
    assert {"旗县区\t需求（条）", "昆都仑区\t22", "白云鄂博矿区\t1,104"} <= set(lines)
    assert {"月份\t合作（项）", "2023年6月\t3", "2023年7月\t0"} <= set(lines)
    assert {f"A-20\t22条\t{long}", "A-19\t85家\t计数：企业。"} <= set(lines)
    assert "示例局" in lines and before["text"] in lines, "a signature is no table"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kind"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old_word"),
        ("a.pdf", pdf(lock="示例"), "locked"),
        ("a.pdf", pdf(3, picture=True), "scanned"),
        ("a.pdf", pdf(), "empty"),
        ("a.pdf", b"%PDF-1.7\nbroken", "damaged"),
        ("a.txt", b"  \n", "empty"),
        ("a.docx", word(), "empty"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, content: bytes, code: str) -> None:
    with pytest.raises(BadReport) as refused:
        extract(name, content)
    assert refused.value.code == code and name in str(refused.value)


def test_a_file_that_is_not_what_its_name_says_is_refused() -> None:
    with pytest.raises(BadDocument):
        extract("a.docx", b"PK\x03\x04 nothing")
