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
    (reason,) = refused(np.ones((2, 2)), 1, 1, groups=[Group((0, 1), 1, "institute")]).reasons
    assert (reason.code, reason.providers, reason.supply) == ("groups", (0, 1), 1)


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
        if repair.kind == "cap":
            group = changed["groups"][index]
            changed["groups"] = [Group(group.providers, group.cap + places)]
        else:
            sign = 1 if repair.kind == "load" else -1
            changed[repair.kind] = list(changed[repair.kind])
            changed[repair.kind][index] += sign * places
    return changed


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_the_least_changes_make_it_possible(seed):
    rng = np.random.default_rng(seed)
    load = rng.integers(0, 3, 4)
    arguments = {
        "scores": rng.integers(0, 5, (4, 4)) / 4,
        "demand": rng.integers(0, 3, 4).tolist(),
        "load": load.tolist(),
        "min_load": np.minimum(load, rng.integers(0, 3, 4)).tolist(),
        "forbidden": set(map(tuple, rng.integers(0, 4, (6, 2)).tolist())),
        "groups": [Group((0, 1), int(rng.integers(0, 4)))],
    }
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
