"""The arithmetic between figures: each alarm beside the text that gives none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cigu.engines.factcheck import check, compare, read

ALARMS = [
    line.split(" | ")
    for line in Path(__file__).with_name("alarms.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def alarms(text):
    return [f.code for f in check(read(text)) if f.level == "alarm"]


@pytest.mark.parametrize(("code", "wrong", "right"), ALARMS)
def test_what_cannot_be_is_an_alarm_and_what_can_is_none(code, wrong, right):
    assert code in alarms(wrong)
    assert alarms(right) == []


def test_the_power_of_ten_that_would_fit_is_named():
    (alarm,) = check(read("1亿瓦时需要正极材料220万吨。"))
    assert alarm.params["power"] == 4 and alarm.params["ratio"] == 22


def test_open_figures_raise_no_alarm():
    assert alarms("企业约500家，其中规上148家，占30%左右，较上年增长两成多。") == []
    assert alarms("现有500多家企业，其中规模以上企业占512家。") == []


def test_a_growth_gives_the_base_it_stands_on():
    (note,) = check(read("技术合同成交额72.92亿元，较上年增长28.36%。"))
    assert note.code == "growth_base"
    assert note.params["low"] <= Decimal("5680897475.85") <= note.params["high"]


def test_a_list_gives_each_item_its_name():
    figures = read("永磁、储氢、抛光三大产业的设计产能分别达到6.5万吨、1万吨、2.4万吨。").figures
    assert [f.counted.phrase for f in figures] == ["永磁设计产能", "储氢设计产能", "抛光设计产能"]


def test_two_reports_that_contradict_each_other_are_told():
    first = read("2023年全市授权发明专利395件，引进硕士以上人才62名。")
    second = read("2023年，全市授权发明专利359件，引进硕士以上人才62名。")
    (only,) = compare(first, second)
    assert only.code == "contradicts"
    assert first.figure(only.first).value == 395 and second.figure(only.second).value == 359


def test_two_years_are_a_change_and_no_contradiction():
    first, second = read("2022年全市授权发明专利395件。"), read("2023年全市授权发明专利410件。")
    assert [d.code for d in compare(first, second)] == ["other_period"]
