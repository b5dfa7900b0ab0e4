"""A-21 and A-22 against a count of our own, over territories, periods and every kind of row."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from cigu.core.access.factories import make_domain, make_territory
from cigu.core.clock.business import travel
from cigu.core.figures.registry import compute, figure
from cigu.core.figures.sources import Where
from cigu.engines.basis.periods import Period
from cigu.records.needs.actions import merge_need
from cigu.records.needs.factories import make_need, needs_officer
from cigu.records.organisations.factories import make_enterprise
from cigu.records.people.factories import make_expert
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.factories import make_broker, make_match

pytestmark = pytest.mark.django_db
PLACES = ("150203", "150204")
PERIODS = [
    Period(date(2024, 1, 1), date(2024, 7, 1)), Period(date(2024, 3, 1), date(2024, 3, 15)),
    Period(date(2024, 2, 10), date(2024, 2, 11)), Period(date(2023, 1, 1), date(2024, 1, 1)),
]  # fmt: skip


@pytest.fixture
def year() -> None:
    """Needs in two counties, some merged; teams and experts invited over half a year."""
    draw = random.Random(7)
    teams = [make_team(capacity=99).party for _ in range(6)]
    experts = [make_expert(capacity=99).party for _ in range(6)]
    needs = []
    for number in range(12):
        with travel(date(2024, 1, 8) + timedelta(days=10 * number)):
            firm = make_enterprise(territory=make_territory(PLACES[number % 2]))
            need = make_need("accepted", organisation=firm)
            chosen = [(p, "team") for p in draw.sample(teams, 2)]
            chosen += [(p, "person") for p in draw.sample(experts, draw.choice((0, 1, 3)))]
            matches = [make_match(need=need, provider=p, kind=k) for p, k in chosen]
            actions.propose(matches=matches, by=make_broker())
            make_match(need=need, provider=draw.choice(teams), kind="team")
            needs.append(need)
    with travel(date(2024, 5, 20)):
        for match in needs[3].matches.filter(state="proposed"):
            actions.decline(match=match, code="topic", by=make_broker(), reason="电话")
        needs[3].refresh_from_db()
        merge_need(need=needs[3], into=needs[5], by=needs_officer())


def counted(kind: str, place: str, period: Period) -> set[int]:
    """Straight from the tables, row by row."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.kind, m.provider_id, m.proposed_on, n.accepted_on, n.merged_into_id, t.path"
            " FROM match m JOIN need n ON n.id = m.need_id"
            " JOIN territory t ON t.code = n.territory_id"
        )
        for row_kind, provider, asked, accepted, merged, path in cursor.fetchall():
            day = date.fromisoformat(str(asked)) if asked else None
            if row_kind != kind or day is None or accepted is None or merged is not None:
                continue
            if f"/{place}/" in path and period.start <= day < period.end:
                found.add(provider)
    return found


@pytest.mark.parametrize(("ident", "kind"), [("A-21", "team"), ("A-22", "person")])
def test_value_and_drill_agree_with_a_count_of_our_own(year: Any, ident: str, kind: str) -> None:
    seen = 0
    for place in (*PLACES, "150200", "150000", "150100"):
        for period in PERIODS:
            where = Where(make_territory(place), make_domain(), period)
            result, wanted = compute(figure(ident), where), counted(kind, place, period)
            assert int(result.value or 0) == len(wanted) == len(result.rows)
            assert {row.key for row in result.rows} == wanted
            seen += len(wanted)
    assert seen > 0


def test_one_more_invitation_of_somebody_known_changes_nothing(broker: Any) -> None:
    team = make_team(capacity=9).party
    where = Where(make_territory("150200"), None, Period(date(2024, 1, 1), date(2025, 1, 1)))
    for _times in range(2):
        make_match("proposed", provider=team)
        assert compute(figure("A-21"), where).value == 1


def test_an_expert_is_no_team_and_an_achievement_neither(broker: Any) -> None:
    make_match("proposed", kind="person")
    where = Where(make_territory("150200"), None, Period(date(2024, 1, 1), date(2025, 1, 1)))
    assert [compute(figure(i), where).value for i in ("A-21", "A-22")] == [0, 1]
