"""The reader is general: percent, 成, fractions, ranges, money, dimensions, ranks, names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.factcheck import check, find_quantities, read
from cigu.engines.factcheck.model import Kind

LINES = [
    line.split(" ⇒ ")
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def wanted(text):
    for piece in text.split(" ; "):
        value, unit, sign, *top = piece.split()
        yield Decimal(value), "" if unit == "-" else unit, sign, Decimal(top[0]) if top else None


@pytest.mark.parametrize(("text", "figures"), LINES)
def test_a_sentence_gives_its_figures_and_no_other(text, figures):
    reading = read(text)
    found = [(f.value, f.unit, f.comparator, f.value_to) for f in reading.figures]
    assert found == list(wanted(figures))
    assert all(text[f.start : f.end] == f.text for f in reading.figures)
    assert [f.code for f in check(reading) if f.level == "alarm"] == []


@pytest.mark.parametrize(
    "text",
    [
        "“十四五”规划",
        "四个一行动",
        "人才政策包550",
        "GB/T 31467.3-2015",
        "5G、3D打印、4S店",
        "三中全会",
        "世界500强",
        "2024年5月17日",
        "二〇二四年",
        "上半年",
        "近三年来",
        "第三产业",
        "一企一策",
        "〔2024〕7号",
        "一方面",
        "图3和表12",
        "1+6+N体系",
        "电话010-62345678",
        "统一社会信用代码911502007014638821",
        "9:30",
        "二等奖",
        "邮编014010，股票代码600010",
        "联系电话：0472-5168888，邮编014010，办公地址：建设路甲12号2栋1607室。",
        "以上数据均为初步统计数；部分数据因四舍五入，存在总计与分项合计不等的情况。",
        "中央、自治区、市级资金按5:3:2比例分担。",
    ],
)
def test_a_name_a_date_or_an_ordinal_is_no_quantity(text):
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("全年引进人才62名", Kind.FLOW),
        ("现有孵化器41家", Kind.STOCK),
        ("占总量的29%", Kind.SHARE),
        ("同比增长12.5%", Kind.GROWTH),
        ("提高5.3个百分点", Kind.GROWTH),
        ("产值翻一番", Kind.GROWTH),
        ("力争到2027年建成基地5个", Kind.TARGET),
        ("据测算，需求将达到80万吨", Kind.PROJECTION),
        ("产品纯度达99.99%", Kind.SPECIFICATION),
        ("年产16万吨", Kind.SPECIFICATION),
        ("位居全国第三", Kind.RANK),
        ("占比提升到46.4%", Kind.SHARE),
        ("贷款余额达30亿元", Kind.STOCK),
        ("低于行业平均水平12.4%", Kind.GROWTH),
        ("比去年同期多3.4亿元", Kind.GROWTH),
        ("超额完成目标任务，完成率为103.4%", Kind.SHARE),
        ("产值突破百亿", Kind.FLOW),
        ("打造千亿级产业集群", Kind.TARGET),
    ],
)
def test_the_kind_is_told_by_the_words_beside_it(text, kind):
    assert read(text).figures[-1].kind is kind


def test_what_is_counted_stands_before_or_behind():
    first, second, third = read(
        "完成28家重点企业节能诊断，授权发明专利395件，进出口总额达3亿元。"
    ).figures
    assert first.counted.phrase == "重点企业节能诊断" and first.counted.action == "完成"
    assert second.counted.phrase == "发明专利" and second.counted.action == "授权"
    assert third.counted.measured == "进出口总额"


def test_an_item_of_a_list_and_a_total_take_what_they_lack_from_before():
    teams, people, total = (
        read("派驻20个服务组、160名专家。").figures + read("新增5家(总数达13家)").figures[1:]
    )
    assert teams.counted.action == people.counted.action == "派驻"
    assert total.kind is Kind.STOCK
    grown = read("登记合同1892项，较上年增长74.38%").figures[1]
    assert grown.counted.phrase == "合同" and grown.kind is Kind.GROWTH


def test_scope_and_period_are_words_of_the_text():
    figure = read("2023年，全省光伏行业新增装机600万千瓦。").figures[0]
    assert (figure.scope.territory, figure.scope.domain) == ("全省", "光伏")
    assert str(figure.period.start) == "2023-01-01" and str(figure.period.end) == "2024-01-01"
    held = read("较2022年增加30件").figures[0]
    assert held.period is None  # a time of comparison is not its own


def test_a_time_that_a_change_starts_from_dates_only_its_start():
    text = "2022年，全市技术合同成交额由2021年的31.2亿元增长到40.56亿元，增幅达30%。"
    figures = read(text).figures
    assert [f.period_text for f in figures] == ["2021年", "2022年", "2022年"]
    assert {f.counted.phrase for f in figures} == {"技术合同成交额"}
    assert [f.role for f in figures] == ["before", "after", ""]


def test_rates_after_respectively_go_to_their_amounts():
    reading = read("全年接待游客1,256.8万人次，实现旅游收入98.7亿元，分别增长15.2%和18.9%。")
    pairs = [tuple(reading.figure(i).text for i in r.figures) for r in reading.relations]
    assert pairs == [("1,256.8万人次", "15.2%"), ("98.7亿元", "18.9%")]


@pytest.mark.parametrize(
    ("text", "counted", "place"),
    [
        ("年末全市户籍人口218.7万人", "年末全市户籍人口", "全市"),
        ("工业生产者出厂价格下降4.6%", "工业生产者出厂价格", ""),
        ("商品房销售面积142.6万平方米", "商品房销售面积", ""),
        ("债务余额987.26亿元", "债务余额", ""),
        ("国内发明专利有效量12,836件", "国内发明专利有效量", "国内"),
        ("惠及10万群众", "群众", ""),
        ("1.产值突破百亿", "产值", ""),
        ("第二产业增加值2,846.3亿元", "第二产业增加值", ""),
    ],
)
def test_nouns_that_hold_a_verb_are_not_cut(text, counted, place):
    (figure,) = read(text).figures
    assert (figure.counted.phrase, figure.scope.territory, figure.scope.domain) == (
        counted, place, "",
    )  # fmt: skip


def test_names_of_a_list_that_are_times_date_their_items():
    figures = read(
        "2021、2022、2023年分别完成投资36亿元、42亿元、51亿元，三年累计129亿元。"
    ).figures
    assert [f.period_text for f in figures[:3]] == ["2021年", "2022年", "2023年"]
    assert {f.counted.phrase for f in figures[:3]} == {"完成投资"}
    quarters = read("一季度、上半年GDP分别增长5.1%、5.6%。").figures
    assert [(f.period_text, f.counted.phrase) for f in quarters] == [
        ("一季度", "GDP"), ("上半年", "GDP"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "sign"),
    [
        ("集聚企业超百家。", 100, ">"), ("逾百万群众受益", 10**6, ">"),
        ("产值近千亿元", 10**11, "≈"), ("完成数百项任务", None, ""),
        ("打破万里无云", None, ""), ("走进百家企业", None, ""),
    ],
)  # fmt: skip
def test_a_round_number_is_one_where_the_words_count(text, value, sign):
    found = [(f.value, f.comparator) for f in read(text).figures]
    assert found == ([] if value is None else [(value, sign)])


SIGNS = "一二三百万亿0123456789.,，。、年月日%第前占由到至增长家项元个近余多以上“”（） A"


@given(st.text(alphabet=SIGNS, max_size=80))
def test_any_text_is_read_and_places_hold(text):
    if text.strip():
        reading = read(text)
        for figure in reading.figures:
            assert 0 <= figure.start < figure.end <= len(text)
        assert [f.id for f in reading.figures] == list(range(1, len(reading.figures) + 1))
