"""Ugly workbooks: where the table is found, what is carried, passed over and refused."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from cigu.core.documents.checks import BadDocument, check_content
from cigu.core.imports import books, csvs
from cigu.core.imports.books import Line
from cigu.core.imports.columns import named
from cigu.core.imports.errors import BadBook
from cigu.core.imports.factories import book, enterprises, experts, table, text_file
from cigu.core.imports.heads import find_head, heading_key, is_aside

NAMES = named(
    "企业名称 信用代码 成立日期 从业人数 年营业收入 联系人 所在单位 姓名 职称"
)  # fmt: skip
KEYS = {heading_key(name): name for name in NAMES}


def known(heading: str) -> str:
    parts = (heading, heading.split("·")[-1])
    return next((KEYS[heading_key(p)] for p in parts if heading_key(p) in KEYS), "")


def test_two_rows_of_headings_below_titles_are_found() -> None:
    _cover, sheet = books.sheets_of("a.xlsx", enterprises())
    head = find_head(sheet.head(30), known)
    assert head is not None and head.row == 5
    assert head.names[5:8] == ["成立日期", "从业人数（人）", "年营业收入"]
    assert "单位：万元" in head.above[1]


def test_upper_headings_that_are_merged_across_join_the_lower_ones() -> None:
    upper = ["企业名称", "基本情况", "", "联系方式"]
    rows = [upper, ["", "成立日期", "从业人数", ""], ["甲", 1, 2, 3]]
    sheet = books.sheets_of("a.xlsx", book(("一", rows, ("B1:C1",))))[0]
    head = find_head(sheet.head(30), known)
    assert head is not None and (head.row, head.rows) == (2, 2)
    assert head.names == ["企业名称", "基本情况·成立日期", "基本情况·从业人数", "联系方式"]


def test_totals_notes_and_repeated_headings_are_no_records() -> None:
    names = ["序号", "企业名称", "营收"]
    assert is_aside(Line(9, ["合 计", "8家", "1"]), names) == "total"
    assert is_aside(Line(9, ["", "总计", "1"]), names) == "total"
    assert is_aside(Line(9, ["注：本表数据均为虚构"]), names) == "note"
    assert is_aside(Line(9, ["序号", "企业名称", ""]), names) == "head"
    assert is_aside(Line(9, ["1", "合计科技有限公司", "2"]), names) == ""


def test_a_value_merged_down_is_carried_over_its_rows() -> None:
    sheet = books.sheets_of("a.xlsx", experts())[0]
    bodies = [line.cells[0] for line in sheet.lines() if line.number > 2]
    assert bodies == ["乌有稀土研究院（示例）"] * 6


def test_csv_is_read_in_both_encodings_and_with_other_separators() -> None:
    rows = [["企业名称", "备注"], ["子虚材料", "=1+1"], ["乌有“材料”", "两\n行"]]
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        sheet = books.sheets_of("a.csv", text_file(rows, encoding))[0]
        assert [line.cells for line in sheet.lines()] == rows
    text = "企业名称;备注\n子虚材料;甲\n"
    assert [r for _n, r in csvs.rows(text)][1] == ["子虚材料", "甲"]
    assert csvs.separator("a\tb\n") == "\t"


def test_two_encodings_in_one_file_are_told_with_their_lines() -> None:
    one = "企业名称,备注\n子虚稀土材料有限公司,甲\n".encode("gb18030")
    two = "乌有稀土研究院,乙\n".encode()
    with pytest.raises(BadBook) as told:
        csvs.decoded(one + two)
    assert told.value.code == "mixed" and told.value.data["lines"] == [3]
    with pytest.raises(BadBook) as told:
        csvs.decoded(b"a,b\n\xff\xff\xff,c\n")
    assert told.value.code == "encoding" and told.value.data["lines"] == [2]


def test_an_open_quotation_mark_is_told_with_its_row() -> None:
    with pytest.raises(BadBook) as told:
        list(csvs.rows("名称,备注\n" + '甲,"' + "x" * 200_000))
    assert told.value.code == "csv"


def test_a_broken_workbook_is_one_answer() -> None:
    for content in (b"PK\x03\x04nonsense", table([["a"]])[:400]):
        with pytest.raises(BadBook):
            books.sheets_of("a.xlsx", content)
    with pytest.raises(BadBook):
        books.sheets_of("a.xls", b"x")


def test_a_hidden_sheet_is_not_offered() -> None:
    made = Workbook()
    made.create_sheet("藏").sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    assert [sheet.name for sheet in books.sheets_of("a.xlsx", out.getvalue())] == ["Sheet"]


def test_false_dimensions_and_far_columns_do_not_mislead() -> None:
    made = Workbook()
    page = made.active
    page["A1"], page["B2"] = "甲", "乙"
    page.cell(2, 16_000).value = "远"
    out = io.BytesIO()
    made.save(out)
    lines = list(books.sheets_of("a.xlsx", out.getvalue())[0].lines())
    assert [line.cells for line in lines] == [["甲"], ["", "乙"]]


def test_an_import_takes_more_rows_than_an_attachment_and_no_bomb() -> None:
    content = table([["x"]] * 60)
    with pytest.raises(BadDocument):
        check_content("a.xlsx", content, most_rows=50)
    assert check_content("a.xlsx", content, most_rows=60)
