"""Instruments that climb levels (GB/T 39117-2020) and tables whose weights are not known."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigu.engines.shopfloor.scoring import InstrumentError, next_missing, read_instrument, score
from cigu.engines.shopfloor.scoring.totals import climbed, weighed
from cigu.rulebook.loader import instrument, instruments

LADDERS = ("gbt-39117-2020-discrete", "gbt-39117-2020-process")
FULL, MOSTLY, PARTLY, NONE = "full", "mostly", "partly", "none"


def answered(ident: str, *grades: str) -> dict[str, str]:
    """Each level with one grade for all its questions, from the lowest up."""
    rungs = zip(instrument(ident).dimensions, grades, strict=False)
    return {i.id: grade for rung, grade in rungs for i in rung.indicators}


@pytest.mark.parametrize(("ident", "parts"), list(zip(LADDERS, (20, 18), strict=True)))
def test_five_levels_ask_for_every_sub_domain(ident: str, parts: int) -> None:
    read = instrument(ident)
    assert [len(rung.indicators) for rung in read.dimensions] == [parts] * 5
    assert [(rule.level, rule.name_zh) for rule in read.levels] == [
        (1, "规划级"), (2, "规范级"), (3, "集成级"), (4, "优化级"), (5, "引领级"),
    ]  # fmt: skip
    assert read.full == 5 and sum(i.points for i in read.dimensions[0].indicators) == 1


@pytest.mark.parametrize("ident", LADDERS)
def test_every_weight_says_where_it_is_from(ident: str) -> None:
    data = next(rule.data for rule in instruments() if rule.id == ident)
    named = {row["id"] for row in data["sources"]}

    def weights(row: Any) -> list[str]:
        below = [*row.get("domains", ()), *row.get("parts", ())]
        return [row["weight_source"], *(w for one in below for w in weights(one))]

    assert {w for row in data["elements"] for w in weights(row)} <= named
    assert "not checked" in data["status"]


def test_the_published_total_follows_from_the_level_scores() -> None:
    example = next(r for r in instrument(LADDERS[0]).worked_examples if r["id"] == "D1")
    levels = [Decimal(str(v)) for v in example["level_scores"].values()]
    assert climbed(levels, Decimal("0.8")) == Decimal(str(example["total"]))


def test_weights_of_elements_and_sub_domains_give_the_worked_level_score() -> None:
    example = next(r for r in instrument(LADDERS[0]).worked_examples if r["id"] == "D2")
    shares = {name: Decimal(str(value)) for name, value in example["domain_scores"].items()}
    rung = instrument(LADDERS[0]).dimensions[example["level"] - 1]
    found: dict[str, Decimal] = {}
    for part in rung.parts:
        for row in part.indicators:
            name = row.id.partition("_")[2]
            share = shares.get(
                name,
                shares.get(
                    {"product_design": "design", "process_design": "design"}.get(name, "service")
                ),
            )
            assert share is not None
            found[part.id] = found.get(part.id, Decimal(0)) + share * row.weight / 100
    expected = {k: Decimal(str(v)) for k, v in example["expect"].items()}
    level_score = expected.pop("level_score")
    assert found == expected
    assert sum(found[p.id] * p.weight / 100 for p in rung.parts) == level_score


@pytest.mark.parametrize(
    ("grades", "total", "level"),
    [((NONE,), "0", 0), ((PARTLY,), "0.5", 0), ((MOSTLY, NONE), "1", 1),
     ((FULL, MOSTLY, PARTLY), "2.5", 2), ((FULL, PARTLY, FULL, FULL, FULL), "1.5", 1),
     ((FULL, FULL, FULL, FULL, MOSTLY), "5", 5)],
)  # fmt: skip
def test_the_first_level_not_reached_ends_the_climb(
    grades: tuple[str, ...], total: str, level: int
) -> None:
    for ident in LADDERS:
        result = score(instrument(ident), answered(ident, *grades), {})
        assert (result.total.exact, result.level) == (Decimal(total), level)
        assert result.complete, "what stands above the first level not reached is not asked for"


def test_what_is_open_leaves_the_level_open() -> None:
    result = score(instrument(LADDERS[0]), answered(LADDERS[0], FULL), {})
    assert result.level is None and (result.level_low, result.level_high) == (1, 5)
    assert (result.total.low, result.total.high) == (1, 5) and len(result.unanswered) == 80


def test_the_next_level_names_its_gap_and_its_own_questions_only() -> None:
    result = score(instrument(LADDERS[0]), answered(LADDERS[0], FULL, PARTLY), {})
    missing = next_missing(result)
    assert missing is not None and missing.target == 2
    assert [(c.code, c.gap) for c in missing.missing] == [("base_score", Decimal("0.3"))]
    assert {step.indicator_id[:3] for step in missing.indicators} == {"l2_"}
    top = score(instrument(LADDERS[0]), answered(LADDERS[0], *[FULL] * 5), {})
    assert next_missing(top) is None


def test_a_table_of_unknown_weights_gives_a_span_and_no_level() -> None:
    read = instrument("innovation-points")
    assert len(read.indicators) == 18 == len(read.unweighted) and read.full == 100
    grades = {i.id: "fair" for i in read.indicators}
    same = score(read, grades, {})
    assert same.total.exact == 50, "where all are alike, no weight matters"
    mixed = score(read, grades | {"points_rd_spend": "leading", "points_tax": "none"}, {})
    assert (mixed.total.low, mixed.total.high) == (0, 100)
    assert (mixed.dimensions["support"].exact, mixed.dimensions["innovation"].low) == (50, 50)
    assert next_missing(mixed) is None
    nothing = score(read, {}, {})
    assert (nothing.total.low, nothing.total.high) == (0, 100)


def table(*weights: Any) -> dict[str, Any]:
    """A table as a bureau writes it: one group, an indicator for each weight."""
    data = next(dict(r.data) for r in instruments() if r.id == "innovation-points")
    group = deepcopy(data["groups"][0])
    group["indicators"] = [
        {**row, "weight": w} for row, w in zip(group["indicators"], weights, strict=False)
    ]
    return {**data, "groups": [group]}


def test_known_weights_narrow_the_span_until_it_is_one_number() -> None:
    grades = {
        "points_rd_spend": "leading", "points_rd_growth": "none", "points_rd_intensity": "fair",
    }  # fmt: skip
    half = score(read_instrument(table(40, None, None)), grades, {})
    assert (half.total.low, half.total.high) == (40, 70)
    known = score(read_instrument(table(40, 40, 20)), grades, {})
    assert known.total.exact == 50 and known.dimensions["innovation"].exact == 50


@pytest.mark.parametrize("weights", [(60, 60), (-1, None), (40, 40), (None, 101)])
def test_weights_that_cannot_be_are_refused(weights: tuple[Any, ...]) -> None:
    with pytest.raises(InstrumentError):
        read_instrument(table(*weights))


SHARES = st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=8)


@settings(deadline=None)
@given(values=SHARES, weights=st.data())
def test_the_span_holds_every_total_that_weights_could_give(values: Any, weights: Any) -> None:
    raw = weights.draw(st.lists(st.integers(1, 50), min_size=len(values), max_size=len(values)))
    known = weights.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    whole = [Decimal(r) * 100 / sum(raw) for r in raw]
    total = sum((v * w / 100 for v, w in zip(values, whole, strict=True)), Decimal(0))
    shares = [w if told else None for w, told in zip(whole, known, strict=True)]
    low, high = weighed([(v, v) for v in values], shares)
    assert low - Decimal("1e-9") <= total <= high + Decimal("1e-9")


@settings(deadline=None)
@given(st.lists(st.decimals(0, 1, places=3), min_size=5, max_size=5), st.integers(0, 4))
def test_a_better_level_never_lowers_the_total(levels: list[Decimal], at: int) -> None:
    better = [*levels]
    better[at] = Decimal(1)
    assert climbed(better, Decimal("0.8")) >= climbed(levels, Decimal("0.8"))
