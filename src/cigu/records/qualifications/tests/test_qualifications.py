"""One qualification at a time, in a chain, entered by the officer of the place, with its proof."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.documents.actions import documents_of
from cigu.records.organisations.factories import make_enterprise, make_institute
from cigu.records.qualifications.actions import attach_proof, award, correct, revoke
from cigu.records.qualifications.factories import make_qualification
from cigu.records.qualifications.guards import QualificationRefused
from cigu.records.qualifications.models import (
    Qualification,
    ending_soon,
    over_on,
    valid_on,
)

pytestmark = pytest.mark.django_db
PAPER = ("证书.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


def code(refusal: Any) -> str:
    return str(refusal.value.code)


@pytest.fixture
def firm(county: Any) -> Any:
    return make_enterprise(territory=county)


@pytest.mark.parametrize(
    ("first", "before", "met"),
    [
        ("2020-11-09", "2023-11-09", False), ("2020-11-09", "2023-11-10", True),
        ("2026-11-08", "2029-11-08", True), ("2026-11-09", "2029-11-09", False),
        ("2024-01-01", "2025-01-01", True), ("2020-01-01", None, True),
    ],
)  # fmt: skip
def test_two_of_one_kind_do_not_overlap(
    officer: Any, firm: Any, first: str, before: str | None, met: bool
) -> None:
    make_qualification(organisation=firm)  # [2023-11-09, 2026-11-09)
    begin, end = (date.fromisoformat(d) if d else None for d in (first, before))
    given = {"organisation": firm, "issued_on": date(2019, 1, 1), "by": officer}
    if met:
        with pytest.raises(QualificationRefused) as refusal:
            make_qualification(**given, valid_from=begin, valid_to=end)
        assert code(refusal) == "overlap"
    else:
        make_qualification(**given, valid_from=begin, valid_to=end)
    make_qualification(organisation=firm, kind="specialised", level="region")
    make_qualification(organisation=firm, level="region")


def test_each_follows_the_one_before_in_whatever_order_they_are_entered(firm: Any) -> None:
    days = (date(2024, 1, 1), date(2018, 1, 1), date(2021, 1, 1))
    made = {
        day: make_qualification(
            organisation=firm, issued_on=day, valid_to=day.replace(year=day.year + 3)
        )
        for day in days
    }
    for row in made.values():
        row.refresh_from_db()
    assert made[days[1]].follows is None
    assert made[days[2]].follows == made[days[1]]
    assert made[days[0]].follows == made[days[2]]
    changed = correct(
        qualification=made[days[1]], by=make_user("officer", territory=make_territory("100000")),
        reason="种类录错", kind="specialised", level="region",
    )  # fmt: skip
    made[days[2]].refresh_from_db()
    assert changed.follows is None and made[days[2]].follows is None


def test_days_in_and_out_of_a_span(firm: Any) -> None:
    row = make_qualification(organisation=firm)

    def found(when: Any) -> bool:
        return Qualification.objects.filter(when).exists()

    assert not found(valid_on(date(2023, 11, 8))) and found(valid_on(date(2023, 11, 9)))
    assert found(valid_on(date(2026, 11, 8))) and not found(valid_on(date(2026, 11, 9)))
    assert found(ending_soon(date(2026, 8, 11))) and not found(ending_soon(date(2026, 8, 10)))
    assert found(over_on(date(2026, 11, 9))) and row.last_day == date(2026, 11, 8)


def test_a_revoked_one_counts_up_to_the_day_and_makes_room(
    officer: Any, firm: Any, day: date
) -> None:
    row = make_qualification(organisation=firm)
    with pytest.raises(QualificationRefused) as refusal:
        revoke(qualification=row, by=officer, end_reason="unmet", ended_on=date(2024, 6, 15))
    assert code(refusal) == "ended_on"
    row.refresh_from_db()
    revoke(qualification=row, by=officer, end_reason="unmet", ended_on=date(2024, 5, 1))
    assert Qualification.objects.valid_on(date(2024, 4, 30)).get() == row
    assert not Qualification.objects.valid_on(date(2024, 5, 1)).exists()
    make_qualification(organisation=firm, issued_on=date(2024, 5, 1), valid_to=None)
    with pytest.raises(QualificationRefused) as refusal:
        revoke(qualification=row, by=officer, end_reason="unmet")
    assert code(refusal) == "ended"
    with pytest.raises(QualificationRefused) as refusal:  # it would meet the new one
        correct(qualification=row, by=officer, reason="撤错", ended_on=None, end_reason="")
    assert code(refusal) == "overlap"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"issued_on": date(2024, 6, 15)}, "issued_on"), ({"kind": "best"}, "kind"),
        ({"level": "world"}, "level"), ({"valid_to": date(2023, 11, 9)}, "valid_to"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused(
    officer: Any, firm: Any, changes: dict[str, Any], expected: str
) -> None:
    with pytest.raises(QualificationRefused) as refusal:
        make_qualification(organisation=firm, by=officer, **changes)
    assert code(refusal) == expected and refusal.value.data["field"] == expected
    assert not Qualification.objects.exists()


def test_only_an_enterprise_and_a_real_one_only_with_its_source(officer: Any, county: Any) -> None:
    with pytest.raises(QualificationRefused) as refusal:
        make_qualification(organisation=make_institute(territory=county), by=officer)
    assert code(refusal) == "body"
    real = make_enterprise(territory=county, synthetic=False, credit_code=None)
    given = {"organisation": real, "kind": "high_tech", "level": "nation", "by": officer,
             "issued_on": date(2023, 1, 1)}  # fmt: skip
    with pytest.raises(QualificationRefused) as refusal:
        award(**given)
    assert code(refusal) == "source"
    assert not award(**given, source="公示第 1 号").synthetic


def test_only_an_officer_of_the_place_enters_corrects_and_ends(firm: Any, day: date) -> None:
    row = make_qualification(organisation=firm)
    elsewhere = make_user(Role.OFFICER, territory=make_territory("150102"))
    for user in (elsewhere, make_user(Role.ENTERPRISE, party=firm.party), None):
        with pytest.raises(NotAllowed):
            make_qualification(organisation=firm, kind="emerging", by=user)
        with pytest.raises(NotAllowed):
            correct(qualification=row, by=user, reason="改", certificate="1")
        with pytest.raises(NotAllowed):
            revoke(qualification=row, by=user, end_reason="unmet")
        with pytest.raises(NotAllowed):
            attach_proof(qualification=row, by=user, paper=PAPER)
    assert Qualification.objects.for_(elsewhere).get() == row
    assert not Qualification.objects.for_(make_user(Role.SYSTEM_ADMIN)).exists()


def test_its_proof_is_stored_with_it(officer: Any, firm: Any, documents: Path) -> None:
    row = make_qualification(organisation=firm, by=officer, paper=PAPER)
    attach_proof(qualification=row, by=officer, paper=("公示.pdf", PAPER[1]))
    assert [d.name for d in documents_of(row)] == ["公示.pdf", "证书.pdf"]
