"""Two records of one enterprise, each with certificates, become one and two again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cigu.core.imports.models import Merge
from cigu.records.organisations.factories import make_enterprise
from cigu.records.organisations.merging import merge_organisations, split_organisations
from cigu.records.qualifications.factories import make_qualification
from cigu.records.qualifications.models import Qualification

pytestmark = pytest.mark.django_db


def held(firm: Any) -> list[tuple[int, int | None]]:
    """(year it began, year of the one it follows)"""
    return [
        (row.valid_from.year, row.follows.valid_from.year if row.follows else None)
        for row in Qualification.objects.filter(organisation=firm).order_by("valid_from")
    ]


def certificate(firm: Any, year: int, until: int) -> Qualification:
    return make_qualification(
        organisation=firm, issued_on=date(year, 1, 1), valid_from=date(year, 1, 1),
        valid_to=date(until, 1, 1),
    )  # fmt: skip


@pytest.fixture
def firms(county: Any) -> tuple[Any, Any]:
    return make_enterprise(territory=county), make_enterprise(territory=county)


def test_certificates_of_both_stand_one_after_the_other(firms: Any, officer: Any) -> None:
    """Renewed under another record of the same enterprise is not new."""
    here, there = firms
    certificate(there, 2015, 2018)
    certificate(there, 2018, 2021)
    certificate(here, 2021, 2024)
    merge_organisations(loser=there, survivor=here, by=officer, reason="同一企业")
    assert held(here) == [(2015, None), (2018, 2015), (2021, 2018)] and held(there) == []
    split_organisations(merge=Merge.objects.get(), by=officer, reason="不是同一企业")
    assert held(here) == [(2021, None)] and held(there) == [(2015, None), (2018, 2015)]


def test_one_that_would_hold_twice_stays_where_it_was(firms: Any, officer: Any) -> None:
    here, there = firms
    certificate(there, 2022, 2025)
    certificate(there, 2019, 2022)
    certificate(here, 2023, 2026)
    merge_organisations(loser=there, survivor=here, by=officer, reason="同一企业")
    assert held(here) == [(2019, None), (2023, 2019)]
    assert held(there) == [(2022, None)]
    assert [label for label, _uid, _name in Merge.objects.get().left] == [
        "records_qualifications.qualification"
    ]
