import math

import numpy as np
import pytest

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
