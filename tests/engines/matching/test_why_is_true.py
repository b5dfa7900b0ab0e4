"""What an explanation says would change it, is done, and changes it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.assign import Group, Infeasible, Limits, solve
from cigu.engines.matching.why import filtered_scores, why

pair_of = st.tuples(st.integers(0, 5), st.integers(0, 4))


FORCED = ("apart", "load", "group", "score")


def case(seed):
    rng = np.random.default_rng(seed)
    scores = rng.integers(1, 9, (6, 5)) / 8
    barred = frozenset(map(tuple, rng.integers(0, (6, 5), (3, 2)).tolist()))
    return scores, {"demand": 1, "load": [2, 1, 2, 1, 2], "forbidden": barred}


def best_with(scores, pair, **limits):
    """The best total, and the best with the pair fixed."""
    free = solve(scores, Limits(**limits)).total
    return free, solve(scores, Limits(**limits, pinned={pair})).total


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), pair_of)
def test_every_change_named_brings_the_pair_about(seed, pair):
    scores, given_limits = case(seed)
    limits = Limits(**given_limits)
    try:
        plan = solve(scores, limits)
    except Infeasible:
        return
    told = why(scores, limits, plan, pair, dict.fromkeys(given_limits["forbidden"], "same firm"))
    assert (told.code == "chosen") == (pair in plan.pairs)
    assert (told.code == "conflict") == (pair in given_limits["forbidden"])
    if told.code == "conflict":
        assert told.evidence == "same firm"
    if told.code == "load":
        taken = sum(p == pair[1] for _, p in plan.pairs)
        assert taken == given_limits["load"][pair[1]]
    for change in told.changes:
        changed, table = dict(given_limits), scores.copy()
        if change.kind == "score":
            table[pair] = change.value
        elif change.kind == "load":
            changed["load"] = [x + (p == pair[1]) for p, x in enumerate(changed["load"])]
        elif change.kind == "demand":
            changed["demand"] = [1 + (n == pair[0]) for n in range(6)]
        elif change.kind == "conflict":
            changed["forbidden"] = changed["forbidden"] - {pair}
        free, forced = best_with(table, pair, **changed)
        assert forced == pytest.approx(free)
    assert str(told)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), pair_of)
def test_only_what_really_stands_in_the_way_is_named(seed, pair):
    """Groups, pairs kept apart and filters too: each reason is checked against the plan."""
    rng = np.random.default_rng(seed)
    plain = rng.integers(1, 9, (4, 5)) / 8
    filtered = {tuple(map(int, rng.integers(0, (4, 5)))): "maturity"}
    scores = filtered_scores(plain, filtered)
    groups, apart = (Group((0, 1), 2),), frozenset({(2, 3)})
    limits = Limits(1, [2, 1, 2, 1, 2], groups=groups, apart=apart)
    pair = (pair[0] % 4, pair[1])
    try:
        plan = solve(scores, limits)
    except Infeasible:
        return
    told = why(scores, limits, plan, pair, filtered=filtered)
    taken = [sum(p == provider for _, p in plan.pairs) for provider in range(5)]
    held = {p for n, p in plan.pairs if n == pair[0]}
    true = {
        "chosen": pair in plan.pairs,
        "filter": pair in filtered,
        "unknown": math.isnan(scores[pair]),
        "load": taken[pair[1]] >= [2, 1, 2, 1, 2][pair[1]],
        "group": pair[1] in (0, 1) and taken[0] + taken[1] >= 2,
        "apart": (pair[1] == 2 and 3 in held) or (pair[1] == 3 and 2 in held),
        "score": pair not in plan.pairs and (told.loss or 0) > 0,
        "tie": told.loss is not None and told.loss <= 1e-6,
        "impossible": True,
    }
    assert true[told.code], told
    assert (told.groups == (0,)) == (true["group"] and told.code in ("impossible", *FORCED))
    for change in told.changes:
        if change.kind == "group":
            wider = replace(limits, groups=(Group((0, 1), 3),))
            free = solve(scores, wider).total
            assert solve(scores, replace(wider, pinned={pair})).total == pytest.approx(free)
    if told.code == "impossible":
        with pytest.raises(Infeasible):
            solve(scores, replace(limits, pinned=frozenset({pair})))


@given(st.integers(0, 2**32 - 1), pair_of)
def test_without_time_less_is_named_and_all_of_it_is_true(seed, pair):
    scores, given_limits = case(seed)
    limits = Limits(**given_limits)
    try:
        plan = solve(scores, limits)
    except Infeasible:
        return
    whole, hurried = (why(scores, limits, plan, pair, seconds=s) for s in (None, 0.0))
    assert set(hurried.changes) <= set(whole.changes)
    assert hurried.loss == whole.loss
    if hurried.code == "load":
        assert sum(p == pair[1] for _, p in plan.pairs) == given_limits["load"][pair[1]]


def test_a_chosen_pair_says_what_would_be_lost():
    scores = np.asarray([[0.9, 0.4], [0.8, 0.1]])
    limits = Limits(1, 1)
    told = why(scores, limits, solve(scores, limits), (0, 1))
    assert told.code == "chosen"
    assert told.loss == pytest.approx(1.2 - 1.0)
    assert (told.instead, told.in_place) == (((0, 1), (1, 0)), ((0, 0), (1, 1)))


def test_a_pair_out_of_reach_says_why():
    nan = math.nan
    scores = np.asarray([[0.9, nan, 0.5], [0.2, 0.3, 0.4]])
    limits = Limits(1, 1, groups=(Group((0,), 1),))
    plan = solve(scores, limits)
    assert why(scores, limits, plan, (0, 1)).code == "unknown"
    told = why(scores, limits, plan, (0, 2), filtered={(0, 2): "secrecy level"})
    assert (told.code, told.evidence) == ("filter", "secrecy level")
    assert np.isnan(filtered_scores(scores, [(0, 2)])[0, 2])
    apart = Limits(2, 2, apart={(0, 2)})
    full = np.asarray([[0.9, 0.8, 0.85]])
    rival = why(full, apart, solve(full, apart), (0, 2))
    assert rival.code == "apart"
    assert ("release", (0, 0)) in [(c.kind, c.pair) for c in rival.changes]
    with pytest.raises(CiguError):
        why(scores, limits, plan, (5, 5))


def test_a_pair_as_good_as_the_chosen_one_is_a_tie():
    scores = np.asarray([[0.5, 0.5]])
    limits = Limits(1, 1)
    plan = solve(scores, limits)
    other = next(p for p in (0, 1) if (0, p) not in plan.pairs)
    assert why(scores, limits, plan, (0, other)).code == "tie"
