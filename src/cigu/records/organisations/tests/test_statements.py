"""Leads of segments, numbers of researchers, engagements."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.figures.registry import compute, figure
from cigu.core.figures.sources import Where
from cigu.core.places.models import Segment
from cigu.engines.basis.periods import Period
from cigu.records.organisations.factories import make_enterprise
from cigu.records.organisations.statements import (
    StatementRefused,
    end_lead,
    name_lead,
    state_headcount,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(county: Any, day: date) -> Any:
    return make_enterprise(territory=county)


def test_the_newest_number_of_each_body_counts_and_a_bound_makes_a_bound(
    officer: Any, firm: Any, county: Any
) -> None:
    given = {"method": "statement", "by": officer}
    other = make_enterprise(territory=county)
    for body, on, number, sign in (
        (firm, date(2024, 1, 1), 60, "="), (firm, date(2023, 1, 1), 50, ">"),
        (other, date(2023, 6, 1), 40, "="),
    ):  # fmt: skip
        state_headcount(organisation=body, as_of=on, researchers=number, comparator=sign, **given)
    with pytest.raises(StatementRefused):
        state_headcount(organisation=firm, as_of=date(2024, 1, 1), researchers=1, **given)
    with pytest.raises(StatementRefused):
        state_headcount(organisation=firm, as_of=date(2024, 6, 15), researchers=1, **given)

    def asked(day: str) -> Any:
        end = date.fromisoformat(day)
        where = Where(county, firm.domain, Period(date(2022, 1, 1), end))
        return compute(figure("A-15"), where)

    assert [asked(d).value for d in ("2023-01-01", "2023-01-02", "2024-01-02")] == [0, 50, 100]
    assert asked("2023-01-02").measured.at_least and not asked("2024-01-02").measured.at_least


def test_a_lead_is_named_once_and_ended(officer: Any, firm: Any) -> None:
    part = Segment.objects.create(code="s1", name_zh="环节", domain=firm.domain, tier=1)
    row = name_lead(organisation=firm, segment=part, role="lead", by=officer)
    with pytest.raises(StatementRefused):
        name_lead(organisation=firm, segment=part, role="backbone", by=officer)
    end_lead(lead=row, by=officer)
    with pytest.raises(StatementRefused):
        end_lead(lead=row, by=officer)
    name_lead(organisation=firm, segment=part, role="backbone", by=officer)
    elsewhere = make_user(Role.OFFICER, territory=make_territory("150102"))
    with pytest.raises(NotAllowed):
        name_lead(organisation=firm, segment=part, role="lead", by=elsewhere)
