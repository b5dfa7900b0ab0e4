"""Maturity levels and innovation points through the pages; the comparison with peers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cigu.core.audit.recording import change
from cigu.records.organisations.models import Organisation

from .. import actions, peers
from .. import questionnaire as q
from ..errors import CheckupRefused
from ..factories import World, advance, make_checkup, make_enterprise
from ..models import Campaign, Checkup, Consent

MATURITY, POINTS = "gbt-39117-2020-discrete", "innovation-points"


def campaign(world: World, instrument: str) -> Campaign:
    made = actions.create_campaign(
        name="示例", territory=world.city, domain=world.campaign.domain, instrument=instrument,
        since=world.campaign.since, until=world.campaign.until, by=world.officer, synthetic=True,
    )  # fmt: skip
    return actions.start_campaign(campaign=made, by=world.officer)


def collecting(world: World, within: Campaign, body: Any = None, firm: Any = None) -> Checkup:
    made = make_checkup(within, body or world.a, world.officer, commissioner=world.commissioner)
    who = {"officer": world.officer, "firm": firm or world.firm_a,
           "commissioner": world.commissioner}  # fmt: skip
    return advance(made, "collecting", **who)


def grade(checkup: Checkup, by: Any, *grades: str) -> None:
    for part, given in zip(q.sections(checkup.instrument), grades, strict=False):
        actions.save_answers(checkup=checkup, section=part.code, by=by,
                             answers={row.id: given for row in part.questions})  # fmt: skip


def test_an_officer_chooses_among_the_instruments(world: World, sign: Any) -> None:
    page = sign(world.officer).get("/checkups/campaigns/new/").content.decode()
    for ident in (MATURITY, "gbt-39117-2020-process", POINTS):
        assert f'value="{ident}"' in page


def test_a_maturity_level_is_climbed_section_by_section(world: World, sign: Any) -> None:
    checkup = collecting(world, campaign(world, MATURITY))
    firm = sign(world.firm_a)
    for at, given in ((1, "full"), (2, "partly")):
        place = f"/checkups/{checkup.number}/questionnaire/level{at}/"
        assert firm.get(place).status_code == 200
        asked = q.section(MATURITY, f"level{at}").questions
        assert firm.post(place, **{row.id: given for row in asked}).status_code == 302
        checkup.refresh_from_db()
        if at == 1:
            with pytest.raises(CheckupRefused, match="等级尚不能得出"):
                actions.hand_in(checkup=checkup, by=world.firm_a)
    page = firm.get(f"/checkups/{checkup.number}/questionnaire/").content.decode()
    assert "规划级" in page and "1.50" in page and "data-chart" in page
    actions.hand_in(checkup=checkup, by=world.firm_a)
    assert (checkup.state, checkup.score["level"]) == ("collected", 1)
    assert checkup.score["unanswered"] == []


def test_innovation_points_say_that_their_weights_are_not_known(world: World, sign: Any) -> None:
    checkup = collecting(world, campaign(world, POINTS))
    grade(checkup, world.firm_a, "leading", "fair", "none")
    page = sign(world.firm_a).get(f"/checkups/{checkup.number}/questionnaire/").content.decode()
    assert "0.00–100.00" in page and "18" in page and "未知" in page
    assert "below level" not in page and "1级以下" not in page
    actions.hand_in(checkup=checkup, by=world.firm_a)
    assert checkup.state == "collected"


def test_a_checkup_keeps_the_version_it_was_answered_with(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rulebook moved on: its score stays, and nothing is added by other questions."""
    checkup = collecting(world, campaign(world, MATURITY))
    grade(checkup, world.firm_a, "full", "partly")
    kept = dict(checkup.score)
    monkeypatch.setattr(q, "fingerprint", lambda _ident: "0" * 64)
    with pytest.raises(CheckupRefused):
        grade(checkup, world.firm_a, "none")
    checkup.refresh_from_db()
    assert checkup.score == kept and checkup.instrument_version == "2020"


@pytest.fixture
def six(world: World) -> list[Checkup]:
    """Enterprises examined by the same questions: five issued, the first still at it."""
    within, made = campaign(world, MATURITY), []
    with change("test.bodies", by=None, on=world.day):
        extra = [make_enterprise(f"子虚同行{n}", world.county, world.officer) for n in range(5)]
    for n, (body, firm) in enumerate([(world.a, world.firm_a), *extra]):
        checkup = collecting(world, within, body, firm)
        grade(checkup, firm, ("full", "partly")[n % 2], "partly")
        made.append(checkup)
        if n:
            actions.hand_in(checkup=checkup, by=firm)
            advance(checkup, "issued", officer=world.officer, firm=firm,
                    commissioner=world.commissioner)  # fmt: skip
    return made


def test_peers_are_shown_from_five_enterprises_on(six: list[Checkup], sign: Any) -> None:
    found = peers.of(six[0])
    assert (found.count, found.shown) == (5, True)
    assert found.shares["level1"] == Decimal(50), "three of five partly, two fully"
    assert peers.of(six[1]).count == 4, "one that is not issued is no peer"
    assert not peers.of(six[1]).shown and not peers.of(six[1]).shares


def test_who_takes_back_consent_is_compared_with_nobody(six: list[Checkup]) -> None:
    consent = six[2].consents.get()
    with change("test.narrow", by=None, on=consent.given_on):
        consent.purposes = [Consent.Purpose.DIAGNOSIS]
        consent.save()
    assert peers.of(six[0]).count == 4 and not peers.of(six[0]).shares


def test_other_questions_are_no_comparison(world: World, six: list[Checkup]) -> None:
    Checkup.objects.filter(pk=six[0].pk)
    six[0].instrument_hash = "0" * 64
    assert peers.of(six[0]).count == 0
    assert Organisation.objects.filter(name_zh__startswith="子虚同行").count() == 5


def test_the_page_shows_medians_beside_the_own_result(
    world: World, six: list[Checkup], sign: Any
) -> None:
    page = sign(world.firm_a).get(f"/checkups/{six[0].number}/questionnaire/").content.decode()
    assert "同行中位数" in page
    other = sign(world.officer).get(f"/checkups/{six[1].number}/").content.decode()
    assert "同行中位数" not in other and "满5家" in other
