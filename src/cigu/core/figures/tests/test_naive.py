"""Figures against a counter that shares no code: plain loops over plain tuples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.access.factories import PLACES, make_territory
from cigu.core.figures.expressions import Count, DistinctCount, Sum
from cigu.core.figures.sources import Source, Where
from cigu.core.flow.models import Task
from cigu.engines.basis.periods import Period

DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 12))
CODES = st.sampled_from([c for c in PLACES if len(c.rstrip("0")) > 2])
BASES = st.sampled_from(["both", "real"])
ROWS = st.lists(
    st.tuples(
        DAYS, st.integers(0, 9), CODES, st.sampled_from("ab"), st.none() | DAYS, st.booleans()
    ),
    max_size=8,
)


def below(code: str, of: str) -> bool:
    """By the digits of the codes, not by paths."""
    return code.startswith(of.rstrip("0") if of != "100000" else "")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ROWS, DAYS, st.integers(1, 12), st.sampled_from([*PLACES]), BASES)
def test_figures_agree_with_a_naive_counter(
    add: Callable[..., Task], rows: Any, start: date, length: int, of: str, basis: str
) -> None:
    ours = {}
    for on, amount, code, key, until, synthetic in rows:
        task = add(on, amount, code, key, until=until, synthetic=synthetic)
        ours[task.pk] = (on, amount, code, key, until, synthetic)
    end = start + timedelta(days=length)
    where = Where(make_territory(of), None, Period(start, end), basis)
    near = [r for r in ours.values() if below(r[2], of) and (basis == "both" or not r[5])]
    flow = [r for r in near if start <= r[0] < end]
    last = end - timedelta(days=1)
    stock = [r for r in near if r[0] <= last and (r[4] is None or r[4] > last)]

    mine = Q(pk__in=list(ours))
    flows = Source(Task, territory="territory", dated="opened_on", only=mine)
    stocks = Source(Task, territory="territory", valid=("opened_on", "closed_on"), only=mine)
    count, total = Count(flows).evaluate(where), Sum(flows, "position").evaluate(where)
    assert count.value == len(flow) == len({r.uid for r in count.rows}) == len(count.rows)
    assert total.value == sum(r[1] for r in flow) == sum(r.contribution for r in total.rows)
    assert DistinctCount(flows, "section").evaluate(where).value == len({r[3] for r in flow})
    assert Count(stocks).evaluate(where).value == len(stock)
