"""What cannot be ranked or assigned is said in the user's language: what, where, and the remedy."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.core.access.factories import make_domain, make_territory
from cigu.core.jobs.models import Job
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking import actions, index
from cigu.work.matchmaking.factories import make_document
from cigu.work.matchmaking.guards import MatchRefused
from cigu.work.matchmaking.index import keeper
from cigu.work.matchmaking.models import Match

pytestmark = pytest.mark.django_db
TOPIC = "高速永磁电机转子温升与涡流损耗"


def bare(title: str, **fields: Any) -> Need:
    """Only a title says anything."""
    given = {"problem": "……", "keywords": "", "metric": "", "conditions": "", "process_step": ""}
    return make_need(title=title, **{**given, **fields})


def page_of(client: Any, need: Need, kind: str = "team") -> str:
    return str(client.get(f"/matchmaking/needs/{need.number}/?kind={kind}").content.decode())


@pytest.mark.parametrize(
    ("title", "code", "told"),
    [
        ("？", "empty_need", "没有可供比对的词语"),
        ("магнит", "other_language", "既不是中文也不是英文"),
    ],
)
def test_a_need_that_says_nothing_is_refused_by_name(
    title: str, code: str, told: str, broker: Any, web: Any, send: Any
) -> None:
    make_team(profile=f"从事{TOPIC}研究。")
    need, client = bare(title), web(broker)
    with pytest.raises(MatchRefused) as caught:
        actions.rank_need(need=need, by=broker)
    assert caught.value.code == code
    assert told in caught.value.message and need.number in caught.value.message
    sent = send(client, f"/matchmaking/needs/{need.number}/rank/")
    assert sent.status_code in (409, 422) and told in sent.content.decode()
    assert told in page_of(client, need)
    labelled = client.get(f"/matchmaking/needs/{need.number}/label/")
    assert labelled.status_code == 409 and told in labelled.content.decode()


def test_a_need_that_says_nothing_is_left_out_of_the_region(broker: Any, web: Any) -> None:
    team = make_team(profile=f"从事{TOPIC}研究。", capacity=5)
    silent = bare("？")
    needs = [silent, make_need(title=TOPIC, problem=TOPIC, keywords=TOPIC)]
    run = actions.run_assignment(
        needs=needs, territory=make_territory("150200"), domain=make_domain(), by=broker,
        team_demand=1, expert_demand=0,
    )  # fmt: skip
    assert [(p.need, p.provider) for p in run.pairs] == [(needs[1], team.party)]
    page = web(broker).get(run.get_absolute_url()).content.decode()
    assert silent.number in page and "没有可供比对的词语" in page
    alone = actions.run_assignment(needs=[silent], territory=make_territory("150200"), by=broker)
    assert (alone.outcome, alone.pairs) == ("solved", [])


def test_a_single_word_is_ranked_with_a_caution(broker: Any, web: Any) -> None:
    make_team(profile="从事抛光粉研究。")
    need = bare("抛光粉")
    assert actions.rank_need(need=need, by=broker)
    assert "只有一个词可供比对：“抛光粉”" in page_of(web(broker), need)


def test_a_profile_without_text_is_unknown_and_said_to_be(broker: Any, web: Any) -> None:
    quiet, need = make_team(profile=""), make_need(title=TOPIC, problem=TOPIC, keywords=TOPIC)
    client = web(broker)
    page = client.get(f"/matchmaking/needs/{need.number}/why-not/?who={quiet.uid}")
    assert "没有材料可判断：未知，不是零" in page.content.decode()
    assert "1 个没有任何材料" in page_of(client, need)


def test_a_need_that_nobody_may_meet_says_what_keeps_them_out(broker: Any, web: Any) -> None:
    make_team(profile=f"从事{TOPIC}研究。", maturity=3)
    need, client = make_need(title=TOPIC, problem=TOPIC, keywords=TOPIC), web(broker)
    assert "还没有候选" in page_of(client, need)
    actions.set_conditions(need=need, by=broker, maturity=8)
    assert actions.rank_need(need=need, by=broker) == []
    assert "1 个中有 1 个与需求有共同词语，但都不符合条件" in page_of(client, need)
    assert "名册里还没有成果" in page_of(client, need, "achievement")
    run = actions.run_assignment(needs=[need], territory=make_territory("150200"), by=broker,
                                 team_demand=1, expert_demand=0)  # fmt: skip
    assert run.result["reasons"][0]["supply"] == 0
    assert need.number in client.get(run.get_absolute_url()).content.decode()


def test_a_demand_above_the_supply_says_both_and_what_would_do(broker: Any, web: Any) -> None:
    make_team(profile=f"从事{TOPIC}研究。", capacity=1)
    needs = [make_need(title=TOPIC, problem=TOPIC, keywords=TOPIC) for _ in range(2)]
    run = actions.run_assignment(needs=needs, territory=make_territory("150200"), by=broker,
                                 team_demand=1, expert_demand=0)  # fmt: skip
    page = web(broker).get(run.get_absolute_url()).content.decode()
    assert "2 个名额" in page and "1 个" in page and "少要 1 个名额" in page


def test_what_is_held_and_refused_at_once_is_said_at_the_field(
    broker: Any, web: Any, send: Any
) -> None:
    make_team(profile=f"从事{TOPIC}研究。", capacity=5)
    need = make_need(title=TOPIC, problem=TOPIC, keywords=TOPIC)
    run = actions.run_assignment(needs=[need], territory=make_territory("150200"), by=broker,
                                 team_demand=1, expert_demand=0)  # fmt: skip
    key = run.pairs[0].key
    sent = send(
        web(broker), f"/matchmaking/runs/{run.number}/again/", objective="0", team_demand="1",
        expert_demand="0", answer_demand="0", min_load="0", body_min="0", pin=key, refuse=key,
    )  # fmt: skip
    assert sent.status_code == 422 and "不能既固定又排除" in sent.content.decode()


def test_who_is_named_while_documents_are_read_is_weighed_by_the_next_ranking(
    broker: Any, web: Any, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = make_team(profile="从事冶金研究。")
    need, client = make_need(title=TOPIC, problem=TOPIC, keywords=TOPIC), web(broker)
    page = f"/matchmaking/needs/{need.number}/add/{team.uid}/"
    assert client.get(page).status_code == 200  # the documents are at hand
    make_document(team.party, f"{TOPIC}试验：效果显著。")
    monkeypatch.setattr(index, "AT_ONCE", 0)
    keeper.shelves(fresh=True)
    make_document(team.party, f"{TOPIC}新试验：效果更好。")
    sent = send(client, page)
    match, job = Match.objects.get(), Job.objects.get()
    assert match.score is None and str(job.uid) in sent["Location"]
    actions.rank_need(need=need, by=broker)
    match.refresh_from_db()
    assert match.score and match.passages and match.rank in (None, 1)
