"""Cells as bureaus fill them in, and what is told where a guess would be one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.core.imports import values
from cigu.core.imports.cells import disarm, is_nothing, key_of, rearm, text_of
from cigu.core.imports.values import BadCell


@pytest.mark.parametrize(
    "text",
    ["2024年3月5日", "2024.3.5", "2024-03-05", "2024/3/5", "20240305", "45356", "４５３５６",
     "2024．3．5", "二〇二四年三月五日", "2024 年 3 月 5 日", "2024-03-05 00:00", "45356.5"],
)  # fmt: skip
def test_a_day_is_read_in_every_spelling(text: str) -> None:
    assert values.day(text) == date(2024, 3, 5)


def test_chinese_tens_are_days() -> None:
    assert values.day("二〇一九年十二月二十一日") == date(2019, 12, 21)
    assert values.day("二零二零年十月十日") == date(2020, 10, 10)


@pytest.mark.parametrize(
    ("text", "code"),
    [("2024年3月", "day_missing"), ("2024", "day_missing"), ("2024-02-30", "no_such_day"),
     ("3/5/2024", "day"), ("明年", "day"), ("99999", "day")],
)  # fmt: skip
def test_a_day_in_doubt_is_told(text: str, code: str) -> None:
    with pytest.raises(BadCell) as told:
        values.day(text)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [("1,200.50", "万元", "1200.50"), ("３．２亿元", "万元", "32000"), ("5000万", "元", "5000"),
     ("12000000元", "万元", "1200"), ("0.018", "亿元", "180"), ("￥320.00", "万元", "320"),
     ("-15.5", "万元", "-15.5"), ("1.5e3", "万元", "1500")],
)  # fmt: skip
def test_money_comes_in_ten_thousands(text: str, unit: str, wanted: str) -> None:
    assert values.money(text, unit) == Decimal(wanted)


@pytest.mark.parametrize(
    ("text", "code"),
    [("12,5", "mark"), ("1.234,56", "mark"), ("12,50万元", "mark"), ("约500万元", "number"),
     ("500美元", "unit"), ("一大笔", "number"), ("1" * 30, "number")],
)  # fmt: skip
def test_a_wrong_decimal_mark_or_unit_is_told(text: str, code: str) -> None:
    with pytest.raises(BadCell) as told:
        values.money(text)
    assert told.value.code == code


def test_a_heading_or_a_title_names_the_unit() -> None:
    assert values.unit_in("营业收入（亿元）") == "亿元"
    assert values.unit_in("研发投入(单位:元)") == "元"
    assert values.unit_in("营业收入") == ""
    assert values.unit_above(["一览表", "填报单位：某局 单位：万元"]) == "万元"
    assert values.unit_above(["填报单位：某局"]) == ""


def test_whole_numbers_years_and_ticks() -> None:
    assert values.whole("１２０人") == 120
    assert values.year("2015年6月") == 2015
    assert values.year("45356") == 2024
    assert values.yes_no("√") and not values.yes_no("无")
    with pytest.raises(BadCell):
        values.whole("12.5")
    with pytest.raises(BadCell):
        values.yes_no("也许")


def test_a_cell_is_text_whatever_the_file_held() -> None:
    assert text_of(1234.5600000000001) == "1234.56"
    assert text_of(120.0) == "120"
    assert text_of(datetime(2024, 3, 5)) == "2024-03-05"
    assert text_of(" 子虚\u200b材料\u3000 公司\n") == "子虚材料 公司"
    assert text_of(True) == "是"
    assert is_nothing("—") and is_nothing("N/A") and not is_nothing("0")
    assert key_of("子虚（集团） 有限公司") == key_of("子虚(集团)有限公司")


@given(st.text())
def test_what_is_disarmed_for_csv_comes_back_the_same(text: str) -> None:
    out = disarm(text)
    assert rearm(out) == text
    assert not out.lstrip().startswith(("=", "+", "-", "@", "＝"))
