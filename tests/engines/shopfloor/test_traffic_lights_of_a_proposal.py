from decimal import Decimal

import pytest

from cigu.engines.shopfloor.scoring import (
    AnswerError,
    InstrumentError,
    Light,
    read_proposal,
    traffic_lights,
)
from cigu.rulebook.loader import proposal

CHECKUP = proposal("tech-checkup-proposal")


def reading(item_id, value):
    return next(r for r in traffic_lights(CHECKUP, {item_id: value}) if r.item.id == item_id)


@pytest.mark.parametrize(
    ("value", "light"),
    [
        ("0.99", Light.RED),
        (1, Light.AMBER),
        ("2.99", Light.AMBER),
        (3, Light.GREEN),
        (None, Light.UNKNOWN),
        ("", Light.UNKNOWN),
        (0, Light.RED),
    ],
)
def test_limits_decide(value, light):
    assert reading("rd_intensity", value).light == light


def test_a_value_follows_from_facts():
    row = reading("rd_intensity", {"rd_spend": 120, "revenue": 4000})
    assert (row.value, row.light) == (Decimal(3), Light.GREEN)
    assert reading("rd_intensity", {"rd_spend": 120, "revenue": None}).light == Light.UNKNOWN


def test_no_limits_no_light():
    assert reading("contracts", 500_000).light == Light.UNRATED
    assert reading("rd_unit", "city").light == Light.UNRATED


def test_only_red_and_amber_raise_a_candidate_need():
    raised = {
        light: reading("valid_ip", value).candidate_need
        for value, light in [(0, "red"), (2, "amber"), (9, "green"), (None, "unknown")]
    }
    assert raised == {"red": True, "amber": True, "green": False, "unknown": False}


def test_every_item_gets_a_reading_in_order():
    rows = traffic_lights(CHECKUP, {})
    assert [r.item.id for r in rows] == [item.id for item in CHECKUP.items]
    assert {r.light for r in rows} == {Light.UNKNOWN}


def test_bad_values_name_the_item():
    with pytest.raises(AnswerError) as caught:
        reading("rd_staff", "many")
    assert caught.value.data["indicator"] == "rd_staff"
    with pytest.raises(InstrumentError, match="no item 'shoes'"):
        traffic_lights(CHECKUP, {"shoes": 1})
    with pytest.raises(InstrumentError, match="no formula"):
        reading("valid_ip", {"patents": 1})


def test_limits_must_rise():
    item = {
        "id": "x",
        "name_zh": "甲",
        "name_en": "X",
        "ask_zh": "?",
        "ask_en": "?",
        "red_below": 3,
        "green_from": 1,
    }
    header = {"id": "p", "version": "1", "status": "proposal", "name_zh": "甲", "name_en": "P"}
    with pytest.raises(InstrumentError) as caught:
        read_proposal({**header, "items": [item]})
    assert caught.value.code == "limits"
