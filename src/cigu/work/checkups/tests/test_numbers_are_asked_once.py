"""A number given in one questionnaire answers the next one; a wrong one is proposed anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from cigu.core.clock.business import travel
from cigu.records.facts.actions import accept_facts, withdraw_consent
from cigu.records.facts.factories import make_fact
from cigu.records.facts.guards import FactRefused
from cigu.records.facts.models import Fact, FactConsent, FactUse, Filing
from cigu.records.qualifications.factories import make_qualification

from .. import actions
from ..factories import World, answer_all, make_campaign, make_checkup, worked_example
from ..models import Checkup
from ..numbers import known_in

TECH = {"rd_intensity": {"rd_spend": 70, "revenue": 8600}, "rd_staff": {"rd_staff": 6, "staff": 50}}

MACHINES = {"machines_total": 64, "machines_digital": 34}
SPENDING = {"digital_spend_3y_mean": 90, "turnover_3y_mean": 8000}


def answers() -> dict[str, Any]:
    given = worked_example()
    given["base"] |= {"equip_digital": MACHINES}
    given["management"] |= {"funding": SPENDING}
    return {**given, "tech": TECH}


def collecting(world: World, campaign: Any = None) -> Checkup:
    checkup = make_checkup(campaign or world.campaign, world.a, world.officer)
    actions.invite(checkup=checkup, by=world.officer)
    actions.consent(checkup=checkup, purposes=["diagnosis", "needs"], by=world.firm_a)
    return checkup


def handed_in(world: World) -> Checkup:
    checkup = collecting(world)
    answer_all(checkup, world.firm_a, answers())
    return actions.hand_in(checkup=checkup, by=world.firm_a)


def section(checkup: Checkup, code: str) -> str:
    return reverse("checkups:section", args=[checkup.number, code])


def test_what_is_handed_in_is_filed_and_checked_together(world: World) -> None:
    checkup = handed_in(world)
    filing = Filing.objects.get()
    assert (filing.subject_uid, filing.subject_number) == (checkup.uid, checkup.number)
    found = {fact.code: (fact.number, fact.day) for fact in filing.facts.all()}
    assert found["revenue"] == (Decimal(8600), date(world.day.year - 1, 12, 31))
    assert found["staff"] == (Decimal(50), world.day)
    assert {"machines_total", "turnover_3y_mean", "rd_spend"} <= set(found)


def test_the_second_questionnaire_asks_only_for_the_rest(world: World, sign: Any) -> None:
    handed_in(world)
    accept_facts(facts=list(Fact.objects.filter(state="proposed")), by=world.officer)
    second = collecting(world, make_campaign(world.officer, world.city, name="第二次"))
    visitor = sign(world.firm_a)
    page = visitor.get(section(second, "tech")).content.decode()
    assert "fact__revenue" not in page and "8,600 万元" in page and "有误" in page
    assert 'name="valid_ip"' in page, "not known, so it is asked"
    answer = visitor.post(section(second, "tech"), valid_ip="6")
    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.answers["tech"]["rd_intensity"] == {"rd_spend": "70.00", "revenue": "8600.00"}
    assert second.answers["tech"]["valid_ip"] == "6"
    page = visitor.get(section(second, "base")).content.decode()
    assert "fact__machines_total" not in page


def test_what_was_known_is_told_to_have_been_read_and_is_not_filed_again(world: World) -> None:
    make_fact(50, "staff", organisation=world.a, by=world.officer, day=date(2023, 12, 31))
    checkup = handed_in(world)
    use = FactUse.objects.get(way="form")
    assert use.facts == [["staff", "2023-12-31"]] and use.subject_number == checkup.number
    assert not Filing.objects.get().facts.filter(code="staff").exists()


def test_a_number_that_cannot_be_is_refused_in_its_section(world: World, sign: Any) -> None:
    checkup = collecting(world)
    with pytest.raises(FactRefused):
        actions.save_answers(
            checkup=checkup, section="tech", by=world.firm_a,
            answers={"rd_staff": {"rd_staff": 51, "staff": 50}},
        )  # fmt: skip
    sent = {"fact__rd_staff": "51", "fact__staff": "50"}
    answer = sign(world.firm_a).post(section(checkup, "tech"), **sent)
    assert answer.status_code == 422 and "不能大于" in answer.content.decode()


def test_without_consent_to_the_purpose_all_is_asked(world: World, sign: Any) -> None:
    make_fact(organisation=world.a, by=world.officer)
    checkup = collecting(world)
    visitor = sign(world.firm_a)
    assert "fact__revenue" not in visitor.get(section(checkup, "tech")).content.decode()
    withdraw_consent(consent=FactConsent.objects.get(purpose="checkup"), by=world.firm_a)
    page = visitor.get(section(checkup, "tech")).content.decode()
    assert "fact__revenue" in page and "授权" in page


def test_the_consent_to_a_checkup_covers_its_facts_and_ends_with_it(world: World) -> None:
    checkup = collecting(world)
    given = FactConsent.objects.standing().filter(organisation=world.a)
    assert sorted(given.values_list("purpose", flat=True)) == ["checkup", "needs"]
    actions.withdraw_consent(checkup=checkup, by=world.firm_a)
    assert not given.exists()


def test_a_qualification_of_the_register_is_not_asked_again(world: World, sign: Any) -> None:
    checkup = collecting(world)
    visitor = sign(world.firm_a)
    assert 'name="status"' in visitor.get(section(checkup, "tech")).content.decode()
    make_qualification(organisation=world.a, by=world.officer)
    page = visitor.get(section(checkup, "tech")).content.decode()
    assert 'name="status"' not in page and "高新技术企业" in page
    assert visitor.post(section(checkup, "tech")).status_code == 302
    checkup.refresh_from_db()
    assert checkup.answers["tech"]["status"] == "hte"


def test_an_officer_who_opens_the_answers_is_told_to_the_enterprise(
    world: World, sign: Any
) -> None:
    checkup = handed_in(world)
    sign(world.officer).get(reverse("checkups:questionnaire", args=[checkup.number]))
    use = FactUse.objects.get(reader=world.officer)
    assert use.way == "page" and len(use.facts) >= 7 and use.purpose == "checkup"


def test_last_years_number_is_asked_again_next_year(world: World) -> None:
    make_fact(organisation=world.a, by=world.officer)
    checkup = collecting(world)
    assert set(known_in(checkup, ["revenue"])) == {"revenue"}
    with travel(date(2025, 1, 15)):
        assert known_in(checkup, ["revenue"]) == {}


def test_a_hand_in_files_only_what_was_asked_and_for_the_day_it_was_asked(world: World) -> None:
    make_fact(50, "staff", organisation=world.a, by=world.officer, day=date(2023, 12, 31))
    checkup = collecting(world)
    answer_all(checkup, world.firm_a, answers())
    assert "staff" not in checkup.asked, "known and left as it was"
    assert checkup.asked["revenue"] == "2023-12-31"
    make_fact(51, "staff", organisation=world.a, by=world.officer, day=date(2024, 5, 1))
    actions.hand_in(checkup=checkup, by=world.firm_a)
    filed = {fact.code: fact.day.isoformat() for fact in Filing.objects.get().facts.all()}
    assert filed == checkup.asked, "what was learnt meanwhile is not contradicted by old words"


def test_a_hand_in_of_another_year_is_refused_until_its_section_is_saved_again(
    world: World, sign: Any
) -> None:
    checkup = collecting(world)
    answer_all(checkup, world.firm_a, answers())
    with travel(date(2025, 1, 15)):
        with pytest.raises(FactRefused) as refused:
            actions.hand_in(checkup=checkup, by=world.firm_a)
        assert refused.value.code == "stale" and "2023" in str(refused.value)
        assert "2024" in str(refused.value) and not Filing.objects.exists()
        page = sign(world.firm_a).post(reverse("checkups:hand_in", args=[checkup.number]))
        assert page.status_code == 422 and "2024" in page.content.decode()
        checkup.refresh_from_db()
        answer_all(checkup, world.firm_a, answers())
        actions.hand_in(checkup=checkup, by=world.firm_a)
        found = {fact.code: fact.day for fact in Filing.objects.get().facts.all()}
        assert found["revenue"] == date(2024, 12, 31)
