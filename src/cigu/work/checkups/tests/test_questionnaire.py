"""Answers: what is taken, what is refused in words, and that the score is the engine's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed

from .. import actions, guards, wording
from .. import questionnaire as q
from ..errors import CheckupRefused
from ..factories import INSTRUMENT, World, answer_all, worked_example
from ..models import Checkup


@pytest.fixture
def open_one(world: World) -> Checkup:
    return world.checkup("collecting")


def save(checkup: Checkup, world: World, section: str, **answers: Any) -> Checkup:
    return actions.save_answers(checkup=checkup, section=section, answers=answers, by=world.firm_a)


def test_the_score_is_that_of_the_worked_example(world: World, open_one: Checkup) -> None:
    answer_all(open_one, world.firm_a)
    score = Checkup.objects.get(pk=open_one.pk).score
    assert score is not None
    assert Decimal(score["total"]["low"]) == Decimal("54.9") == Decimal(score["total"]["high"])
    low = {k: Decimal(v["low"]) for k, v in score["dimensions"].items()}
    assert low == {
        "base": Decimal("25.15"), "management": Decimal("11.25"), "results": Decimal("18.5"),
    }  # fmt: skip
    assert (score["level"], score["unanswered"]) == (2, [])
    assert score["missing"]["target"] == 3


def test_the_next_missing_condition_is_said_in_words(world: World, open_one: Checkup) -> None:
    answer_all(open_one, world.firm_a)
    text = wording.next_condition(open_one.score, INSTRUMENT)  # type: ignore[arg-type]
    assert text == (
        "到三级：总分还差 5.10 分（现 54.90，需 60）；3 级场景还差 6 个（现 2，需 8）；"
        "3 级约束场景还差 3 个（现 2，需 5）。"
    )
    assert wording.level(open_one.score, INSTRUMENT) == "二级"  # type: ignore[arg-type]


def test_unanswered_is_not_none(world: World, open_one: Checkup) -> None:
    save(open_one, world, "base", network=[], systems_cover=None)
    assert open_one.answers["base"] == {}
    assert Decimal(open_one.score["total"]["high"]) == 100  # type: ignore[index]
    save(open_one, world, "base", network=["none"], systems_cover="none")
    assert Decimal(open_one.score["total"]["high"]) == 82  # type: ignore[index]


def test_bands_are_computed_from_two_numbers(world: World, open_one: Checkup) -> None:
    save(open_one, world, "base", equip_digital={"machines_total": 64, "machines_digital": 34})
    assert Decimal(open_one.score["total"]["low"]) == Decimal("4.5")  # type: ignore[index]
    save(open_one, world, "base", equip_digital={"machines_total": 64})
    assert Decimal(open_one.score["total"]["low"]) == 0  # type: ignore[index]
    assert "base" not in open_one.sections_done


@pytest.mark.parametrize(
    ("section", "answers", "code"),
    [
        ("base", {"network": ["none", "shop_control_network"]}, "exclusive"),
        ("base", {"network": ["telepathy"]}, "option"),
        ("base", {"systems_cover": "sometimes"}, "option"),
        ("base", {"equip_digital": {"machines_total": 10, "machines_digital": 25}}, "range"),
        ("base", {"equip_digital": 250}, "range"),
        ("base", {"equip_digital": "viele"}, "number"),
        ("base", {"product_design": 2}, "unknown_question"),
        ("production", {"quality": 7}, "scene_level"),
        ("tech", {"valid_ip": "viele"}, "number"),
        ("nowhere", {"network": ["none"]}, "section"),
    ],
)
def test_bad_answers_are_refused_and_nothing_is_kept(
    world: World, open_one: Checkup, section: str, answers: dict[str, Any], code: str
) -> None:
    with pytest.raises(CheckupRefused) as refusal:
        save(open_one, world, section, **answers)
    assert refusal.value.code == code
    assert refusal.value.message.count("。") >= 1, "says what to do"
    assert Checkup.objects.get(pk=open_one.pk).answers == {}


def test_only_a_complete_questionnaire_is_handed_in(world: World, open_one: Checkup) -> None:
    given = worked_example()
    for section in ("base", "management"):
        save(open_one, world, section, **given[section])
    with pytest.raises(CheckupRefused) as refusal:
        actions.hand_in(checkup=open_one, by=world.firm_a)
    assert "数字化成效" in refusal.value.message
    answer_all(open_one, world.firm_a)
    assert actions.hand_in(checkup=open_one, by=world.firm_a).state == "collected"


def test_the_proposal_is_optional_and_lights_its_values(world: World, open_one: Checkup) -> None:
    save(
        open_one, world, "tech", rd_intensity={"rd_spend": 70, "revenue": 8600}, valid_ip=6,
        policy_used="super_deduction,grants",
    )  # fmt: skip
    lights = {r["item"]: r["light"] for r in open_one.score["lights"]}  # type: ignore[index]
    assert (lights["rd_intensity"], lights["valid_ip"]) == ("red", "green")
    assert lights["policy_used"] == "unrated"
    assert Decimal(open_one.score["total"]["low"]) == 0  # type: ignore[index]


def test_answers_are_closed_before_consent_and_after_hand_in(world: World) -> None:
    checkup = world.checkup("invited")
    with pytest.raises(NotAllowed):
        save(checkup, world, "base", network=["none"])
    handed_in = world.checkup("collected", world.b)
    with pytest.raises(NotAllowed):
        actions.save_answers(
            checkup=handed_in, section="base", answers={"network": ["none"]}, by=world.firm_b
        )


def test_who_reads_answers_follows_the_consent(world: World) -> None:
    checkup = world.checkup("invited")
    for user in (world.officer, world.commissioner):
        assert not guards.can_read_answers(checkup, user)
    actions.consent(checkup=checkup, purposes=["diagnosis"], by=world.firm_a)
    assert guards.can_read_answers(checkup, world.officer)
    assert not guards.can_read_answers(checkup, world.commissioner)
    for user in (world.users["leader"], world.users["broker"], world.users["elsewhere"]):
        assert not guards.can_read_answers(checkup, user)
    assert not guards.can_read_answers(checkup, world.firm_b)
    actions.withdraw_consent(checkup=checkup, by=world.firm_a)
    assert not guards.can_read_answers(checkup, world.officer)


def test_a_changed_instrument_stops_the_answers(
    world: World, open_one: Checkup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(q, "fingerprint", lambda _ident: "other")
    with pytest.raises(CheckupRefused) as refusal:
        save(open_one, world, "base", network=["none"])
    assert refusal.value.code == "instrument_changed"


def test_a_correction_is_a_note_and_changes_nothing(world: World, open_one: Checkup) -> None:
    row = actions.propose_correction(
        checkup=open_one, field="employees", shown="—", proposed="120", by=world.firm_a
    )
    world.a.refresh_from_db()
    assert world.a.employees is None
    actions.settle_correction(correction=row, by=world.officer, reason="已核对")
    assert row.settled_on == world.day
