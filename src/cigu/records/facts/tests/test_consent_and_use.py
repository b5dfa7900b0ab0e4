"""Numbers are read for a purpose the enterprise consents to, and every reading is on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import ADMIN_ROLES, Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel
from cigu.records.organisations.factories import make_enterprise

from ..actions import (
    accept_facts,
    give_consent,
    record_use,
    record_uses,
    withdraw_consent,
)
from ..declaring import PAGE, TAKEN, Form
from ..factories import account_of, make_fact, make_filing
from ..guards import FactRefused
from ..models import Fact, FactConsent, FactUse

pytestmark = pytest.mark.django_db
BY_OTHERS = FactUse.objects.exclude(way="check")  # beside the checking of what was filed


def sees(user: Any, fact: Fact) -> str:
    """full, masked, or nothing."""
    row = Fact.objects.for_(user).filter(pk=fact.pk).first()
    return "nothing" if row is None else "masked" if row.shown("number") is None else "full"


@pytest.fixture
def fact(firm: Any, boss: Any, officer: Any) -> Fact:
    """The turnover, stated by the enterprise itself and accepted."""
    filing = make_filing(firm, boss)
    accept_facts(facts=list(filing.facts.all()), by=officer)
    return filing.facts.get()


def test_who_reads_a_number_with_and_without_consent(
    firm: Any, boss: Any, officer: Any, fact: Fact
) -> None:
    place = firm.territory
    staff = {
        role: make_user(role, territory=place)
        for role in (Role.COMMISSIONER, Role.BROKER, Role.LEADER, Role.REGISTRAR)
    }  # fmt: skip
    everybody = {"own": boss, "officer": officer, **staff}

    def table() -> dict[str, str]:
        return {name: sees(user, fact) for name, user in everybody.items()}

    masked = dict.fromkeys(everybody, "masked")
    assert table() == {**masked, "own": "full"}
    given = give_consent(organisation=firm, given_for=["checkup"], by=boss)
    assert table() == {**masked, "own": "full", "officer": "full"}
    give_consent(organisation=firm, given_for=["visit", "needs", "statistics"], by=boss)
    assert table() == {**dict.fromkeys(everybody, "full"), "leader": "masked",
                       "registrar": "masked"}  # fmt: skip
    withdraw_consent(consent=given[0], by=boss)
    assert table()["officer"] == "full", "still for needs"
    withdraw_consent(consent=FactConsent.objects.get(purpose="needs"), by=boss)
    assert table() == {**masked, "own": "full", "commissioner": "full"}


def test_others_see_no_row(firm: Any, fact: Fact) -> None:
    make_fact(organisation=make_enterprise())
    strangers = [account_of(make_enterprise()), make_user()]
    strangers += [make_user(Role.OFFICER, territory=make_territory("150102"))]
    strangers += [make_user(role) for role in sorted(ADMIN_ROLES)]
    assert {sees(user, fact) for user in strangers} == {"nothing"}


def test_officers_read_what_waits_for_them_what_they_entered_and_what_is_not_sensitive(
    firm: Any, boss: Any, officer: Any
) -> None:
    waits = make_filing(firm, boss, rd_spend=70).facts.get()
    entered = make_fact(organisation=firm, by=officer)
    plain = make_filing(firm, boss, staff=50).facts.get()
    accept_facts(facts=[plain], by=officer)
    assert {sees(officer, fact) for fact in (waits, entered, plain)} == {"full"}
    accept_facts(facts=[Fact.objects.get(pk=waits.pk)], by=officer)
    assert sees(officer, waits) == "masked"


def test_a_masked_number_cannot_be_searched(firm: Any, officer: Any, fact: Fact) -> None:
    assert not Fact.objects.readable(officer).filter(number=8600).exists()


def test_only_the_enterprise_consents_and_takes_back(firm: Any, boss: Any, officer: Any) -> None:
    with pytest.raises(NotAllowed):
        give_consent(organisation=firm, given_for=["checkup"], by=officer)
    (given,) = give_consent(organisation=firm, given_for=["checkup"], by=boss)
    assert give_consent(organisation=firm, given_for=["checkup"], by=boss) == []
    for user in (officer, account_of(make_enterprise())):
        with pytest.raises(NotAllowed):
            withdraw_consent(consent=given, by=user)
    withdraw_consent(consent=given, by=boss)
    assert (given.withdrawn_on, given.withdrawn_by) == (date(2024, 6, 14), boss)
    with pytest.raises(FactRefused) as refusal:
        withdraw_consent(consent=given, by=boss)
    assert refusal.value.code == "withdrawn"
    give_consent(organisation=firm, given_for=["checkup"], by=boss)
    assert FactConsent.objects.count() == 2


def test_an_unknown_purpose_is_told(firm: Any, boss: Any) -> None:
    with pytest.raises(FactRefused) as refusal:
        give_consent(organisation=firm, given_for=["checkup", "gossip"], by=boss)
    assert refusal.value.code == "purpose" and not FactConsent.objects.exists()


def test_a_reading_is_told_once_a_day_with_all_that_was_read(
    firm: Any, officer: Any, fact: Fact, day: date
) -> None:
    other = make_fact(50, "staff", organisation=firm)
    for facts in ([fact], [fact], [fact, other]):
        record_use(organisation=firm, facts=facts, by=officer, form=PAGE, way="page")
    use = BY_OTHERS.all().get()
    assert use.facts == [["revenue", "2023-12-31"], ["staff", "2023-12-31"]]
    assert AuditLeaf.objects.filter(object_uid=use.uid).count() == 2
    with travel(day + timedelta(days=1)):
        record_use(organisation=firm, facts=[fact], by=officer, form=PAGE, way="page")
    assert BY_OTHERS.all().count() == 2


def test_ones_own_reading_is_no_use_by_others(firm: Any, boss: Any, fact: Fact) -> None:
    record_use(organisation=firm, facts=[fact], by=boss, form=PAGE, way="page")
    record_uses(facts=[fact], by=boss, form=TAKEN, way="export")
    assert not BY_OTHERS.all().exists()
    form = Form("checkups.questionnaire", "问卷", "checkup")
    record_use(organisation=firm, facts=[fact], by=boss, form=form, way="form", record=fact.filing)
    assert BY_OTHERS.all().get().subject_number == "SB-2024-0001"


def test_a_file_of_many_enterprises_leaves_a_row_for_each(firm: Any, officer: Any) -> None:
    facts = [make_fact(organisation=body) for body in (firm, make_enterprise())]
    facts.append(make_fact(50, "staff", organisation=firm))
    record_uses(facts=facts[:2], by=officer, form=TAKEN, way="export")
    record_uses(facts=facts, by=officer, form=TAKEN, way="export")
    told = FactUse.objects.values_list("organisation__name_zh", "facts")
    assert {name: len(read) for name, read in told} == {
        firm.name_zh: 2, facts[1].organisation.name_zh: 1
    }  # fmt: skip


def test_who_read_is_told_to_the_enterprise_and_the_office(
    firm: Any, boss: Any, officer: Any, fact: Fact
) -> None:
    record_use(organisation=firm, facts=[fact], by=officer, form=PAGE, way="page")
    stranger = account_of(make_enterprise())
    found = {u.pk: BY_OTHERS.for_(u).count() for u in (boss, officer, stranger)}
    assert found == {boss.pk: 1, officer.pk: 1, stranger.pk: 0}


def test_a_list_leaves_a_use_of_each_fact_it_shows(firm: Any, boss: Any, officer: Any) -> None:
    make_fact(organisation=firm, by=officer)
    client = Client()
    client.force_login(officer)
    for _again in range(2):
        assert client.get(reverse("facts:list"), {"view": "all"}).status_code == 200
    use = FactUse.objects.get(organisation=firm, reader=officer, way="page")
    assert use.facts == [["revenue", "2023-12-31"]]
    make_filing(firm, boss, rd_spend=70)
    client.get(reverse("facts:list"), {"view": "all"})
    use.refresh_from_db()
    assert ["rd_spend", "2023-12-31"] in use.facts and len(use.facts) == 2
