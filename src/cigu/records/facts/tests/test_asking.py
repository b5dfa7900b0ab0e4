"""A form asks only for what is not known: of the right period, still valid, and with consent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cigu.rulebook import loader

from ..actions import accept_facts, give_consent
from ..asking import known, known_to
from ..declaring import Form
from ..definitions import definitions, purposes
from ..factories import make_fact, make_filing

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 14)
READS = ("revenue", "staff")
FORM = Form("test.form", "表", "checkup", lambda: READS)


def numbers(firm: Any, *codes: str, on: date = TODAY) -> dict[str, Decimal]:
    return {code: answer.number for code, answer in known(firm, codes, on).items()}


def test_last_year_is_asked_and_no_other(firm: Any, officer: Any) -> None:
    for year in (2022, 2023):
        make_fact(year, organisation=firm, by=officer, day=date(year, 12, 31))
    assert numbers(firm, "revenue") == {"revenue": 2023}
    assert numbers(firm, "revenue", on=date(2023, 2, 1)) == {"revenue": 2022}
    assert numbers(firm, "revenue", on=date(2025, 2, 1)) == {}


def test_a_stock_holds_for_its_term(firm: Any, officer: Any) -> None:
    make_fact(50, "staff", organisation=firm, by=officer, day=date(2023, 6, 14))
    assert numbers(firm, "staff") == {"staff": 50}
    assert numbers(firm, "staff", on=date(2024, 6, 15)) == {}
    make_fact(60, "staff", organisation=firm, by=officer, day=date(2024, 6, 1))
    assert numbers(firm, "staff") == {"staff": 60}
    assert numbers(firm, "staff", on=date(2024, 5, 31)) == {"staff": 50}


def test_what_waits_answers_too_and_says_so(firm: Any, boss: Any, officer: Any) -> None:
    filing = make_filing(firm, boss)
    answer = known(firm, ["revenue"], TODAY)["revenue"]
    assert answer.number == 8600 and not answer.is_checked
    accept_facts(facts=list(filing.facts.all()), by=officer)
    make_filing(firm, boss, revenue=9000)
    answer = known(firm, ["revenue"], TODAY)["revenue"]
    assert answer.number == 8600 and answer.is_checked


def test_a_mean_of_three_years_is_computed_and_not_asked(firm: Any, officer: Any) -> None:
    for year in (2021, 2022):
        make_fact(100, organisation=firm, by=officer, day=date(year, 12, 31))
    assert numbers(firm, "turnover_3y_mean") == {}
    make_fact(101, organisation=firm, by=officer)
    answer = known(firm, ["turnover_3y_mean"], TODAY)["turnover_3y_mean"]
    assert (answer.number, len(answer.facts)) == (Decimal("100.33"), 3)
    make_fact(99, "turnover_3y_mean", organisation=firm, by=officer)
    assert numbers(firm, "turnover_3y_mean") == {"turnover_3y_mean": 99}


def test_without_consent_to_the_purpose_the_form_asks(firm: Any, boss: Any, officer: Any) -> None:
    make_fact(organisation=firm, by=officer)
    assert known_to(FORM, firm, READS, TODAY) == {}
    give_consent(organisation=firm, given_for=["needs"], by=boss)
    assert known_to(FORM, firm, READS, TODAY) == {}
    give_consent(organisation=firm, given_for=["checkup"], by=boss)
    assert set(known_to(FORM, firm, READS, TODAY)) == {"revenue"}


def test_every_number_that_an_instrument_asks_is_a_fact() -> None:
    """A new instrument brings its numbers into the rulebook's list, or it would ask again. Trends
    are asked in words."""
    asked: set[str] = set()
    for rule in loader.instruments():
        if "levels" in rule.data:
            rows = loader.instrument(rule.id).indicators
            asked |= {name for row in rows if row.type != "trend" for name in row.inputs}
        for item in rule.data.get("items", ()):
            asked |= set((item.get("ratio") or {}).values())
    assert asked and asked <= set(definitions())


def test_every_fact_has_words_purposes_and_a_group_that_exist() -> None:
    from ..definitions import groups

    for row in definitions().values():
        assert set(row.purposes) <= set(purposes()) and row.months > 0
        assert row.data["zh"] != row.data["en"]
        assert row.mean_of in {"", *definitions()} and row.part_of in {"", *definitions()}
    assert sum(len(rows) for _name, rows in groups()) == len(definitions())
