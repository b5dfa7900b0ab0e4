from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.factcheck import find_quantities, read_numbers

from .seeds import SHARED

SUITE = SHARED / "data/zh-numbers/NumberModel.json"


def values(text):
    return [number.value for number in read_numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一万三", 13000), ("一万零三", 10003), ("九十二万四", 924000), ("两千四百五", 2450),
        ("四千零五万", 40050000), ("五亿零六", 500000006), ("10万万", 10**9),
        ("4.78万亿", Decimal("4.78") * 10**12), ("5万4千6百", 54600), ("3万4000", 34000),
        ("1,050,000,000", 1050000000), ("４，５６５", 4565), ("壹百零壹萬壹千", 1011000),
        ("两千万点五五四四", Decimal("20000000.5544")), ("二点五万", 25000), ("千亿", 10**11),
        ("三分之一百五十", 50), ("一又二分之一", Decimal("1.5")), ("1 4/5", Decimal("1.8")),
        ("-2.5 M", -2500000), ("负三十二", -32), ("2e5", 200000), ("十打", 120),
        ("二零二四", 2024), ("1000  万", 10**7), ("99.999", Decimal("99.999")),
    ],
)  # fmt: skip
def test_a_numeral_has_its_value(text, value):
    (only,) = read_numbers(text)
    assert only.value == value
    assert (only.start, only.end) == (0, len(text))


@pytest.mark.parametrize("text", ["500余万", "十 余 萬", "一千多万", "二十几亿"])
def test_an_open_numeral_is_a_lower_bound(text):
    (only,) = read_numbers(text)
    assert only.open


@pytest.mark.parametrize(
    "text",
    ["一切", "四川的陆地", "队伍已经收拾", "万一", "百姓", "统一", "进一步", "千方百计", "零部件",
     "百企提升", "一体化", "万物"],
)  # fmt: skip
def test_a_word_counts_nothing(text):
    assert read_numbers(text) == []


def test_the_sign_of_a_metric_unit_is_not_part_of_the_number():
    assert values("5亿千瓦时，3千瓦，2兆帕") == [5 * 10**8, 3, 2]


def test_a_range_has_no_negative_end():
    assert values("每年3—5亿，2-4家，从-5到7") == [3, 5 * 10**8, 2, 4, -5, 7]


def test_percent_in_words_has_its_unit():
    found = read_numbers("占百分之七十三点五，千分之二")
    assert [(n.value, n.unit) for n in found] == [(Decimal("73.5"), "%"), (2, "‰")]


def test_a_clock_is_no_decimal():
    assert values("三点五十分") == [3, 50]


def test_a_row_of_digits_is_no_number():
    assert values("账号" + "4" * 60 + "，另有5家") == [5]


@pytest.mark.fault(43)
@pytest.mark.parametrize("sign", ["4", "９", "一", "1.", "1,", "百", "万", "4" * 24 + "万"])
def test_endless_digits_are_passed_over_in_one_go(sign):
    """200,000 signs of every sort: a reader that tries again from each would not end."""
    text = sign * (200_000 // len(sign))
    found = values("前有3家，" + text + "。后有5家")
    assert found[0] == 3 and found[-1] == 5


def test_places_are_those_of_the_text_as_written():
    text = "完成８５家企业、針對七十一條需求"
    assert [text[n.start : n.end] for n in read_numbers(text)] == ["８５", "七十一"]


def spoken(number):
    """Chinese for a whole number below 10^8: written apart from the reader."""
    if number >= 10000:
        head, rest = divmod(number, 10000)
        link = "零" if 0 < rest < 1000 else ""
        return spoken(head) + "万" + (link + spoken(rest) if rest else "")
    out, skipped = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if skipped and out else "") + "零一二三四五六七八九"[digit] + sign
        skipped = digit == 0
    return out


@given(st.integers(11, 10**8 - 1))
def test_what_is_spoken_is_read_back(number):
    assert values(f"共{spoken(number)}元") == [number]


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["万", "亿", ""]))
def test_arabic_with_a_large_unit_is_exact(number, unit):
    factor = {"万": 10**4, "亿": 10**8, "": 1}[unit]
    assert values(f"达{number}{unit}元") == [number * factor]


@given(st.text(alphabet="一二三十百千万亿零点分之又负-/.,0123456789e^ kM余几打", max_size=60))
def test_any_row_of_number_characters_is_read_without_a_breakdown(text):
    for number in read_numbers(text):
        assert 0 <= number.start < number.end <= len(text)


def test_work_grows_with_the_text_and_no_faster():
    """Counted in steps of the interpreter, not in time."""

    def steps(text):
        import sys

        count = 0

        def trace(frame, event, arg):
            nonlocal count
            count += 1
            return trace

        sys.settrace(trace)
        try:
            read_numbers(text)
        finally:
            sys.settrace(None)
        return count

    for piece in ("1", "一", "万", "1,", "分之", "一千", ".", "1 "):
        assert steps(piece * 800) < 3 * steps(piece * 400) + 5000, piece


@pytest.mark.skipif(not SUITE.is_file(), reason="the public suite lies beside the project only")
@pytest.mark.parametrize("reader", [read_numbers, find_quantities])
def test_the_public_suite_is_read_right(reader):
    cases = json.loads(SUITE.read_text(encoding="utf-8-sig"))
    wanted = right = 0
    for case in cases:
        left = reader(case["Input"])
        for result in case["Results"]:
            wanted += 1
            value = Decimal(result["Resolution"]["value"])
            near = abs(value) * Decimal("1e-12")
            hit = next((n for n in left if abs(n.value - value) <= near), None)
            if hit is not None:
                left.remove(hit)
                right += 1
    assert right >= 0.95 * wanted
