"""Who states what: filed to be checked, or entered; never overwritten; only what can be meant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.uids import new_uid
from cigu.core.flow.actions import check_fire
from cigu.core.flow.models import Task
from cigu.core.invariants.rows import rows_of
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.factories import make_enterprise, make_institute
from cigu.records.organisations.merging import merge_organisations

from ..actions import accept_facts, leave_returned, return_facts, state_facts
from ..factories import LAST_YEAR, account_of, make_fact, make_filing, stated
from ..guards import FactRefused
from ..models import Fact, Filing

pytestmark = pytest.mark.django_db


def rows(firm: Any, code: str = "revenue") -> list[tuple[str, Decimal]]:
    found = Fact.objects.filter(organisation=firm, code=code).order_by("pk")
    return [(fact.state, fact.number) for fact in found]


def waiting(filing: Filing) -> list[Any]:
    tasks = Task.objects.open().filter(subject_uid=filing.uid)
    return [(task.role, task.party, task.due_on) for task in tasks]


def test_an_enterprise_files_and_an_officer_checks(firm: Any, boss: Any, officer: Any) -> None:
    filing = make_filing(firm, boss, revenue=8600, rd_spend=70)
    assert filing.number == "SB-2024-0001" and filing.state == "waiting"
    assert waiting(filing) == [("officer", None, date(2024, 6, 21))]
    accept_facts(facts=list(filing.facts.all()), by=officer)
    filing.refresh_from_db()
    assert filing.state == "settled" and waiting(filing) == []
    assert rows(firm) == [("accepted", Decimal(8600))]


def test_an_enterprise_closes_or_hands_back_no_filing_by_hand(firm: Any, boss: Any) -> None:
    """It closes by itself once nothing in it waits; the office's part is to check the facts."""
    filing = make_filing(firm, boss)
    for code in ("settle", "hand_back"):
        with pytest.raises(NotAllowed):
            check_fire(filing, code, boss)
    filing.refresh_from_db()
    assert filing.state == "waiting"


def test_a_filing_with_a_returned_fact_goes_back_when_the_rest_is_stated_anew(
    firm: Any, boss: Any, officer: Any
) -> None:
    """The last fact that waited gives way by the enterprise's own words: no officer acts then."""
    filing = make_filing(firm, boss, revenue=8600, rd_spend=70)
    back = filing.facts.get(code="revenue")
    return_facts(facts=[back], reason_code="unproven", by=officer)
    filing.refresh_from_db()
    assert filing.state == "waiting"
    state_facts(organisation=firm, rows=[stated("rd_spend", 71)], by=boss)
    filing.refresh_from_db()
    assert filing.state == "returned"
    assert [party for _role, party, _due in waiting(filing)] == [firm.party]


def test_what_an_officer_enters_is_accepted_at_once(firm: Any, officer: Any) -> None:
    fact = make_fact(organisation=firm, by=officer)
    assert (fact.state, fact.origin, fact.filing) == ("accepted", "officer", None)
    assert fact.begins == date(2023, 1, 1) and fact.valid_to == date(2025, 7, 1)


def test_a_correction_overwrites_nothing(firm: Any, boss: Any, officer: Any) -> None:
    first = make_fact(organisation=firm, by=officer)
    filing = make_filing(firm, boss, revenue=8800)
    assert rows(firm) == [("accepted", Decimal(8600)), ("proposed", Decimal(8800))]
    return_facts(facts=list(filing.facts.all()), reason_code="unproven", by=officer)
    assert rows(firm) == [("accepted", Decimal(8600)), ("returned", Decimal(8800))]
    filing.refresh_from_db()
    assert waiting(filing) == [("", firm.party, date(2024, 6, 28))]
    again = make_filing(firm, boss, revenue=8700)
    filing.refresh_from_db()
    assert filing.state == "settled" and waiting(filing) == []
    accept_facts(facts=list(again.facts.all()), by=officer)
    assert [state for state, _n in rows(firm)] == ["superseded", "returned", "accepted"]
    assert Fact.objects.get(number=8700).replaces == first


def test_the_enterprise_may_leave_what_was_returned(firm: Any, boss: Any, officer: Any) -> None:
    filing = make_filing(firm, boss)
    return_facts(facts=list(filing.facts.all()), reason_code="unit", by=officer)
    filing.refresh_from_db()
    leave_returned(filing=filing, by=boss)
    assert filing.state == "settled"


def test_part_of_a_filing_is_returned_once_all_is_decided(
    firm: Any, boss: Any, officer: Any
) -> None:
    filing = make_filing(firm, boss, revenue=8600, rd_spend=70)
    one, two = filing.facts.order_by("code")
    return_facts(facts=[one], reason_code="differs", by=officer)
    filing.refresh_from_db()
    assert filing.state == "waiting"
    accept_facts(facts=[two], by=officer)
    filing.refresh_from_db()
    assert filing.state == "returned"


def test_saying_the_same_again_files_nothing(firm: Any, boss: Any) -> None:
    make_filing(firm, boss)
    assert state_facts(organisation=firm, rows=[stated()], by=boss) == []
    assert Filing.objects.count() == 1


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits(firm: Any, boss: Any) -> None:
    old = make_filing(firm, boss)
    make_filing(firm, boss, revenue=9000)
    old.refresh_from_db()
    assert old.state == "settled"
    assert rows(firm) == [("superseded", Decimal(8600)), ("proposed", Decimal(9000))]


def test_going_back_to_the_accepted_number_is_a_statement(
    firm: Any, boss: Any, officer: Any
) -> None:
    make_fact(organisation=firm, by=officer)
    make_filing(firm, boss, revenue=9000)
    make_filing(firm, boss, revenue=8600)
    assert rows(firm)[-1] == ("proposed", Decimal(8600))


@pytest.mark.parametrize(
    ("code", "number", "last", "refused"),
    [
        ("ghost", 1, LAST_YEAR, "code"), ("revenue", -1, LAST_YEAR, "range"),
        ("revenue", "1000000000.01", LAST_YEAR, "range"), ("revenue", "NaN", LAST_YEAR, "number"),
        ("revenue", "Infinity", LAST_YEAR, "number"), ("revenue", "1.005", LAST_YEAR, "places"),
        ("staff", "12.5", LAST_YEAR, "places"), ("hightech_income", 101, LAST_YEAR, "range"),
        ("revenue", 1, date(2023, 6, 30), "day"), ("revenue", 1, date(2024, 12, 31), "day"),
        ("staff", 1, date(2024, 6, 15), "day"), ("staff", 1, date(1989, 12, 31), "day"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    firm: Any, boss: Any, code: str, number: Any, last: date, refused: str
) -> None:
    with pytest.raises(FactRefused) as refusal:
        state_facts(organisation=firm, rows=[stated(code, number, last)], by=boss)
    assert refusal.value.code == refused
    assert not Fact.objects.exists() and not Filing.objects.exists()


def test_zero_is_a_number_and_may_be_stated(firm: Any, boss: Any) -> None:
    assert make_filing(firm, boss, rd_spend=0).facts.get().number == 0


def test_a_part_is_not_more_than_its_whole(firm: Any, boss: Any, officer: Any) -> None:
    make_fact(50, "staff", organisation=firm, by=officer)
    for code, number in (("rd_staff", 51), ("machines_digital", 4)):
        known = [stated("machines_total", 3)] if code == "machines_digital" else []
        with pytest.raises(FactRefused) as refusal:
            state_facts(organisation=firm, rows=[*known, stated(code, number)], by=boss)
        assert (refusal.value.code, refusal.value.data["field"]) == ("part", code)
    state_facts(organisation=firm, rows=[stated("rd_staff", 50)], by=boss)
    with pytest.raises(FactRefused):
        state_facts(organisation=firm, rows=[stated("staff", 49)], by=boss)


def test_others_state_nothing(firm: Any, day: date) -> None:
    strangers = [
        account_of(make_enterprise()), make_user(Role.LEADER, territory=firm.territory),
        make_user(Role.COMMISSIONER, territory=firm.territory),
        make_user(Role.OFFICER, territory=make_territory("150102")), make_user(),
    ]  # fmt: skip
    for user in strangers:
        with pytest.raises(NotAllowed):
            make_filing(firm, user)


def test_only_an_officer_of_the_place_decides(firm: Any, boss: Any) -> None:
    facts = list(make_filing(firm, boss).facts.all())
    for user in (boss, make_user(Role.OFFICER, territory=make_territory("150102"))):
        with pytest.raises(NotAllowed):
            accept_facts(facts=facts, by=user)
        with pytest.raises(NotAllowed):
            return_facts(facts=facts, reason_code="unit", by=user)


def test_a_fact_is_decided_once_and_returned_with_a_reason(
    firm: Any, boss: Any, officer: Any
) -> None:
    facts = list(make_filing(firm, boss).facts.all())
    with pytest.raises(CiguError) as refusal:
        return_facts(facts=facts, reason_code="because", by=officer)
    assert refusal.value.code == "reason"
    facts = list(Fact.objects.all())
    accept_facts(facts=facts, by=officer)
    with pytest.raises(FactRefused) as again:
        return_facts(facts=facts, reason_code="unit", by=officer)
    assert again.value.code == "decided"


def test_no_fact_of_an_institute(officer: Any, county: Any) -> None:
    with pytest.raises(FactRefused) as refusal:
        make_fact(organisation=make_institute(territory=county), by=officer)
    assert refusal.value.code == "body"


def test_the_database_holds_one_accepted_number_for_a_period(firm: Any, officer: Any) -> None:
    fact = make_fact(organisation=firm, by=officer)
    twin = Fact.objects.get(pk=fact.pk)
    twin.pk, twin.uid = None, None
    twin.uid = new_uid()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows_of(Fact).bulk_create([twin])


def test_facts_of_a_record_that_was_merged_go_on_with_the_other(firm: Any, officer: Any) -> None:
    other = make_enterprise(territory=firm.territory)
    moved = make_fact(40, "staff", organisation=other, by=officer)
    stays = make_fact(1, organisation=other, by=officer)
    make_fact(2, organisation=firm, by=officer)
    merge_organisations(loser=other, survivor=firm, by=officer, reason="同一家企业")
    moved.refresh_from_db()
    stays.refresh_from_db()
    assert (moved.organisation, stays.organisation) == (firm, other)
    assert rows(firm) == [("accepted", Decimal(2))]
    with pytest.raises(FactRefused) as refusal:
        make_fact(3, organisation=type(other).objects.get(pk=other.pk), by=officer)
    assert refusal.value.code == "merged"
