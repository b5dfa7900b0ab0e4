import pytest

from cigu.engines.matching.cuts import cut_text
from cigu.engines.matching.quantities import Quantity, likeness, quantities


def read(text):
    return quantities(cut_text(text))


def test_values_units_and_what_they_measure():
    assert read("矫顽力由 25 kOe 提高到 30 kOe。") == [
        Quantity(25, "koe", "矫顽力"),
        Quantity(30, "koe", "矫顽力"),
    ]


def test_a_number_goes_back_to_what_its_unit_measured():
    found = read("矫顽力25 kOe，镝含量不高于1.0 wt%时达到30 kOe")
    assert [q.name for q in found] == ["矫顽力", "镝含量", "矫顽力"]
    assert [q.name for q in read("收率95%，纯度99%")] == ["收率", "纯度"]


def test_a_name_does_not_reach_into_the_next_sentence():
    assert read("关注矫顽力。投入200 万元。") == [Quantity(200, "万元", "")]


def test_a_bare_number_says_nothing():
    assert read("共 12 页，见 3.1") == []


def test_the_longer_name_wins():
    (only,) = read("最大磁能积达到52 MGOe")
    assert only.name == "最大磁能积"


def test_likeness_grows_with_agreement():
    want = [Quantity(30, "koe", "矫顽力")]
    same = likeness(want, [Quantity(30, "koe", "矫顽力")])
    near = likeness(want, [Quantity(24, "koe", "矫顽力")])
    unit = likeness(want, [Quantity(30, "koe", "")])
    none = likeness(want, [Quantity(30, "%", "收率")])
    assert same == pytest.approx(1)
    assert same > near > unit > none == 0


def test_the_same_number_of_another_thing_says_nothing():
    assert likeness([Quantity(95, "%", "收率")], [Quantity(95, "%", "纯度")]) == 0


def test_no_number_is_unknown():
    assert likeness([], [Quantity(1, "t", "")]) is None
    assert likeness([Quantity(1, "t", "")], []) is None
