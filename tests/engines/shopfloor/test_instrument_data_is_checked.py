"""A slip in an instrument's data stops the program before it reaches a score."""

import copy

import pytest

from cigu.engines.shopfloor.scoring import InstrumentError, read_instrument
from cigu.rulebook.loader import instrument, load

DATA = load("cn/instruments/sme_digital_2024.yaml").data


def first_indicator(data):
    return data["dimensions"][0]["parts"][0]["indicators"][0]


def wrong_points(data):
    first_indicator(data)["points"] = 9


def wrong_weight(data):
    data["dimensions"][0]["weight"] = 51


def wrong_option(data):
    first_indicator(data)["options"][1]["w"] = 26


def wrong_band(data):
    data["dimensions"][0]["parts"][0]["indicators"][1]["bands"][0]["le"] = 30


def wrong_type(data):
    first_indicator(data)["type"] = "essay"


def same_id(data):
    data["scenes"][0]["items"][1]["id"] = data["scenes"][0]["items"][0]["id"]


def no_levels(data):
    del data["levels"]


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        (wrong_points, "points"),
        (wrong_weight, "weights"),
        (wrong_option, "weights"),
        (wrong_band, "bands"),
        (wrong_type, "type"),
        (same_id, "ids"),
        (no_levels, "missing"),
    ],
)
def test_a_slip_is_named(slip, code):
    data = copy.deepcopy(dict(DATA))
    slip(data)
    with pytest.raises(InstrumentError) as caught:
        read_instrument(data)
    assert caught.value.code == code
    assert caught.value.data["where"]


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(InstrumentError, match="Use one of: network"):
        instrument("sme-digital-2024").indicator("nets")
    with pytest.raises(InstrumentError, match="Use one of: product_design"):
        instrument("sme-digital-2024").scene("design")
