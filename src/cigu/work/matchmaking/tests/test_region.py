"""A region's assignment as a whole: every kind at once, ready answers, loads of institutions."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from cigu.core.access.factories import make_territory
from cigu.core.audit.recording import change
from cigu.core.jobs.models import Job
from cigu.records.achievements.factories import make_published
from cigu.records.needs.factories import make_need
from cigu.records.organisations.factories import make_institute, registry
from cigu.records.people.factories import make_expert
from cigu.records.teams.actions import add_member
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.models import AssignmentRun, Match
from cigu.work.matchmaking.telling import reasons, repairs
from cigu.work.matchmaking.within import runs
from cigu.work.matchmaking.wondering import answer

pytestmark = pytest.mark.django_db
TOPIC = "高速永磁电机转子温升与涡流损耗"


def needs_of(many: int) -> list[Any]:
    return [make_need(title=f"{TOPIC} {n}", problem=TOPIC, keywords=TOPIC) for n in range(many)]


def team(**fields: Any) -> Any:
    return make_team(**{"profile": f"从事{TOPIC}研究。", "capacity": 5, **fields})


def solved(broker: Any, needs: list[Any], **limits: Any) -> AssignmentRun:
    given = {"team_demand": 1, "expert_demand": 0, "answer_demand": 0, **limits}
    return actions.run_assignment(
        needs=needs, territory=make_territory("150200"), by=broker, **given
    )


def taken(run: AssignmentRun) -> Counter[int]:
    return Counter(pair.provider.pk for pair in run.pairs)


def rows_of_bodies(run: AssignmentRun) -> dict[int, dict[str, Any]]:
    return {row["body"]: row for row in run.result["bodies"]}


def test_an_institution_takes_no_more_than_it_may(broker: Any) -> None:
    big, small = make_institute(), make_institute()
    best = [team(organisation=big) for _ in range(2)]
    team(organisation=small, profile="研究转子。")
    needs = needs_of(3)
    free = solved(broker, needs)
    assert rows_of_bodies(free)[big.party_id]["assigned"] == 3
    run = solved(broker, needs, body_max=2)
    rows = rows_of_bodies(run)
    assert (rows[big.party_id]["assigned"], rows[small.party_id]["assigned"]) == (2, 1)
    assert sum(taken(run)[t.party_id] for t in best) == 2
    assert run.result["rounds"]["all"]["gap"] < 1e-6
    assert run.result["rounds"]["all"]["total"] < free.result["rounds"]["all"]["total"]
    assert list(runs()) == []


def test_teams_and_experts_of_one_institution_count_together(broker: Any) -> None:
    body = make_institute()
    team(organisation=body)
    make_expert(profile=TOPIC, employer=body, capacity=5)
    make_expert(profile=TOPIC, employer=make_institute(), capacity=5)
    run = solved(broker, needs_of(2), expert_demand=1, body_max=2)
    rows = rows_of_bodies(run)
    assert rows[body.party_id] == {
        "body": body.party_id, "assigned": 2, "providers": 2, "least": 0, "most": 2,
    }  # fmt: skip


def test_an_institution_takes_what_it_is_to_take_at_least(broker: Any) -> None:
    weak = make_institute()
    team()
    other = team(organisation=weak, profile="研究转子。")
    make_team(organisation=make_institute(), profile="")  # nothing to judge it by: asked nothing
    needs = needs_of(3)
    assert other.party_id not in taken(solved(broker, needs))
    run = solved(broker, needs, body_min=1)
    assert run.outcome == "solved" and taken(run)[other.party_id] == 1


def test_an_institution_that_is_too_small_is_named_with_what_would_do(
    broker: Any, web: Any
) -> None:
    body = make_institute()
    team(organisation=body)
    run = solved(broker, needs_of(3), body_max=2)
    assert run.outcome == "infeasible"
    (reason,) = run.result["reasons"]
    assert (reason["code"], reason["demand"], reason["supply"]) == ("needs_short", 3, 2)
    assert reason["bodies"] == [body.party_id] and reason["providers"] == []
    assert {"kind": "cap", "amount": 1, "changes": [[body.party_id, 1]]} in run.result["repairs"]
    page = web(broker).get(run.get_absolute_url()).content.decode()
    assert str(body.party) in page and "多承接 1 个名额" in page


def test_why_not_names_the_institution_and_what_would_change_it(broker: Any) -> None:
    body, other = make_institute(), "稀土浮选低温捕收剂与矿浆"
    both = team(organisation=body, profile=f"从事{TOPIC}与{other}研究。")
    team(organisation=make_institute(), profile="研究转子、矿浆。")
    needs = [*needs_of(1), make_need(title=other, problem=other, keywords=other)]
    run = solved(broker, needs, body_max=1)
    assert taken(run)[both.party_id] == 1
    need = next(p.need for p in run.pairs if p.provider != both.party)
    found = answer(need, str(both.uid), broker)
    assert found is not None
    (told,) = [g for g in found.grounds if run.number in g.title]
    assert str(body.party) in told.text and str(body.party) in told.change


def test_a_ready_answer_stands_beside_the_lead_where_there_is_one(broker: Any) -> None:
    lead = team()
    works = [make_published(title=f"{TOPIC}成套技术", abstract=f"{TOPIC}降低三成，已应用。")]
    make_published(title="稀土抛光粉", abstract="粒度均匀。")
    needs = needs_of(2)
    run = solved(broker, needs, answer_demand=1)
    kinds = Counter((p.need.pk, p.kind) for p in run.pairs)
    assert run.outcome == "solved" and kinds[needs[0].pk, "team"] == 1
    answers = [p for p in run.pairs if p.kind == "achievement"]
    assert {p.achievement for p in answers} == set(works) and answers[0].passages
    assert run.result["sides"]["achievement"]["pairs"] == len(answers)
    kept = actions.take_over(run=run, by=broker, keys={answers[0].key})
    assert [(m.kind, m.role, m.achievement) for m in kept] == [("achievement", "answer", works[0])]
    assert Match.objects.filter(provider=lead.party).count() == 0


def test_no_ready_answer_is_no_hindrance(broker: Any) -> None:
    team()
    run = solved(broker, needs_of(1), answer_demand=2)
    assert run.outcome == "solved" and [p.kind for p in run.pairs] == ["team"]
    only = solved(broker, needs_of(1), team_demand=0, answer_demand=1)
    assert only.outcome == "solved" and only.pairs == []


def test_a_team_and_its_achievements_share_one_room(broker: Any) -> None:
    owner = team(capacity=2)
    for n in range(2):
        make_published(title=f"{TOPIC}技术 {n}", abstract=TOPIC, team=owner,
                       owner=owner.organisation)  # fmt: skip
    run = solved(broker, needs_of(2), team_demand=0, answer_demand=2)
    assert taken(run)[owner.party_id] == 2
    both = solved(broker, needs_of(2), answer_demand=1)
    assert taken(both)[owner.party_id] == 2 and {p.kind for p in both.pairs} == {"team"}
    assert list(runs()) == []
    short = solved(broker, needs_of(3), answer_demand=1)
    (reason,) = short.result["reasons"]
    assert reason["providers"] == [owner.party_id]
    assert reasons(short)[0]["providers"] == [owner.party]
    assert any(str(owner.party) in row["names"][0] for row in repairs(short)), repairs(short)


def test_a_refused_achievement_bars_neither_its_team_nor_its_like(broker: Any) -> None:
    owner = team()
    given = {"abstract": TOPIC, "team": owner, "owner": owner.organisation}
    first, second = (make_published(title=f"{TOPIC}技术 {n}", **given) for n in range(2))
    (need,) = needs_of(1)
    match = actions.suggest(need=need, provider=owner.party, kind="achievement",
                            achievement=first, by=broker)  # fmt: skip
    actions.exclude(match=match, by=broker, code="topic")
    run = solved(broker, [need], answer_demand=1)
    assert {(p.kind, p.achievement) for p in run.pairs} == {
        ("team", None), ("achievement", second),
    }  # fmt: skip


def test_a_team_and_its_own_people_never_serve_one_need_together(broker: Any) -> None:
    lead = team()
    person = make_expert(profile=f"长期研究{TOPIC}。", capacity=5)
    add_member(team=lead, person=person, by=registry())
    other = make_expert(profile="转子。", capacity=5)
    (need,) = needs_of(1)
    run = solved(broker, [need], expert_demand=1)
    assert set(taken(run)) == {lead.party_id, other.party_id}
    found = answer(need, str(person.uid), broker)
    assert found is not None
    (told,) = [g for g in found.grounds if run.number in g.title]
    assert "自己人" in told.text and str(lead) in told.change
    alone = solved(broker, [need], expert_demand=2)
    assert alone.outcome == "infeasible"
    assert [r["code"] for r in alone.result["reasons"]] == ["apart"]
    assert {"kind": "demand", "amount": 1} in [
        {k: r[k] for k in ("kind", "amount")} for r in alone.result["repairs"]
    ]


def test_a_leader_is_one_of_the_team_too(broker: Any) -> None:
    person = make_expert(profile=f"长期研究{TOPIC}。", capacity=5)
    lead = team(leader=person)
    run = solved(broker, needs_of(1), expert_demand=1)
    assert run.outcome == "infeasible" and lead.leader == person


def test_what_if_gives_an_institution_another_room(broker: Any, web: Any, send: Any) -> None:
    body = make_institute()
    team(organisation=body)
    needs = needs_of(2)
    run = solved(broker, needs, body_max=1)
    assert run.outcome == "infeasible"
    free = solved(broker, needs)
    client = web(broker)
    page = client.get(f"/matchmaking/runs/{free.number}/again/").content.decode()
    assert f"bodies:{body.party_id}" in page
    asked = {"objective": "0", "team_demand": "1", "expert_demand": "0", "answer_demand": "0",
             "min_load": "0", "body_min": "0", "use_capacity": "on",
             "who": f"bodies:{body.party_id}", "room": "1"}  # fmt: skip
    assert send(client, f"/matchmaking/runs/{free.number}/again/", **asked).status_code == 302
    limits = Job.objects.get().arguments["limits"]
    assert limits["bodies"] == {str(body.party_id): 1}
    again = solved(broker, needs, bodies=limits["bodies"])
    assert again.result["reasons"][0]["bodies"] == [body.party_id]
    assert str(body.party) in client.get(again.get_absolute_url()).content.decode()


def test_limits_of_institutions_that_cross_are_refused(broker: Any, web: Any, send: Any) -> None:
    needs_of(1)
    answered = send(web(broker), "/matchmaking/assign/", objective="0", team_demand="1",
                    expert_demand="0", answer_demand="0", min_load="0", body_max="1",
                    body_min="2")  # fmt: skip
    assert answered.status_code == 422 and "最少 2 大于最多 1" in answered.content.decode()


def test_the_page_shows_the_balance_of_institutions(broker: Any, web: Any) -> None:
    body = make_institute()
    team(organisation=body)
    run = solved(broker, needs_of(2))
    page = web(broker).get(run.get_absolute_url()).content.decode()
    assert "机构承接" in page and str(body.party) in page


def test_a_run_of_before_is_still_read(broker: Any, web: Any) -> None:
    """Runs kept teams and experts apart, knew no achievements and no institutions."""
    lead = team()
    run = solved(broker, needs_of(1))
    values = {k: v for k, v in run.parameters.items() if k not in (
        "answer_demand", "body_min", "body_max", "bodies")}  # fmt: skip
    result = {k: v for k, v in run.result.items() if k not in ("sides", "bodies")}
    result["rounds"] = {"team": result["rounds"]["all"]}
    for pair in result["pairs"]:
        pair.pop("achievement")
    with change("test", by=broker, on=run.run_on):
        old = AssignmentRun(
            number="FP-2023-0001", territory=run.territory, run_on=run.run_on, outcome="solved",
            parameters=values, result=result, made_by=broker, synthetic=True,
        )  # fmt: skip
        old.save()
    client = web(broker)
    page = client.get(old.get_absolute_url()).content.decode()
    assert str(lead) in page and old.number in page
    assert client.get(f"{old.get_absolute_url()}again/").status_code == 200
    assert list(runs()) == []
