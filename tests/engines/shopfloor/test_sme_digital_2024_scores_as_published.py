"""The worked examples of the instrument, and the arithmetic around them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.shopfloor.scoring import AnswerError, next_missing, score
from cigu.rulebook.loader import instrument

SME = instrument("sme-digital-2024")
EXAMPLES = {example["id"]: example for example in SME.worked_examples}


def answers_of(example_id):
    """Answers and scene levels of an example, with those it builds on."""
    example = EXAMPLES[example_id]
    if "changes_to" in example:
        answers, scenes = answers_of(example["changes_to"])
    else:
        answers, scenes = {}, {s.id: example["scenes"]["default"] for s in SME.scenes}
    named = {k: v for k, v in example["scenes"].items() if k != "default"}
    return answers | example["answers"], scenes | named


def result_of(example_id):
    return score(SME, *answers_of(example_id))


@pytest.mark.parametrize("example_id", sorted(EXAMPLES))
def test_worked_examples_come_out_exactly(example_id):
    result = result_of(example_id)
    expect = dict(EXAMPLES[example_id]["expect"])
    assert result.complete
    assert result.level == expect.pop("level")
    found = {
        "total": result.total.exact,
        "scenes_at_3": result.scenes_at(3),
        "constrained_at_3": result.scenes_at(3, constrained=True),
    } | {key: points.exact for key, points in result.dimensions.items()}
    assert {key: found[key] for key in expect} == {
        key: Decimal(str(value)) for key, value in expect.items()
    }


def test_the_three_examples_are_there():
    assert [e["expect"]["total"] for e in EXAMPLES.values()] == [54.9, 67.775, 67.775]
    assert [e["expect"]["level"] for e in EXAMPLES.values()] == [2, 2, 3]


def test_a_is_short_of_points_and_scenes():
    missing = next_missing(result_of("A_weaver_before"))
    conditions = {c.code: (c.have, c.need, c.met) for c in missing.conditions}
    assert (missing.level, missing.target) == (2, 3)
    assert conditions == {
        "base_score": (Decimal("54.9"), 60, False),
        "scenes": (2, 8, False),
        "constrained_scenes": (2, 5, False),
    }
    assert missing.conditions[0].gap == Decimal("5.1")
    best = missing.indicators[0]
    assert (best.indicator_id, best.step, best.gain) == (
        "systems_cover",
        "over_80_percent",
        Decimal("2.5"),
    )


def test_b_is_one_scene_short():
    missing = next_missing(result_of("B_after_4plusX"))
    (only,) = missing.missing
    assert (only.code, only.have, only.need, only.scene_level) == ("scenes", 7, 8, 3)
    (step,) = missing.scenes
    assert (step.target, step.lift) == (3, 1)
    assert missing.indicators == ()  # the points suffice


def test_taking_the_proposed_scene_reaches_the_level():
    answers, scenes = answers_of("B_after_4plusX")
    for step in next_missing(score(SME, answers, scenes)).scenes:
        scenes[step.scene_id] = step.target
    assert score(SME, answers, scenes).level == 3


def test_at_the_top_nothing_is_missing():
    best = {i.id: best_answer(i) for i in SME.indicators}
    result = score(SME, best, {s.id: 4 for s in SME.scenes})
    assert (result.total.exact, result.level) == (100, 4)
    assert next_missing(result) is None


def best_answer(indicator):
    if indicator.type == "multi":
        return [option.key for option in indicator.options if option.key != "none"]
    if indicator.type == "band":
        return 100
    return max(indicator.options, key=lambda option: option.weight).key


def test_nothing_answered_leaves_everything_open():
    result = score(SME, {}, {})
    assert (result.total.low, result.total.high, result.total.exact) == (0, 100, None)
    assert (result.level_low, result.level_high, result.level) == (0, 4, None)
    assert len(result.unanswered) == len(SME.indicators) + len(SME.scenes)


def test_unanswered_is_not_none():
    answers, scenes = answers_of("A_weaver_before")
    said_none = score(SME, answers | {"network": ["none"]}, scenes)
    left_open = score(SME, answers | {"network": None}, scenes)
    assert said_none.complete and said_none.total.exact == Decimal("50.9")
    assert left_open.unanswered == ("network",)
    assert (left_open.total.low, left_open.total.high) == (Decimal("50.9"), Decimal("58.9"))


def test_a_level_that_open_answers_cannot_change_is_stated():
    answers, scenes = answers_of("A_weaver_before")
    assert score(SME, answers | {"network": []}, scenes).level == 2


def test_an_open_scene_shows_in_what_is_possible():
    answers, scenes = answers_of("B_after_4plusX")
    missing = next_missing(score(SME, answers, scenes | {"procurement": None}))
    scene_condition = missing.conditions[1]
    assert (scene_condition.have, scene_condition.possible) == (7, 8)


@pytest.mark.parametrize(
    ("indicator", "answer", "code"),
    [
        ("network", ["wifi"], "option"),
        ("network", ["none", "shop_control_network"], "exclusive"),
        ("network", 7, "option"),
        ("systems_cover", "most", "option"),
        ("systems_cover", ["all"], "option"),
        ("equip_digital", "half", "number"),
        ("equip_digital", True, "number"),
        ("equip_digital", float("nan"), "number"),
        ("equip_digital", 101, "range"),
        ("equip_digital", -1, "range"),
        ("equip_digital", {"machines_total": 0, "machines_digital": 0}, "range"),
        ("equip_digital", {"machines_total": 10, "machines_digital": 11}, "range"),
        ("equip_digital", {"lathes": 3}, "facts"),
        ("pass_rate", "better", "option"),
        ("pass_rate", {"pass_rate_last": 99}, "facts"),
        ("colour", "red", "unknown_question"),
    ],
)
def test_bad_answers_name_the_indicator_the_value_and_a_remedy(indicator, answer, code):
    with pytest.raises(AnswerError) as caught:
        score(SME, {indicator: answer}, {})
    assert caught.value.code == code
    assert caught.value.data["indicator"] == indicator
    assert "value" in caught.value.data
    assert caught.value.remedy


@pytest.mark.parametrize("level", [5, -1, True, 2.5, "3"])
def test_bad_scene_levels_are_refused(level):
    with pytest.raises(AnswerError) as caught:
        score(SME, {}, {"quality": level})
    assert (caught.value.code, caught.value.data["indicator"]) == ("scene_level", "quality")


@pytest.mark.parametrize(
    ("percent", "points"),
    [(0, 0), (10, 0), ("10.01", "1.5"), (20, "1.5"), (40, 3), (60, "4.5"), (60.5, 6), (100, 6)],
)
def test_bands_hold_their_upper_end(percent, points):
    result = score(SME, {"equip_digital": percent}, {})
    row = next(r for r in result.indicators if r.indicator.id == "equip_digital")
    assert row.points.exact == Decimal(points)


def test_bands_and_trends_follow_from_facts():
    facts = {
        "equip_digital": {"machines_total": 50, "machines_digital": 26},
        "energy_per_100cny": {
            "tce_last": 90,
            "turnover_last": 300,
            "tce_prev": 40,
            "turnover_prev": 100,
        },
        "revenue_per_head": {
            "revenue_last": 10,
            "staff_last": 3,
            "revenue_prev": 20,
            "staff_prev": 6,
        },
    }
    result = score(SME, facts, {})
    percents = {row.indicator.id: row.percent for row in result.indicators}
    assert percents["equip_digital"] == 75
    assert percents["energy_per_100cny"] == 100
    assert percents["revenue_per_head"] == 50


def test_a_missing_fact_leaves_the_question_open():
    result = score(SME, {"equip_digital": {"machines_total": 50, "machines_digital": None}}, {})
    assert "equip_digital" in result.unanswered


def random_answer(draw, indicator):
    keys = [option.key for option in indicator.options if option.key != "none"]
    if indicator.type == "multi":
        return draw(st.lists(st.sampled_from(keys), unique=True))
    if indicator.type == "band":
        return draw(st.one_of(st.none(), st.integers(0, 100)))
    return draw(st.one_of(st.none(), st.sampled_from(keys)))


@st.composite
def questionnaires(draw):
    answers = {i.id: random_answer(draw, i) for i in SME.indicators}
    level = st.one_of(st.none(), st.integers(0, 4))
    return answers, {s.id: draw(level) for s in SME.scenes}


@given(questionnaires())
def test_bounds_hold_and_dimensions_add_up(questionnaire):
    result = score(SME, *questionnaire)
    assert 0 <= result.total.low <= result.total.high <= 100
    assert result.level_low <= result.level_high
    assert sum(r.low for r in result.dimensions.values()) == result.total.low
    assert sum(r.high for r in result.dimensions.values()) == result.total.high


@given(questionnaires())
def test_the_proposed_scenes_close_the_scene_conditions(questionnaire):
    answers, scenes = questionnaire
    missing = next_missing(score(SME, answers, scenes))
    if missing is None:
        return
    lifted = scenes | {step.scene_id: step.target for step in missing.scenes}
    again = next_missing(score(SME, answers, lifted))
    if again is not None and again.target == missing.target:
        assert {condition.code for condition in again.missing} <= {"base_score"}


@given(questionnaires())
def test_an_indicator_step_brings_what_it_says(questionnaire):
    answers, scenes = questionnaire
    before = score(SME, answers, scenes)
    missing = next_missing(before)
    if missing is None or not missing.indicators:
        return
    step = missing.indicators[0]
    indicator = SME.indicator(step.indicator_id)
    if indicator.type == "multi":
        raised = [*(answers[indicator.id] or []), step.step]
    else:
        raised = step.step + Decimal("0.1") if indicator.type == "band" else step.step
    after = score(SME, answers | {indicator.id: raised}, scenes)
    assert after.total.low - before.total.low == step.gain
