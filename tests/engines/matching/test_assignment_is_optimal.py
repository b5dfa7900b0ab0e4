import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.assign import Group, Infeasible, assign

NAN = math.nan
score = st.one_of(st.just(NAN), st.integers(0, 8).map(lambda n: n / 8))
matrices = st.tuples(st.integers(1, 3), st.integers(1, 4)).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=score)
)


def groups_of(providers):
    """None, one, one within another, two that only overlap, one that must take some."""
    whole, first = tuple(range(providers)), tuple(range(min(2, providers)))
    found = [None, [Group(first, 1)], [Group(first, 1), Group(whole, 2)], [Group((0,), 3, floor=1)]]
    found.append([Group(whole, 3, floor=1), Group(first, 2, floor=1)])
    return [*found, [Group(first, 1), Group(whole[1:], 1)]] if providers > 2 else found


@st.composite
def cases(draw):
    scores = draw(matrices)
    needs, providers = scores.shape
    pairs = st.tuples(st.integers(0, needs - 1), st.integers(0, providers - 1))
    load = draw(st.lists(st.integers(0, 3), min_size=providers, max_size=providers))
    return {
        "scores": scores,
        "demand": draw(st.lists(st.integers(0, 2), min_size=needs, max_size=needs)),
        "load": load,
        "min_load": [draw(st.integers(0, min(1, limit))) for limit in load],
        "forbidden": draw(st.sets(pairs, max_size=3)),
        "pinned": draw(st.sets(pairs, max_size=1)),
        "groups": draw(st.sampled_from(groups_of(providers))),
        "exact": draw(st.booleans()),
    }


def meets(case, chosen):
    """Whether a set of pairs keeps every rule; written without the engine."""
    scores, pinned = case["scores"], case["pinned"]
    per_need = [sum(n == need for n, _ in chosen) for need in range(len(scores))]
    per_provider = [sum(p == col for _, p in chosen) for col in range(scores.shape[1])]
    asked = zip(per_need, case["demand"], strict=True)
    served = all(have == want if case["exact"] else have <= want for have, want in asked)
    loads = zip(case["min_load"], per_provider, case["load"], strict=True)
    grouped = all(
        group.floor <= sum(per_provider[p] for p in group.providers) <= group.cap
        for group in case["groups"] or ()
    )
    known = all(pair in pinned or not math.isnan(scores[pair]) for pair in chosen)
    return (
        served
        and all(low <= have <= high for low, have, high in loads)
        and grouped
        and known
        and not chosen & case["forbidden"]
        and pinned <= chosen
    )


def worth(case, chosen):
    return sum(0.0 if math.isnan(case["scores"][pair]) else case["scores"][pair] for pair in chosen)


def brute_force(case):
    """The greatest total by trying every set of pairs; None when none is allowed."""
    needs, providers = case["scores"].shape
    pairs = list(itertools.product(range(needs), range(providers)))
    totals = [
        worth(case, chosen)
        for size in range(len(pairs) + 1)
        for chosen in map(set, itertools.combinations(pairs, size))
        if meets(case, chosen)
    ]
    return max(totals, default=None)


@settings(deadline=None, max_examples=120)
@given(cases())
def test_the_total_is_that_of_brute_force(case):
    best = brute_force(case)
    if best is None:
        with pytest.raises(Infeasible) as caught:
            assign(**case)
        assert caught.value.reasons
        return
    found = assign(**case)
    assert meets(case, set(found.pairs))
    assert len(set(found.pairs)) == len(found.pairs)
    assert found.total == pytest.approx(best)
    assert found.total == pytest.approx(worth(case, set(found.pairs)))
    assert found.bound == pytest.approx(best)
    assert found.gap == pytest.approx(0, abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1), st.randoms())
def test_the_order_of_needs_and_providers_does_not_change_the_total(seed, random):
    rng = np.random.default_rng(seed)
    scores = rng.random((9, 7))
    rows, columns = list(range(9)), list(range(7))
    random.shuffle(rows)
    random.shuffle(columns)
    straight = assign(scores, 2, 4)
    shuffled = assign(scores[np.ix_(rows, columns)], 2, 4)
    back = sorted((rows[n], columns[p]) for n, p in shuffled.pairs)
    assert back == sorted(straight.pairs)  # random scores leave no ties
    assert shuffled.total == pytest.approx(straight.total)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_larger_cases_keep_loads_and_prohibitions(seed):
    rng = np.random.default_rng(seed)
    scores = rng.random((30, 20))
    scores[rng.random((30, 20)) < 0.1] = NAN
    barred = set(map(tuple, rng.integers(0, (30, 20), (40, 2)).tolist()))
    found = assign(scores, 2, 5, min_load=1, forbidden=barred)
    chosen = np.zeros((30, 20), dtype=int)
    for pair in found.pairs:
        chosen[pair] += 1
    assert chosen.max() == 1
    assert (chosen.sum(axis=1) == 2).all()
    assert ((chosen.sum(axis=0) >= 1) & (chosen.sum(axis=0) <= 5)).all()
    assert not barred & set(found.pairs)
    assert not np.isnan(scores[chosen == 1]).any()
    assert found.gap <= 1e-6


def test_no_need_gets_the_same_provider_twice():
    assert assign([[0.9, 0.1]], 2, 5).pairs == ((0, 0), (0, 1))


def test_at_most_leaves_pairs_worth_nothing_out():
    found = assign([[0.5, 0.0], [NAN, 0.0]], 1, 2, exact=False)
    assert found.pairs == ((0, 0),)
    assert found.minimum == 0


def test_a_pin_stays_even_where_it_costs():
    found = assign([[0.9, 0.1], [0.8, 0.2]], 1, 1, pinned={(0, 1)})
    assert found.pairs == ((0, 1), (1, 0))


def test_a_pinned_pair_of_unknown_score_adds_nothing():
    found = assign([[NAN, 0.5]], 1, 1, pinned={(0, 0)})
    assert (found.pairs, found.total) == (((0, 0),), 0)


def test_the_minimum_is_the_smallest_sum_of_a_need():
    found = assign([[0.9, 0.8], [0.3, 0.1], [0.5, 0.5]], [1, 1, 0], 1)
    assert found.pairs == ((0, 1), (1, 0))
    assert found.minimum == pytest.approx(0.3)


def test_overlapping_groups_are_solved_too():
    groups = [Group((0, 1), 1), Group((1, 2), 1)]
    found = assign([[0.5, 0.9, 0.5]], 2, 1, groups=groups)
    assert found.pairs == ((0, 0), (0, 2))
    assert found.gap == pytest.approx(0)


def test_nothing_to_assign_is_no_error():
    assert assign(np.zeros((0, 3)), 1, 1).pairs == ()
    assert assign(np.zeros((2, 3)), 0, 1).minimum is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"scores": [1, 2], "demand": 1, "load": 1}, "shape"),
        ({"scores": [[math.inf]], "demand": 1, "load": 1}, "shape"),
        ({"scores": [[1]], "demand": -1, "load": 1}, "limits"),
        ({"scores": [[1]], "demand": 1.5, "load": 1}, "limits"),
        ({"scores": [[1]], "demand": [1, 2], "load": 1}, "limits"),
        ({"scores": [[1]], "demand": 1, "load": 1, "min_load": 2}, "limits"),
        ({"scores": [[1]], "demand": 1, "load": 1, "groups": [Group((3,), 1)]}, "limits"),
        ({"scores": [[1]], "demand": 1, "load": 1, "forbidden": [(0, 1)]}, "pair"),
        ({"scores": [[1]], "demand": 1, "load": 1, "pinned": [(-1, 0)]}, "pair"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments, code):
    with pytest.raises(CiguError) as caught:
        assign(**arguments)
    assert caught.value.code == code
