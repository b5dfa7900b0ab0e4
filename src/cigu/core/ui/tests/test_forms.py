"""Fields: what they accept and what they say to bad input."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils.translation import override

from cigu.core.ui.forms import (
    CiguForm,
    CreditCodeField,
    DateField,
    LongTextField,
    MoneyField,
    NumberField,
    RadioField,
    TextField,
)
from cigu.engines.basis.credit_code import synthetic_code


@pytest.fixture(autouse=True)
def chinese():
    with override("zh-hans"):
        yield


def refusal(field, text):
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    return "".join(caught.value.messages)


@pytest.mark.parametrize(
    "text",
    ["2024-06-14", "2024/6/14", "2024.6.14", "20240614", "2024年6月14日", "２０２４－０６－１４"],
)
def test_a_day_is_read_as_people_write_it(text):
    assert DateField().clean(text) == date(2024, 6, 14)


def test_an_impossible_day_is_named():
    assert refusal(DateField(), "2024-02-30") == "日历上没有 2024-02-30，核对月和日"
    assert refusal(DateField(), "昨天") == "写年月日，例如 2024-06-14"
    assert refusal(DateField(), "0000-01-01").startswith("日历上没有")


@pytest.mark.parametrize(
    ("text", "value"), [("1,234.5", "1234.5"), ("１２．５", "12.5"), ("0", "0"), ("+3", "3")]
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert NumberField(low=0).clean(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["abc", "1e9", "nan", "Infinity", "1,23", "2.555", "--1", "9" * 30]
)
def test_a_bad_number_gets_the_bounds_and_an_example(text):
    assert refusal(NumberField(low=0, high=100, example="2.5"), text) == (
        "填 0 到 100 之间的数，例如 2.5"
    )


def test_unknown_is_not_zero():
    assert NumberField(required=False).clean("") is None
    assert MoneyField(required=False).clean("  ") is None
    assert isinstance(NumberField(places=0).clean("3"), int)


def test_a_credit_code_is_checked_to_its_last_character():
    code = synthetic_code(7)
    field = CreditCodeField()
    assert field.clean(f" {code.lower()} ") == code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "末位校验码" in refusal(field, wrong)
    assert refusal(field, "915") == "现有 3 位，应为 18 位，请填全"
    assert "不会出现的字符" in refusal(field, code[:-1] + "O")
    assert CreditCodeField(required=False).clean("") is None


def test_text_is_folded_to_half_width():
    assert TextField().clean("ＮｄＦｅＢ　磁体 ") == "NdFeB 磁体"
    assert "NUL" not in LongTextField().clean("两行\r\n文字")


class Form(CiguForm):
    scrap = NumberField(label="废品率", unit="%", low=0, high=100, example="2.5")
    how = RadioField(label="检测方式", choices=[("on", "在线")], unknown=True, required=False)


def draw(form):
    return Template(
        "{% load cigu %}{% form_errors form %}{% field form.scrap %}{% field form.how %}"
    ).render(Context({"form": form}))


def test_errors_stand_on_top_and_at_the_field():
    text = draw(Form({"scrap": "250"}))
    assert '<a href="#id_scrap">废品率：填 0 到 100 之间的数，例如 2.5</a>' in text
    assert 'id="id_scrap_error">填 0 到 100 之间的数' in text
    assert 'value="250"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_scrap_error"' in text


def test_units_marks_and_sources_are_drawn():
    text = draw(Form(sources={"scrap": "上次体检 3"}))
    assert '<div class="withu">' in text
    assert "选填" in text
    assert '<p class="cg-src">上次体检 3</p>' in text
    assert 'role="radiogroup"' in text
    assert "不知道" in text
