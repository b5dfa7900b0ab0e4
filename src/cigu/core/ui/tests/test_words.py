"""Numbers, days and clocks as design.md writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from cigu.core.ui import words

NOW = date(2024, 6, 14)  # a Friday; 10 June was a holiday


@pytest.fixture(autouse=True)
def chinese():
    with override("zh-hans"):
        yield


def test_numbers():
    assert words.num(-1234567) == "\u22121,234,567"
    assert words.num(None) == words.num("") == words.num(float("nan")) == "—"
    assert words.num(0) == "0"
    assert words.num(Decimal("-0.00")) == "0.00"
    assert words.money(Decimal("525")) == "525.00"
    assert words.money(Decimal("0.005")) == "0.01"
    assert words.percent(Decimal("0.451")) == "45.1%"
    assert words.signed(2) == "+2"
    assert words.signed(-1) == "\u22121"
    assert words.signed(0) == "0"


def test_days():
    assert words.day(NOW) == "2024-06-14"
    assert words.day(NOW, NOW) == "06-14"
    assert words.day(date(2023, 6, 8), NOW) == "2023-06-08"
    assert words.day(None) == "—"
    assert words.day(datetime(2024, 6, 14, 17, tzinfo=UTC)) == "2024-06-15"  # Shanghai


@pytest.mark.parametrize(
    ("due", "css", "text"),
    [
        (date(2024, 6, 12), "late", "超 2 日"),
        (date(2024, 6, 14), "warn", "今天"),
        (date(2024, 6, 19), "warn", "余 3 日"),
        (date(2024, 6, 20), "", "余 4 日"),
    ],
)
def test_clocks_count_working_days(due, css, text):
    mark = words.clock(due, NOW)
    assert text in mark
    assert f'class="cg-clock{" " + css if css else ""}"' in mark


def test_a_clock_that_ran_out_on_a_weekend_is_past():
    assert "超 1 日" in words.clock(date(2024, 6, 15), date(2024, 6, 16))


def test_paused_and_missing_clocks():
    assert "暂停" in words.clock(None, NOW, paused=True)
    assert "—" in words.clock(None, NOW)


def render(text, **context):
    return Template("{% load cigu %}" + text).render(Context(context))


def test_figures_open_and_escape():
    link = render(
        '{% figure 2300 "名" ref="A-15" url="?fig=A-15" comparator=c panel="#evidence" %}', c=">"
    )
    assert '<span class="cg-cmp">&gt;</span>' in link
    assert 'data-ref="A-15"' in link
    assert 'hx-target="#evidence"' in link
    assert ">2,300</a>" in link
    assert render("{% figure v %}", v=None) == '<span class="t3">—</span>'
    assert "<b>" not in render("{% figure v u %}", v="<b>", u="<b>")


def test_bars_have_no_inline_style():
    bar = render(
        "{% svgbar 0.88 %}{% svgbar v %}{% svgbars p label='x' %}",
        v=None,
        p=[(1, "ok"), (3, "late")],
    )
    assert 'width="88.00%"' in bar
    assert "style" not in bar
    assert "—" in bar


def test_marks_appear_only_where_they_hold():
    assert render("{% synth o %}", o=type("O", (), {"synthetic": False})()) == ""
    assert "合成" in render("{% synth o %}", o=type("O", (), {"synthetic": True})())
    assert "未核实" in render("{% unverified o %}", o=type("O", (), {"verified": False})())
