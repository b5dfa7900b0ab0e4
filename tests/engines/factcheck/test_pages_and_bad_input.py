from __future__ import annotations

import sys
from decimal import Decimal

import pytest

from cigu.engines.basis.errors import CiguError
from cigu.engines.factcheck import check, compare, find_quantities, read
from cigu.engines.factcheck.reading import LONGEST


def test_a_sentence_broken_by_the_page_is_joined():
    text = "日前，全区共有重点企业115\n\n家，形成了完整链条。"
    reading = read(text)
    (figure,) = reading.figures
    assert (figure.value, figure.unit) == (115, "家")
    assert text[figure.start : figure.end] == "115\n\n家"
    assert [r.sort for r in reading.repairs] == ["joined"]


def test_a_sentence_that_goes_on_elsewhere_is_found_by_its_quotes():
    orphan, end = "导电”领域取得突破，建成产线3条。", "这里有12家超导企业。"
    text = f"{orphan}\n\n一个标题\n\n据介绍，企业在“超\n\n另一个标题\n\n{end}"
    reading = read(text)
    moved = [r for r in reading.repairs if r.sort == "moved"]
    assert len(moved) == 1 and moved[0].order[0].start > moved[0].order[1].start
    assert [f.value for f in reading.figures] == [3, 12]


def test_what_cannot_be_placed_is_reported():
    reading = read("本年度完成投资，\n\n第二部分\n\n建成产线3条。")
    assert [(r.sort, r.done) for r in reading.repairs] == [("open", False)]


def test_hard_wrapped_lines_read_on():
    text = "全年共完成技术改造项目一百二十\n五个，其中亿元以上项目三十个，带\n动投资二十亿元。"
    assert [f.value for f in read(text).figures] == [125, 30, 2 * 10**9]


def test_a_table_takes_its_units_from_head_label_and_note():
    head = "单位：万元\n指标\t2022年\t2023年\t增长（%）\n"
    text = head + "研发投入\t1,200\t1,500\t25\n专利授权（件）\t30\t36\t20"
    found = [(f.value, f.unit, f.counted.phrase, f.period_text) for f in read(text).figures]
    assert found == [
        (12_000_000, "元", "研发投入", "2022年"), (15_000_000, "元", "研发投入", "2023年"),
        (25, "%", "研发投入", ""), (30, "件", "专利授权", "2022年"),
        (36, "件", "专利授权", "2023年"), (20, "%", "专利授权", ""),
    ]  # fmt: skip


TABLES = {
    "单位：亿元、%\n指标\t绝对数\t比上年增长\n生产总值\t52.6\t6.3\n其中：工业\t18.4\t-4.1": [
        (5_260_000_000, "元", "生产总值", ""), ("6.3", "%", "生产总值", ""),
        (1_840_000_000, "元", "工业", ""), ("-4.1", "%", "工业", ""),
    ],
    "| 旗县 | 企业（家） | 同比±% |\n|---|---|---|\n| 甲旗 | 126 | 7.9 |\n| 乙旗 | 98 | -3.2 |": [
        (126, "家", "甲旗", ""), ("7.9", "%", "甲旗", ""),
        (98, "家", "乙旗", ""), ("-3.2", "%", "乙旗", ""),
    ],
    "指标    单位    2022年    2023年\n发电量    亿千瓦时    5.2    6.9": [
        (520_000_000, "千瓦时", "发电量", "2022年"), (690_000_000, "千瓦时", "发电量", "2023年"),
    ],
    "年份\t2022\t2023\n孵化器（家）\t52\t66": [
        (52, "家", "孵化器", "2022年"), (66, "家", "孵化器", "2023年"),
    ],
    "序号\t项目\t总投资（万元）\t年限\t进度\n1\t甲产线\t12,600\t2023—2025\t65%": [
        (126_000_000, "元", "甲产线", ""), (65, "%", "甲产线", ""),
    ],
    "表2 预算表（单位：万元）\n科目\t上年决算\t为决算的%\n科技支出\t3,260\t123.0": [
        (32_600_000, "元", "科技支出", "上年"), (123, "%", "科技支出", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", TABLES)
def test_tables_of_other_offices_give_units_rows_and_years(text):
    found = [(f.value, f.unit, f.counted.phrase, f.period_text) for f in read(text).figures]
    assert found == [(Decimal(v), *rest) for v, *rest in TABLES[text]]


def test_the_sum_of_a_column_is_checked():
    rows = "县区\t企业（家）\t增速（%）\n甲县\t126\t7.9\n乙县\t98\t-3.2\n合计\t{}\t2.4"
    assert [f.code for f in check(read(rows.format(224)))] == ["sum_fits"]
    (alarm,) = check(read(rows.format(225)))
    assert (alarm.code, alarm.params["computed"]) == ("sum", 224)
    among = rows.format(225).replace("乙县", "其中：乙镇")
    assert check(read(among)) == []  # counted twice, so nothing follows


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_no_text_is_refused_with_a_remedy(text):
    with pytest.raises(CiguError) as refused:
        read(text)
    assert refused.value.code == "empty" and refused.value.remedy


def test_a_text_without_figures_gives_none():
    reading = read("本办法自发布之日起施行。")
    assert reading.figures == () and check(reading) == [] and compare(reading, reading) == []
    assert find_quantities("") == []


def test_a_text_beyond_all_measure_is_refused_at_once():
    with pytest.raises(CiguError) as refused:
        read("家" * (LONGEST + 1))
    assert refused.value.code == "too_long"


PARAGRAPH = (
    "2023年，全市完成{n}家规上企业诊断，占总量的29%，同比增长12.5%；争取资金2.47亿元，企业自筹3.5亿元，两项合计5.97亿元。"
    "产能由80万吨提升到100万吨，提高25%，其中甲厂60万吨、乙厂40万吨。\n"
)


def test_a_long_report_takes_as_many_times_the_work_and_no_more():
    """Counted in calls of the interpreter, not in time."""

    def calls(pages):
        count = 0

        def trace(frame, event, arg):
            nonlocal count
            count += event == "call"

        text = "".join(PARAGRAPH.format(n=n) for n in range(100, 100 + pages))
        sys.setprofile(trace)
        try:
            check(read(text))
        finally:
            sys.setprofile(None)
        return count

    assert calls(40) < 5 * calls(10)


@pytest.mark.fault(43)
@pytest.mark.parametrize(
    "sign", ["“", "（", "占", "由1家", "分别", "1、", "从", "其中", "\t1", "“1", "\n", "中，"]
)
def test_endless_signs_end(sign):
    text = "前有3家。" + sign * (8_000 // len(sign))
    assert read(text).figures
