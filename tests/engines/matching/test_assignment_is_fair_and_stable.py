"""Objectives and rules beyond the total, each against trying everything."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.assign import Group, Infeasible, assign

small = st.tuples(st.integers(2, 3), st.integers(2, 4))
seeds = st.integers(0, 2**32 - 1)


def table(seed, shape, steps=None):
    """Scores on a grid of `steps` (ties) or anywhere."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, steps + 1, shape) / steps if steps else rng.random(shape)


def every(scores, demand, load, rule=lambda chosen: True):
    """All complete sets of pairs within demand and load that keep a rule."""
    needs, providers = scores.shape
    rows = [
        [tuple((n, p) for p in held) for held in itertools.combinations(range(providers), demand)]
        for n in range(needs)
    ]
    for parts in itertools.product(*rows):
        chosen = frozenset(itertools.chain(*parts))
        loads = np.bincount([p for _, p in chosen], minlength=providers)
        if (loads <= load).all() and rule(chosen):
            yield chosen


def total(scores, chosen):
    return sum(scores[pair] for pair in chosen)


def least(scores, chosen):
    sums = {}
    for n, p in chosen:
        sums[n] = sums.get(n, 0.0) + scores[n, p]
    return min(sums.values())


@settings(deadline=None, max_examples=60)
@given(seeds, small, st.sampled_from([None, 4]), st.integers(1, 2), st.integers(1, 3))
def test_the_fairest_has_the_highest_floor_and_then_the_best_total(
    seed, shape, steps, demand, load
):
    scores = table(seed, shape, steps)
    sets = list(every(scores, demand, load))
    if not sets:
        with pytest.raises(Infeasible):
            assign(scores, demand, load, objective="fair")
        return
    floor = max(least(scores, chosen) for chosen in sets)
    best = max(total(scores, c) for c in sets if least(scores, c) >= floor - 1e-9)
    found = assign(scores, demand, load, objective="fair")
    assert found.minimum == pytest.approx(floor, abs=2e-4 * (steps is None) + 1e-9)
    assert found.floor_bound >= floor - 1e-9
    assert found.minimum <= found.floor_bound + 1e-9
    if steps:
        assert found.total == pytest.approx(best)
    assert found.gap <= 1e-6
    assert found.proved


@settings(deadline=None, max_examples=8)
@given(seeds)
def test_a_higher_floor_never_raises_the_total(seed):
    scores = table(seed, (7, 6))
    totals, least_sums = [], []
    for objective in ("total", 0.25, 0.5, 0.75, "fair"):
        found = assign(scores, 2, 3, objective=objective)
        totals.append(found.total)
        least_sums.append(found.minimum)
        assert found.floor is None or found.minimum >= found.floor - 1e-6
    assert all(a >= b - 1e-6 for a, b in itertools.pairwise(totals))
    assert least_sums[0] <= least_sums[-1] + 1e-9


@settings(deadline=None, max_examples=30)
@given(seeds, st.integers(0, 11), st.integers(0, 8))
def test_a_further_forbidden_pair_never_raises_the_optimum(seed, need, provider):
    scores = table(seed, (12, 9))
    free = assign(scores, 2, 4, min_load=1)
    barred = assign(scores, 2, 4, min_load=1, forbidden={(need, provider)})
    assert barred.total <= free.total + 1e-9
    assert (need, provider) not in barred.pairs


@settings(deadline=None, max_examples=20)
@given(seeds, st.integers(1, 3))
def test_what_is_left_out_at_first_is_never_missed(seed, demand):
    """Large enough that only some candidates are looked at; the bound proves the total."""
    rng = np.random.default_rng(seed)
    scores = rng.random((60, 90)) * rng.random(90) ** 2  # some providers everybody wants
    found = assign(scores, demand, 2 if demand < 3 else 3, min_load=1 if demand > 1 else 0)
    assert found.gap <= 1e-6
    counts = np.zeros(scores.shape, dtype=int)
    for pair in found.pairs:
        counts[pair] += 1
    assert counts.max() == 1
    assert (counts.sum(axis=1) == demand).all()


@settings(deadline=None, max_examples=15)
@given(seeds)
def test_one_to_one_it_agrees_with_the_hungarian_method(seed):
    scores = table(seed, (70, 80))
    rows, columns = linear_sum_assignment(scores, maximize=True)
    assert assign(scores, 1, 1).total == pytest.approx(scores[rows, columns].sum())


@settings(deadline=None, max_examples=20)
@given(seeds, st.booleans())
def test_candidates_in_a_sparse_matrix_are_the_known_scores(seed, exact):
    rng = np.random.default_rng(seed)
    scores = rng.integers(1, 9, (12, 10)) / 8
    scores[rng.random((12, 10)) < 0.3] = math.nan
    places = np.argwhere(~np.isnan(scores))
    stored = sparse.csr_matrix((scores[~np.isnan(scores)], places.T), shape=scores.shape)
    try:
        dense = assign(scores, 1, 2, exact=exact)
    except Infeasible:
        with pytest.raises(Infeasible):
            assign(stored, 1, 2, exact=exact)
        return
    assert assign(stored, 1, 2, exact=exact) == dense or dense.total == pytest.approx(
        assign(stored, 1, 2, exact=exact).total
    )


@settings(deadline=None, max_examples=40)
@given(seeds, small, st.integers(1, 2))
def test_providers_kept_apart_never_meet(seed, shape, demand):
    scores = table(seed, shape)
    apart = {(0, 1)}
    rule = lambda chosen: not any({(n, 0), (n, 1)} <= chosen for n in range(shape[0]))  # noqa: E731
    best = max((total(scores, c) for c in every(scores, demand, 2, rule)), default=None)
    if best is None:
        with pytest.raises(Infeasible):
            assign(scores, demand, 2, apart=apart)
        return
    found = assign(scores, demand, 2, apart=apart)
    assert rule(set(found.pairs))
    assert found.total == pytest.approx(best)
    assert found.gap <= 1e-6


def test_a_need_gets_one_of_each_role():
    """Columns 0 and 1 lead, 2 to 4 advise; need 1 asks for no adviser."""
    scores = np.asarray([[0.9, 0.8, 0.7, 0.6, 0.5], [0.9, 0.1, 0.9, 0.9, 0.9]])
    found = assign(scores, [[1, 1], [1, 0]], 1, roles=[0, 0, 1, 1, 1])
    assert found.pairs == ((0, 1), (0, 2), (1, 0))
    assert found.minimum == pytest.approx(0.9)
    with pytest.raises(CiguError, match="2 roles"):
        assign(scores, 1, 1, roles=[0, 0, 1, 1, 1])


@settings(deadline=None, max_examples=40)
@given(seeds, st.booleans())
def test_of_a_role_that_is_not_exact_a_need_gets_what_gains(seed, rivals):
    """Columns 0 and 1 lead, one for each need; 2 and 3 are ready answers, where there are any."""
    scores = table(seed, (3, 4), 4)
    scores[np.random.default_rng(seed).random((3, 4)) < 0.3] = math.nan
    apart = {(0, 3)} if rivals else set()
    pairs = [(n, p) for n in range(3) for p in range(4) if not math.isnan(scores[n, p])]
    best = None
    for size in range(len(pairs) + 1):
        for chosen in map(set, itertools.combinations(pairs, size)):
            leads = [sum(n == need and p < 2 for n, p in chosen) for need in range(3)]
            answers = [sum(n == need and p > 1 for n, p in chosen) for need in range(3)]
            loads = [sum(p == column for _, p in chosen) for column in range(4)]
            met = any({(n, a), (n, b)} <= chosen for n in range(3) for a, b in apart)
            if leads == [1, 1, 1] and max(answers) <= 1 and max(loads) <= 2 and not met:
                best = max(total(scores, chosen), -1.0 if best is None else best)
    limits = {"roles": [0, 0, 1, 1], "exact": [True, False], "apart": apart}
    if best is None:
        with pytest.raises(Infeasible):
            assign(scores, [1, 1], 2, **limits)
        return
    found = assign(scores, [1, 1], 2, **limits)
    assert found.total == pytest.approx(best)
    assert found.gap <= 1e-6


def test_a_role_that_nobody_has_is_said_to_be_short():
    with pytest.raises(Infeasible) as caught:
        assign(np.ones((2, 2)), [[1, 1], [1, 1]], 2, roles=[0, 0])
    (reason,) = caught.value.reasons
    assert (reason.demand, reason.supply) == (2, 0)
    limits = {"roles": [0, 0], "exact": [True, False]}
    assert len(assign(np.ones((2, 2)), [[1, 1], [1, 1]], 2, **limits).pairs) == 2


def test_an_answer_for_each_role_or_one_for_all():
    with pytest.raises(CiguError, match="exact"):
        assign(np.ones((1, 2)), [1, 1], 1, roles=[0, 1], exact=[True, False, True])


def test_a_team_and_its_member_share_load_and_never_advise_together():
    """Team 0 has the member 2. Who serves in the team serves: together they take one need."""
    scores = np.asarray([[0.9, 0.1, 0.8, 0.1], [0.3, 0.2, 0.9, 0.8]])
    found = assign(
        scores, [[1, 1], [1, 1]], 2, roles=[0, 0, 1, 1], apart={(0, 2)}, groups=[Group((0, 2), 2)]
    )
    assert not any({(n, 0), (n, 2)} <= set(found.pairs) for n in (0, 1))
    assert found.pairs == ((0, 0), (0, 3), (1, 1), (1, 2))
    assert found.gap <= 1e-6


def test_an_institution_takes_neither_more_nor_fewer_than_agreed():
    scores = np.asarray([[0.9, 0.8, 0.1], [0.9, 0.8, 0.1], [0.9, 0.8, 0.1]])
    shared = assign(scores, 1, 3, groups=[Group((0, 1), 2, "institute")])
    assert sum(p < 2 for _, p in shared.pairs) == 2
    obliged = assign(scores, 1, 3, groups=[Group((2,), 3, floor=2)])
    assert sum(p == 2 for _, p in obliged.pairs) == 2
    assert obliged.gap <= 1e-6


@settings(deadline=None, max_examples=40)
@given(seeds, st.integers(0, 2), st.integers(0, 3))
def test_after_a_refusal_as_little_as_possible_changes(seed, need, provider):
    scores = table(seed, (3, 4), 4)
    before = assign(scores, 1, 1)
    barred = {(need, provider)}
    sets = list(every(scores, 1, 1, lambda chosen: not chosen & barred))
    kept = max(len(set(before.pairs) & chosen) for chosen in sets)
    best = max(total(scores, c) for c in sets if len(set(before.pairs) & c) == kept)
    found = assign(scores, 1, 1, forbidden=barred, previous=before.pairs)
    assert found.kept == kept
    assert found.total == pytest.approx(best)
    assert found.gap <= 1e-6


def test_a_change_that_gains_enough_is_made():
    scores = np.asarray([[0.5, 0.9], [0.4, 0.3]])
    old = ((0, 0), (1, 1))
    assert assign(scores, 1, 1, previous=old).pairs == old
    assert assign(scores, 1, 1, previous=old, gain=0.1).pairs == ((0, 1), (1, 0))
    assert assign(scores, 1, 1, previous=old, gain=0.3).pairs == old


def test_time_that_runs_out_is_said():
    scores = table(1, (30, 30))
    found = assign(scores, 2, 3, objective="fair", stop=lambda: True)
    assert not found.proved or found.gap <= 1e-6
    assert len(found.pairs) == 60


def test_each_step_is_told():
    told = []
    assign(table(2, (9, 9)), 2, 3, objective="fair", progress=lambda *step: told.append(step[0]))
    assert told[0] == "flow"
    assert "floor" in told


@pytest.mark.parametrize("objective", ["best", -0.1, 1.1, math.nan])
def test_an_objective_that_is_none_is_refused(objective):
    with pytest.raises(CiguError, match="is no objective"):
        assign([[1.0]], 1, 1, objective=objective)


@settings(deadline=None, max_examples=15)
@given(seeds)
def test_the_same_arguments_give_the_same_answer(seed):
    scores = table(seed, (10, 8), 4)  # many ties
    first, second = (assign(scores, 2, 3, objective="fair") for _ in range(2))
    assert first.pairs == second.pairs
