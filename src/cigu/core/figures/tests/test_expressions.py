"""Every kind of figure, at its edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from cigu.core.access.factories import make_domain, make_party, make_territory, make_user
from cigu.core.figures.expressions import (
    AllDomains,
    Before,
    Compound,
    Count,
    DistinctCount,
    Growth,
    LatestSum,
    Outcome,
    Qualitative,
    Rank,
    Share,
    Sum,
)
from cigu.core.figures.sources import Source, Where
from cigu.core.flow.models import Task
from cigu.engines.basis.periods import Period

FLOW = Source(Task, territory="territory", domain="domain", dated="opened_on")
STOCK = Source(Task, territory="territory", valid=("opened_on", "closed_on"))
Add, Place = Callable[..., Task], Callable[..., Where]


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


class Unknown:
    def evaluate(self, where: Where) -> Outcome:
        return Outcome(None)

    def reads(self, where: Where) -> Any:
        yield where


def test_a_flow_takes_the_first_day_and_leaves_the_last(add: Add, where: Place) -> None:
    for on in ("2023-06-07", "2023-06-08", "2024-06-07", "2024-06-08"):
        add(date.fromisoformat(on))
    outcome = Count(FLOW).evaluate(where())
    assert outcome.value == 2
    assert [r.dated for r in outcome.rows] == [date(2023, 6, 8), date(2024, 6, 7)]


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        ("2024-06-07", None, 1), ("2024-06-08", None, 0), ("2020-01-01", "2024-06-07", 0),
        ("2020-01-01", "2024-06-08", 1), ("2024-06-07", "2024-06-08", 1),
    ],
)  # fmt: skip
def test_a_stock_is_what_holds_on_the_last_day(
    add: Add, where: Place, since: str, until: str | None, counts: int
) -> None:
    add(date.fromisoformat(since), until=date.fromisoformat(until) if until else None)
    assert Count(STOCK).evaluate(where()).value == counts


def test_place_domain_and_basis_narrow(add: Add, where: Place) -> None:
    on, magnets = date(2024, 1, 1), make_domain("magnet", "磁材")
    add(on, code="150203", domain=magnets, synthetic=True)
    add(on, code="150204")
    add(on, code="150102", domain=magnets)
    count = Count(FLOW).evaluate
    assert [count(where(code=c)).value for c in ("150203", "150200", "150000")] == [1, 2, 3]
    assert count(where(code="150000", domain=magnets)).value == 2
    values = [count(where(code="150000", basis=b)).value for b in ("both", "real", "synthetic")]
    assert values == [3, 2, 1]


def test_a_row_that_a_join_multiplies_counts_once(add: Add, where: Place) -> None:
    party = make_party()
    for _n in range(3):
        make_user("enterprise", party=party)
    add(date(2024, 1, 1), party=party)
    many = Source(Task, "territory", dated="opened_on", only=Q(party__grants__role="enterprise"))
    outcome = Count(many).evaluate(where())
    assert outcome.value == 1 == len(outcome.rows)
    assert Sum(many, "position").evaluate(where()).value == 1


def test_distinct_keys_count_once_and_none_is_no_key(add: Add, where: Place) -> None:
    party, other = make_party(), make_party()
    first = add(date(2024, 1, 1), party=party)
    for whose in (party, other, None):
        add(date(2024, 2, 1), party=whose)
    outcome = DistinctCount(FLOW, "party__name").evaluate(where())
    assert outcome.value == 2 and outcome.rows[0].uid == first.uid
    assert {r.key for r in outcome.rows} == {party.name, other.name}


def test_a_sum_scales_exactly_and_is_unknown_when_a_part_is(add: Add, where: Place) -> None:
    for amount in (1, 2, 4):
        add(date(2024, 1, 1), amount)
    assert Sum(FLOW, "position", Decimal("0.0001")).evaluate(where()).value == Decimal("0.0007")
    assert Sum(FLOW, "closed_on").evaluate(where()).value is None
    assert Sum(FLOW, "position").evaluate(where(code="150102")).value == 0


def test_a_share_of_nothing_is_unknown(add: Add, where: Place) -> None:
    share = Share(Count(Source(Task, "territory", dated="opened_on", only=Q(section="a"))),
                  Count(FLOW), "all")  # fmt: skip
    assert share.evaluate(where()).value is None
    for key in "abc":
        add(date(2024, 1, 1), key=key)
    outcome = share.evaluate(where())
    assert round(outcome.value or 0, 4) == Decimal("33.3333")
    assert [(p.label, p.value) for p in outcome.parts] == [("", 1), ("all", 3)]
    assert Share(Unknown(), Count(FLOW), "all").evaluate(where()).value is None
    assert Share(Count(FLOW), Unknown(), "all").evaluate(where()).value is None


def test_growth_compares_with_the_year_before(add: Add, where: Place) -> None:
    for on in ("2022-06-08", "2023-06-07", "2023-06-08", "2023-07-01", "2024-06-07"):
        add(date.fromisoformat(on))
    outcome = Growth(Count(FLOW)).evaluate(where())
    assert (outcome.value, [p.value for p in outcome.parts]) == (50, [3, 2])
    assert Growth(Count(FLOW)).evaluate(where(period("2022-06-08", "2023-06-08"))).value is None


@pytest.mark.parametrize(
    ("now", "base"),
    [
        (("2024-02-01", "2024-03-01"), ("2023-02-01", "2023-03-01")),
        (("2024-01-01", "2024-02-29"), ("2023-01-01", "2023-03-01")),
        (("2024-02-28", "2024-02-29"), ("2023-02-28", "2023-03-01")),
        (("2024-02-29", "2024-06-01"), ("2023-03-01", "2023-06-01")),
        (("2025-02-28", "2025-03-01"), ("2024-02-28", "2024-03-01")),
    ],
)
def test_the_base_of_a_leap_year(now: tuple[str, str], base: tuple[str, str]) -> None:
    assert Growth(Count(FLOW)).base_period(period(*now)) == period(*base)


def test_the_leap_day_alone_has_no_base(add: Add, where: Place) -> None:
    add(date(2024, 2, 29))
    leap = where(period("2024-02-29", "2024-03-01"))
    assert Growth(Count(FLOW)).evaluate(leap).value is None
    assert list(Growth(Count(FLOW)).reads(leap)) == [leap]


def test_a_compound_keeps_its_parts_apart_and_one_unknown_makes_it_unknown(
    add: Add, where: Place
) -> None:
    add(date(2024, 1, 1), 5)
    parts = [("rows", Count(FLOW)), ("amount", Sum(FLOW, "position"))]
    outcome = Compound(parts).evaluate(where())
    assert outcome.value == 6 and [p.value for p in outcome.parts] == [1, 5]
    missing = Compound([*parts, ("lost", Unknown())]).evaluate(where())
    assert missing.value is None and [p.value for p in missing.parts] == [1, 5, None]


def test_equals_share_a_rank_and_the_next_is_one_lower(add: Add, where: Place) -> None:
    for code, times in (("150200", 2), ("150100", 2)):
        for _n in range(times):
            add(date(2024, 1, 1), code=code)
    third = make_territory("150200").parent
    make_territory("150100")
    from cigu.core.places.models import Territory

    Territory.objects.create(code="150300", level="city", name_zh="乌海市", parent=third)
    rank = Rank(Count(FLOW))
    places = [rank.evaluate(where(code=c)).value for c in ("150200", "150100")]
    low = rank.evaluate(Where(Territory.objects.get(pk="150300"), None, where().period)).value
    assert (places, low) == ([1, 1], 3)


def test_a_rank_is_unknown_at_the_top_and_while_a_sister_is(add: Add, where: Place) -> None:
    assert Rank(Count(FLOW)).evaluate(where(code="100000")).value is None
    make_territory("150204")
    add(date(2024, 1, 1), code="150204")
    add(date(2024, 1, 1), code="150203", until=date(2024, 2, 2))

    class ByClosing:
        def evaluate(self, where: Where) -> Outcome:
            known = FLOW.rows(where).filter(closed_on__isnull=False).exists()
            return Outcome(Decimal(1) if known else None)

        def reads(self, where: Where) -> Any:
            yield where

    assert Rank(ByClosing()).evaluate(where(code="150203")).value is None
    assert len(list(Rank(ByClosing()).reads(where(code="150203")))) == 2


def test_a_qualitative_answer_has_words_and_rows_but_no_number(add: Add, where: Place) -> None:
    for key in ("建成", "", "在建"):
        add(date(2024, 1, 1), key=key)
    outcome = Qualitative(FLOW, "section").evaluate(where())
    assert (outcome.value, outcome.text, len(outcome.rows)) == (None, "建成；在建", 3)


def test_what_is_not_known_to_have_begun_counts_only_where_it_is_said(
    add: Add, where: Place
) -> None:
    """Every end that is named may end a row."""
    add(date(2024, 1, 1))
    add(date(2024, 1, 1), until=date(2024, 6, 7))
    ended = Source(Task, territory="territory", valid=("opened_on", "closed_on", "due_on"))
    ever = replace(STOCK, valid=("due_on", "closed_on"), since_ever=True)
    assert Count(ended).evaluate(where()).value == 1
    assert Count(replace(ever, since_ever=False)).evaluate(where()).value == 0
    assert Count(ever).evaluate(where()).value == 1


def test_all_domains_and_the_day_before_ask_for_another_scope(add: Add, where: Place) -> None:
    magnets = make_domain("magnet", "磁材")
    add(date(2023, 6, 7), domain=magnets)
    add(date(2023, 6, 8))
    asked = where(domain=magnets)
    held = Count(replace(STOCK, domain="domain"))
    share = Share(held, AllDomains(held), named="all")
    assert (held.evaluate(asked).value, share.evaluate(asked).value) == (1, 50)
    assert Before(held).evaluate(where()).value == 1
    assert [w.domain for w in share.reads(asked)] == [magnets, None]
    (before,) = Before(held).reads(asked)
    assert str(before.period) == "2023-06-07/2023-06-08"
    assert share.measure(asked).basis == "real"
    add(date(2023, 6, 8), synthetic=True)
    assert share.measure(asked).basis == "both", "what a share is taken of colours its basis"


def test_the_newest_row_of_each_key_counts(add: Add, where: Place) -> None:
    for on, amount, key in (
        (date(2023, 1, 1), 9, "a"), (date(2024, 1, 1), 5, "a"), (date(2024, 6, 8), 7, "a"),
        (date(2022, 1, 1), 2, "b"),
    ):  # fmt: skip
        add(on, amount=amount, key=key)
    stated = Source(Task, territory="territory", valid=("opened_on",))
    outcome = LatestSum(stated, key="section", field="position").evaluate(where())
    assert outcome.value == 7 and len(outcome.rows) == 2
