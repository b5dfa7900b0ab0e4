import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cigu.engines.matching.assign import Group, Infeasible, assign


def refused(*args, **kwargs):
    with pytest.raises(Infeasible) as caught:
        assign(*args, **kwargs)
    assert caught.value.code == "infeasible"
    assert caught.value.remedies
    return caught.value


def test_too_few_places_in_all():
    error = refused(np.ones((3, 2)), 1, 1)
    (reason,) = error.reasons
    assert (error.data["demand"], error.data["supply"]) == (3, 2)
    assert (reason.code, reason.demand, reason.supply) == ("needs_short", 3, 2)
    assert "3 places" in str(error)


def test_only_the_needs_concerned_are_named():
    """Needs 0 and 1 may only have provider 0; need 2 has plenty."""
    nan = math.nan
    scores = [[0.5, nan, nan], [0.4, nan, nan], [0.3, 0.9, 0.8]]
    (reason,) = refused(scores, 1, 1).reasons
    assert reason.needs == (0, 1)
    assert reason.providers == (0,)
    assert (reason.demand, reason.supply) == (2, 1)


def test_the_conflicts_in_the_way_are_named():
    error = refused(np.ones((2, 2)), 1, 1, forbidden=[(0, 1), (1, 1)])
    (reason,) = error.reasons
    assert reason.conflicts == ((0, 1), (1, 1))
    assert "lift a conflict after review" in error.remedies


def test_a_need_asking_for_more_than_there_are():
    (reason,) = refused([[0.5, 0.5]], 3, 9).reasons
    assert (reason.needs, reason.demand, reason.supply) == ((0,), 3, 2)


def test_least_loads_that_no_need_can_fill():
    scores = [[0.5, math.nan], [0.5, math.nan]]
    (reason,) = refused(scores, 1, 2, min_load=[0, 1]).reasons
    assert (reason.code, reason.providers) == ("providers_short", (1,))
    assert (reason.demand, reason.supply) == (1, 0)


def test_group_caps_that_are_too_tight():
    error = refused(np.ones((2, 2)), 1, 1, groups=[Group((0, 1), 1, "institute")])
    (reason,) = error.reasons
    assert (reason.code, reason.providers, reason.groups) == ("needs_short", (), (0,))
    assert (reason.demand, reason.supply) == (2, 1)
    assert {r.kind: r.amount for r in error.repairs} == {"demand": 1, "cap": 1}


def test_a_group_within_a_group_is_the_one_that_is_named():
    inner, outer = Group((0, 1), 1), Group((0, 1, 2), 2)
    (reason,) = refused(np.ones((3, 4)), 1, [3, 3, 3, 0], groups=[inner, outer]).reasons
    assert (reason.groups, reason.supply) == ((1,), 2)
    nan = math.nan
    scores = [[1, 1, nan, nan], [1, 1, nan, nan]]
    (reason,) = refused(scores, 1, 3, groups=[inner, outer]).reasons
    assert (reason.groups, reason.needs, reason.supply) == ((0,), (0, 1), 1)


def test_a_group_that_must_take_more_than_there_is():
    nan = math.nan
    scores = [[1, nan], [1, 1]]
    error = refused(scores, 1, 2, groups=[Group((1,), 2, floor=2)])
    (reason,) = error.reasons
    assert (reason.code, reason.groups, reason.demand) == ("providers_short", (0,), 2)
    assert reason.needs == (1,)
    assert [r.changes for r in error.repairs if r.kind == "floor"] == [((0, 1),)]


def test_what_could_be_had_alone_but_not_together():
    """Need 0 must have provider 0, provider 1 must take the other need: their group takes one."""
    limits = {"roles": [0, 1, 1], "exact": [True, False], "groups": [Group((0, 1), 1)]}
    scores = [[1, 1, math.nan], [1, 1, 1]]
    (reason,) = refused(scores, [[1, 0], [0, 1]], 1, [0, 1, 0], **limits).reasons
    assert (reason.code, reason.needs, reason.providers) == ("limits", (0,), (1,))
    assert (reason.groups, reason.demand, reason.supply) == ((0,), 2, 1)


def test_pins_beyond_a_group():
    groups = [Group((0, 1), 1)]
    error = refused(np.ones((2, 2)), 1, 1, pinned=[(0, 0), (1, 1)], groups=groups)
    (reason,) = error.reasons
    assert (reason.code, reason.groups, reason.demand) == ("pinned_over_group", (0,), 2)


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 2**32 - 1))
def test_a_cut_is_true_by_counting(seed):
    """Whatever is named: no set of pairs within the upper limits gives these needs more than the
    supply that is said, which is less than they ask for; counted by a flow of its own."""
    arguments = anything(seed)
    try:
        assign(**arguments)
    except Infeasible as error:
        for reason in error.reasons:
            assert reason.demand > reason.supply
            if reason.code == "needs_short":
                asked = [arguments["demand"][n] if n in reason.needs else 0 for n in range(4)]
                assert sum(asked) == reason.demand
                assert most_places(arguments, asked) <= reason.supply
                assert all(pair in arguments["forbidden"] for pair in reason.conflicts)


def most_places(arguments, asked):
    """The most places these needs can be given, by scores of one and no lower limit."""
    scores = np.where(np.isnan(arguments["scores"]), np.nan, 1.0)
    groups = [Group(g.providers, g.cap) for g in arguments["groups"]]
    found = assign(scores, asked, arguments["load"], None, arguments["forbidden"], (), groups,
                   exact=False)  # fmt: skip
    return len(found.pairs)


def test_a_pin_on_a_forbidden_pair():
    (reason,) = refused(np.ones((1, 2)), 1, 1, forbidden=[(0, 0)], pinned=[(0, 0)]).reasons
    assert (reason.code, reason.needs, reason.providers) == ("pinned_forbidden", (0,), (0,))


def test_pins_beyond_demand_and_load():
    codes = {r.code for r in refused(np.ones((2, 2)), 1, 1, pinned=[(0, 0), (0, 1)]).reasons}
    assert codes == {"pinned_over_demand"}
    codes = {r.code for r in refused(np.ones((2, 2)), 1, 1, pinned=[(0, 0), (1, 0)]).reasons}
    assert codes == {"pinned_over_load"}


def test_long_lists_are_shortened_in_the_sentence():
    assert "and 12 more" in str(refused(np.ones((20, 1)), 1, 1))


def repaired(arguments, repair):
    """The arguments with the least changes of one kind made."""
    changed = {**arguments, "load": list(arguments["load"])}
    if repair.kind == "conflicts":
        changed["forbidden"] = set(changed["forbidden"]) - set(repair.changes)
    for index, places in repair.changes if repair.kind != "conflicts" else ():
        if repair.kind in ("cap", "floor"):
            group = changed["groups"][index]
            more, less = (places, 0) if repair.kind == "cap" else (0, places)
            groups = list(changed["groups"])
            groups[index] = Group(group.providers, group.cap + more, floor=group.floor - less)
            changed["groups"] = groups
        else:
            sign = 1 if repair.kind == "load" else -1
            changed[repair.kind] = list(changed[repair.kind])
            changed[repair.kind][index] += sign * places
    return changed


def anything(seed):
    """Limits of every sort, that often cannot be kept: groups within one another or overlapping,
    providers kept apart."""
    rng = np.random.default_rng(seed)
    load = rng.integers(0, 3, 4)
    inner, outer = rng.integers(0, 4, 2).tolist()
    shape = int(rng.integers(0, 3))
    second = [(2,), (0, 1, 2), (1, 2)][shape]
    floor = int(rng.integers(0, 2))
    return {
        "scores": rng.integers(0, 5, (4, 4)) / 4,
        "demand": rng.integers(0, 3, 4).tolist(),
        "load": load.tolist(),
        "min_load": np.minimum(load, rng.integers(0, 3, 4)).tolist(),
        "forbidden": set(map(tuple, rng.integers(0, 4, (6, 2)).tolist())),
        "groups": [Group((0, 1), inner), Group(second, max(outer, floor), floor=floor)],
        "apart": {(0, 3)} if rng.integers(0, 3) == 0 else set(),
    }


@settings(deadline=None, max_examples=120)
@given(st.integers(0, 2**32 - 1))
def test_the_least_changes_make_it_possible(seed):
    arguments = anything(seed)
    try:
        assign(**arguments)
    except Infeasible as error:
        for repair in error.repairs:
            assert repair.amount == (
                len(repair.changes)
                if repair.kind == "conflicts"
                else sum(places for _, places in repair.changes)
            )
            assign(**repaired(arguments, repair))
            assert str(repair) in str(error)


def test_the_fewest_conflicts_and_places_are_named():
    error = refused(np.ones((2, 2)), 1, 1, forbidden=[(0, 1), (1, 1)])
    by_kind = {repair.kind: repair for repair in error.repairs}
    assert by_kind["conflicts"].amount == 1
    assert by_kind["conflicts"].changes[0] in [(0, 1), (1, 1)]
    assert by_kind["load"].changes == ((0, 1),)
    assert by_kind["demand"].amount == 1


def test_providers_kept_apart_that_are_too_few():
    (reason,) = refused(np.ones((1, 2)), 2, 1, apart=[(0, 1)]).reasons
    assert (reason.code, reason.providers) == ("apart", (0, 1))


def test_rivals_fixed_to_one_need():
    error = refused(np.ones((1, 3)), 2, 1, apart=[(0, 1)], pinned=[(0, 0), (0, 1)])
    assert error.reasons[0].code == "pinned_apart"
