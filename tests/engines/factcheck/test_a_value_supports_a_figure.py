from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period
from cigu.engines.factcheck import agree, check, link, read, remember
from cigu.engines.factcheck.model import Indicator, Judgement, Recorded

Y23 = Period(date(2023, 1, 1), date(2024, 1, 1))
Y22 = Period(date(2022, 1, 1), date(2023, 1, 1))


def only(text):
    (figure,) = read(text).figures
    return figure


def judged(text, value, unit="", **more):
    return agree(only(text), value if value is None else Decimal(value), unit, **more)


@pytest.mark.parametrize(
    ("text", "yes", "no", "unit"),
    [
        ("完成85家", ["85"], ["84", "86"], "家"),
        ("资金12.29亿元", ["12.29", "12.2949", "12.285"], ["12.295", "12.28", "1.229"], "亿元"),
        ("科研人员2300余名", ["2301", "2399"], ["2300", "2400", "2299"], "名"),
        ("减免2850余万元", ["2851", "2859.9"], ["2850", "2861"], "万元"),
        ("近100家", ["99", "90"], ["100", "89", "101"], "家"),
        ("约100家", ["95", "105"], ["94", "106"], "家"),
        ("100家左右", ["97"], ["110"], "家"),
        ("超过1277场", ["1278", "9000"], ["1277"], "场"),
        ("突破70亿元", ["72.92"], ["70", "69"], "亿元"),
        ("占65%以上", ["65", "70"], ["64.4"], "%"),
        ("占0.5%以下", ["0.5", "0.2"], ["0.6"], "%"),
        ("不足30人", ["29"], ["30"], "人"),
        ("不超过30人", ["30"], ["31"], "人"),
        ("每年3—5亿千瓦时", ["3", "5"], ["2", "6"], "亿千瓦时"),
        ("占三分之一", ["33.3", "33"], ["34", "0.33"], "%"),
        ("占三成", ["30"], ["36"], "%"),
        ("用工成本下降50%", ["-50"], ["50"], "%"),
    ],
)
def test_rounding_and_comparators_are_understood(text, yes, no, unit):
    for value in yes:
        assert judged(text, value, unit).judgement is Judgement.AGREES, value
    for value in no:
        assert judged(text, value, unit).judgement is Judgement.DIFFERS, value


def test_units_are_converted_or_told_apart():
    assert judged("产能6.5万吨", "65000000", "千克").judgement is Judgement.AGREES
    assert judged("提高5.3%", "5.3", "百分点").reasons[0].code == "points_not_percent"
    assert judged("投资3亿元", "3", "亿美元").reasons[0].code == "other_unit"
    assert judged("企业85家", "85", "名").reasons[0].code == "other_measure_word"
    assert judged("专家65位", "65", "名").judgement is Judgement.AGREES


def test_nothing_in_the_records_is_no_difference():
    assert judged("完成85家", None).judgement is Judgement.NOT_IN_RECORDS


def test_a_difference_says_what_may_have_happened():
    assert judged("资金1.229亿元", "12.29", "亿元").reasons[1].code == "power_of_ten"
    assert judged("专利395件", "359", "件").reasons[1].code == "digits_swapped"


def test_the_nearest_reading_that_would_agree_is_given():
    others = [
        Recorded(Decimal(31), "项", period=Y23, territory="全市"),
        Recorded(Decimal(32), "项", period=Y22, territory="全市"),
    ]
    verdict = judged("达成合作32项", "31", "项", period=Y23, territory="全市", others=others)
    assert verdict.judgement is Judgement.DIFFERS and verdict.nearest is others[1]
    assert [r.code for r in verdict.reasons] == ["value", "agrees_in_other_period"]


def test_what_cannot_be_judged_says_why():
    assert judged("力争建成基地5个", "5", "个", kind="stock").reasons[0].code == "other_kind"
    in_22 = judged("2022年达成合作32项", "32", "项", period=Y23)
    assert in_22.judgement is Judgement.CANNOT_BE_JUDGED
    assert in_22.reasons[0].code == "other_period"


def test_an_incomplete_register_can_support_a_lower_bound_only():
    assert judged("企业85家", "80", "家", comparator="≥").reasons[0].code == "register_incomplete"
    assert judged("企业85家", "86", "家", comparator="≥").judgement is Judgement.DIFFERS
    assert judged("企业超过80家", "81", "家", comparator="≥").judgement is Judgement.AGREES


def test_a_figure_that_the_text_itself_contradicts_is_inconsistent():
    reading = read("上级专项2.47亿元，企业自筹3.5亿元，两项合计5.98亿元。")
    found = check(reading)
    total = reading.figures[2]
    assert agree(total, None, findings=found).judgement is Judgement.INCONSISTENT
    assert agree(reading.figures[0], Decimal("2.47"), "亿元", findings=found).judgement == "agrees"


@pytest.mark.parametrize(("value", "sign", "code"), [(1.5, "=", "inexact"), (1, "~", "comparator")])
def test_bad_questions_are_refused(value, sign, code):
    with pytest.raises(CiguError) as refused:
        agree(only("企业85家"), value, "家", comparator=sign)
    assert refused.value.code == code


LIST = (
    Indicator("patents", "专利授权量", ("授权专利",), "件", "flow"),
    Indicator("talents", "引进硕士以上人才数", ("引进人才",), "名", "flow"),
    Indicator("experts", "聘任高水平专家数", ("聘任专家",), "人", "flow"),
    Indicator("growth", "专利授权增长率", ("授权专利增长",), "%", "growth"),
)


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("全年授权专利395件", "patents"),
        ("授权专利同比增长12%", "growth"),
        ("引进硕士以上专业人才62名", "talents"),
        ("聘任院士等高水平专家29人", "experts"),
    ],
)
def test_the_likeliest_indicator_comes_first_with_reasons(text, indicator):
    best, *_ = link(only(text), LIST)
    assert best.indicator == indicator and 0 < best.score <= 1
    assert "words" in [r.code for r in best.reasons]


def test_a_figure_of_something_else_has_no_candidate():
    assert link(only("平均气温12.6℃"), LIST) == []


def test_a_correction_is_remembered_for_the_next_report():
    memory = [remember(only("引进硕士以上专业人才62名"), "experts")]
    best, *rest = link(only("引进硕士以上专业人才71名"), LIST, memory)
    assert best.indicator == "experts" and best.reasons[0].code == "remembered"
    assert "talents" in [c.indicator for c in rest]
    assert link(only("聘任高水平专家30人"), LIST, memory)[0].reasons[0].code == "words"
    none = [remember(only("授权专利395件"), "")]
    assert link(only("授权专利401件"), LIST, none)[0].reasons[0].code == "remembered_as_none"
