"""Ranking and region-wide assignment on small registers: deterministic, lawful, explained."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_domain, make_territory
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import run_job, start_job
from cigu.records.needs.factories import make_need
from cigu.records.organisations.factories import registry
from cigu.records.people.actions import declare_relation
from cigu.records.people.factories import make_expert
from cigu.records.teams.actions import add_member
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.factories import make_document, user_of
from cigu.work.matchmaking.guards import MatchRefused
from cigu.work.matchmaking.models import AssignmentRun, Match

pytestmark = pytest.mark.django_db
THEMES = ("高速永磁电机转子温升与涡流损耗", "稀土浮选低温捕收剂与矿浆", "镧铈抛光粉粒度与划伤")


@pytest.fixture
def market(broker: Any) -> dict[str, Any]:
    """Three needs; a team and an expert who wrote about each; one more team without words."""
    needs = [make_need(title=t, problem=f"{t}，需要降低并稳定。", keywords=t) for t in THEMES]
    teams = [make_team(capacity=2, profile=f"从事{t}研究。") for t in THEMES]
    experts = [make_expert(capacity=2, profile=f"长期研究{t}。") for t in THEMES]
    for theme, team in zip(THEMES, teams, strict=True):
        make_document(team.party, f"{theme}试验：效果显著，已在现场运行。", kind="acceptance")
    make_team(profile="")
    return {"needs": needs, "teams": teams, "experts": experts, "by": broker}


def run(market: dict[str, Any], **limits: Any) -> AssignmentRun:
    given = {"team_demand": 1, "expert_demand": 1, **limits}
    return actions.run_assignment(
        needs=market["needs"], territory=make_territory("150200"), domain=make_domain(),
        by=market["by"], **given,
    )  # fmt: skip


def pairs(found: AssignmentRun) -> list[tuple[int, int, float]]:
    return [(p.need.pk, p.provider.pk, p.score) for p in found.pairs]


def test_the_ranking_finds_who_wrote_about_it_with_passages(market: dict[str, Any]) -> None:
    found = actions.rank_need(need=market["needs"][0], by=market["by"])
    best = {match.kind: match.provider for match in reversed(found)}
    assert best["team"] == market["teams"][0].party
    assert best["person"] == market["experts"][0].party
    passage = found[0].passages[0]
    text = passage["text"]
    assert all(text[a:b] for _term, a, b in passage["terms"]) and "涡流损耗" in text
    assert found[0].rank == 1 and 0 < found[0].score <= 1


def test_ranking_again_changes_nothing_and_keeps_decisions(market: dict[str, Any]) -> None:
    need, by = market["needs"][0], market["by"]
    first = {m.pk: (m.score, m.rank) for m in actions.rank_need(need=need, by=by)}
    second = {m.pk: (m.score, m.rank) for m in actions.rank_need(need=need, by=by)}
    assert first == second
    chosen = Match.objects.get(pk=next(iter(first)))
    actions.propose(matches=[chosen], by=by)
    make_document(chosen.provider, "完全无关的文字。")
    actions.rank_need(need=need, by=by)
    assert Match.objects.get(pk=chosen.pk).score == chosen.score


def test_new_words_are_read_at_once(market: dict[str, Any]) -> None:
    need, quiet = market["needs"][2], make_team()
    assert quiet.party not in [m.provider for m in actions.rank_need(need=need, by=market["by"])]
    make_document(quiet.party, "镧铈抛光粉粒度控制与划伤机理。")
    assert quiet.party in [m.provider for m in actions.rank_need(need=need, by=market["by"])]


def test_only_open_needs_are_ranked(market: dict[str, Any]) -> None:
    with pytest.raises(MatchRefused):
        actions.rank_need(need=make_need("submitted"), by=market["by"])
    with pytest.raises(NotAllowed):
        actions.rank_need(need=market["needs"][0], by=user_of(market["teams"][0].party))


def test_everybody_gets_the_need_they_wrote_about(market: dict[str, Any]) -> None:
    found = run(market)
    by_need = {(p.need.pk, p.kind): p.provider for p in found.pairs}
    for need, team, expert in zip(market["needs"], market["teams"], market["experts"], strict=True):
        assert by_need[need.pk, "team"] == team.party
        assert by_need[need.pk, "person"] == expert.party
    assert all(row["gap"] < 1e-6 for row in found.result["rounds"].values())


def test_the_same_data_give_the_same_assignment(market: dict[str, Any]) -> None:
    first = pairs(run(market))
    market["needs"].reverse()
    assert pairs(run(market)) == first


def test_conflicts_exclusions_and_own_members_are_left_out(market: dict[str, Any]) -> None:
    need, team, expert = (market[k][0] for k in ("needs", "teams", "experts"))
    add_member(team=team, person=expert, by=registry())
    both = {(need.pk, team.party.pk), (need.pk, expert.party.pk)}
    assert not both <= {p[:2] for p in pairs(run(market))}
    declare_relation(
        left=team.party, right=need.organisation.party, kind="cooperation", source="合同",
        since=need.accepted_on, by=registry(),
    )  # fmt: skip
    assert (need.pk, team.party.pk) not in [p[:2] for p in pairs(run(market))]


def test_loads_hold(market: dict[str, Any]) -> None:
    found = run(market, use_capacity=False, max_load=1, expert_demand=0)
    providers = [p.provider.pk for p in found.pairs]
    assert len(providers) == len(set(providers)) == 3


def test_what_cannot_be_met_is_explained(market: dict[str, Any], web: Any) -> None:
    found = run(market, team_demand=3, use_capacity=False, max_load=1)
    assert (found.outcome, found.pairs) == ("infeasible", [])
    (reason,) = found.result["reasons"]
    assert (reason["code"], reason["demand"] > reason["supply"]) == ("needs_short", True)
    page = web(market["by"]).get(found.get_absolute_url()).content.decode()
    assert market["needs"][0].number in page


def test_pairs_are_taken_over_and_sent(market: dict[str, Any]) -> None:
    found = run(market)
    pair = found.pairs[0]
    kept = actions.take_over(
        run=found, by=market["by"], keys={f"{pair.need.pk}:{pair.provider.pk}"}, send=True
    )
    assert [(m.need, m.provider, m.state) for m in kept] == [(pair.need, pair.provider, "proposed")]
    assert kept[0].run == found and kept[0].passages
    assert len(actions.take_over(run=found, by=market["by"])) == len(found.pairs)
    assert Match.objects.filter(run=found).count() == len(found.pairs)


def test_the_job_runs_it_and_tells_how_far_it_is(market: dict[str, Any]) -> None:
    job = start_job(
        "matchmaking.assign", by=market["by"], needs=[n.pk for n in market["needs"]],
        territory="150200", domain="rare_earth",
        limits={"team_demand": 1, "expert_demand": 1, "min_load": 0, "use_capacity": True,
                "max_load": None},
    )  # fmt: skip
    run_job.func(job.pk)
    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.done, done.total) == ("done", 3, 3)
    assert AssignmentRun.objects.get(number=done.result["run"]).outcome == "solved"


def test_no_need_at_all_asks_for_nothing(market: dict[str, Any]) -> None:
    market["needs"] = []
    assert run(market).pairs == []


def test_an_empty_need_is_ranked_without_candidates(market: dict[str, Any]) -> None:
    need = make_need(title="？", problem="……", keywords="", metric="", conditions="")
    found = actions.rank_needs(needs=[need, *market["needs"]], by=market["by"])
    assert found[need.pk] == [] and found[market["needs"][0].pk]
