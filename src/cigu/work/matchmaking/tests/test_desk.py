"""The broker's desk: conditions, shortlist, waivers, why not that one, what if, marks."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory
from cigu.engines.matching.labels import measure_labels, read_labels
from cigu.records.needs.factories import make_need, needs_officer
from cigu.records.needs.guards import NeedRefused
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import registry
from cigu.records.people.actions import declare_relation
from cigu.records.people.conflicts import Evidence
from cigu.records.people.factories import make_expert
from cigu.records.teams.factories import make_team
from cigu.records.teams.models import Team
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.calibration import bands, wilson
from cigu.work.matchmaking.conflicts import Conflict
from cigu.work.matchmaking.factories import make_document, make_match, user_of
from cigu.work.matchmaking.guards import MatchRefused
from cigu.work.matchmaking.index import keeper, shelves
from cigu.work.matchmaking.labelling import exported, labels_of, measured, pool, scores_of
from cigu.work.matchmaking.models import AssignmentRun, Match, MatchLabel
from cigu.work.matchmaking.wondering import answer, named

pytestmark = pytest.mark.django_db
TOPIC = "高速永磁电机转子温升与涡流损耗"


@pytest.fixture
def need() -> Need:
    return make_need(title=TOPIC, problem=f"{TOPIC}过高，需要降低。", keywords=TOPIC)


def tied(need: Need) -> Match:
    match = make_match(need=need, kind="person", provider=make_expert(profile=TOPIC).party)
    declare_relation(
        left=match.provider, right=need.organisation.party, kind="advisor", source="登记表",
        since=date(2023, 1, 1), by=registry(),
    )  # fmt: skip
    return match


def test_a_changed_text_alone_is_cut_again(need: Need) -> None:
    for number in range(3):
        make_document(make_team(profile=f"{TOPIC} {number}").party, f"{TOPIC}试验 {number}")
    shelves()
    before = keeper.cuts.fresh
    make_document(make_team().party, "一份新的报告")
    assert shelves() is shelves()
    assert keeper.cuts.fresh == before + 1


def test_conditions_leave_out_who_fails_and_keep_who_is_unknown(need: Need, broker: Any) -> None:
    high, low, unknown = (
        make_team(profile=f"研究{TOPIC}。", maturity=level) for level in (8, 3, None)
    )
    actions.set_conditions(need=need, by=broker, maturity=6)
    found = actions.rank_need(need=need, by=broker)
    assert {m.provider for m in found} == {high.party, unknown.party}
    parts = {m.provider: m.parts["filters"] for m in found}
    assert parts[high.party] == {"maturity": True} and parts[unknown.party] == {"maturity": None}
    actions.set_conditions(need=need, by=broker, maturity=6, strict=True)
    assert [m.provider for m in actions.rank_need(need=need, by=broker)] == [high.party]
    assert low.party in [m.provider for m in _without_conditions(need, broker)]


def _without_conditions(need: Need, broker: Any) -> list[Match]:
    actions.set_conditions(need=need, by=broker, maturity=None, strict=False)
    return actions.rank_need(need=need, by=broker)


def test_only_an_officer_waives_a_conflict_and_says_why(need: Need, broker: Any) -> None:
    match = tied(need)
    with pytest.raises(MatchRefused, match="登记表"):
        actions.propose(matches=[match], by=broker)
    with pytest.raises(NotAllowed):
        actions.waive(match=match, by=broker, reason="我想要")
    officer = needs_officer()
    with pytest.raises(NeedRefused):
        actions.waive(match=match, by=officer, reason=" ")
    viewer = user_of(match.provider)
    assert not Need.objects.for_(viewer).filter(pk=need.pk).exists()
    actions.waive(match=match, by=officer, reason="已公示无异议")
    actions.propose(matches=[match], by=broker)
    assert Need.objects.for_(viewer).filter(pk=need.pk).exists()
    assert Match.objects.for_(viewer).filter(pk=match.pk).exists()


def test_a_tie_found_later_is_not_waived(need: Need, broker: Any) -> None:
    match = tied(need)
    actions.waive(match=match, by=needs_officer(), reason="已公示")
    declare_relation(
        left=match.provider, right=need.organisation.party, kind="shareholding", source="股权登记",
        since=date(2024, 1, 1), by=registry(),
    )  # fmt: skip
    with pytest.raises(MatchRefused):
        actions.propose(matches=[match], by=broker)


def test_a_tie_found_after_the_invitation_bars_the_answer(need: Need, broker: Any) -> None:
    match = tied(need)
    actions.waive(match=match, by=needs_officer(), reason="已公示")
    actions.propose(matches=[match], by=broker)
    declare_relation(
        left=match.provider, right=need.organisation.party, kind="shareholding", source="股权登记",
        since=date(2024, 1, 1), by=registry(),
    )  # fmt: skip
    with pytest.raises(MatchRefused, match="股权登记"):
        actions.accept(match=Match.objects.get(pk=match.pk), by=user_of(match.provider))
    assert Match.objects.get(pk=match.pk).state == "proposed"


def test_the_same_tie_of_another_member_is_another_ground() -> None:
    told = Evidence(1, "kin", "亲属", "登记表", date(2024, 1, 1))
    assert Conflict(1, told).key != Conflict(2, told).key


def test_a_withdrawn_waiver_ends_the_invitation(need: Need, broker: Any) -> None:
    match, officer = tied(need), needs_officer()
    actions.waive(match=match, by=officer, reason="已公示")
    actions.propose(matches=[match], by=broker)
    actions.unwaive(match=Match.objects.get(pk=match.pk), by=officer, reason="收到异议")
    assert Match.objects.get(pk=match.pk).state == "excluded"
    assert not Need.objects.for_(user_of(match.provider)).filter(pk=need.pk).exists()


def test_the_shortlist_keeps_its_column_and_says_nothing(
    need: Need, broker: Any, web: Any, send: Any
) -> None:
    match = make_match(need=need)
    client = web(broker)
    assert send(client, f"/matchmaking/m/{match.uid}/shortlist/").status_code == 302
    assert Match.objects.get(pk=match.pk).shortlisted_on is not None
    assert not Match.objects.for_(user_of(match.provider)).filter(pk=match.pk).exists()
    send(client, f"/matchmaking/m/{match.uid}/unshortlist/")
    assert Match.objects.get(pk=match.pk).shortlisted_on is None


def test_why_not_names_what_keeps_somebody_away(need: Need, web: Any, broker: Any) -> None:
    match, quiet = tied(need), make_team(profile="")
    found = answer(need, str(match.provider.person.uid), broker)
    assert found is not None and not found.is_free
    assert [g.look for g in found.grounds if "登记表" in g.text] == ["late"]
    silent = answer(need, str(quiet.uid), broker)
    assert silent is not None and silent.absence.code == "unknown" and silent.is_free
    assert named(str(quiet.name)) and answer(need, "nobody", broker) is None
    page = web(broker).get(f"/matchmaking/needs/{need.number}/why-not/?who={quiet.uid}")
    assert page.status_code == 200
    missing = web(broker).get(f"/matchmaking/needs/{need.number}/why-not/?who=nobody")
    assert missing.status_code == 404


def test_a_named_candidate_is_scored_like_any_other(need: Need, broker: Any) -> None:
    team = make_team(profile=f"从事{TOPIC}研究。")
    match = actions.suggest(need=need, provider=team.party, kind="team", by=broker)
    assert match.score and match.passages and match.parts["documents"]


def market(broker: Any, **limits: Any) -> AssignmentRun:
    needs = [make_need(title=f"{TOPIC} {n}", problem=TOPIC, keywords=TOPIC) for n in range(3)]
    for n in range(4):
        make_team(profile=f"从事{TOPIC}研究，第 {n} 组。", capacity=3)
    return again(broker, needs, **limits)


def again(broker: Any, needs: Any, **limits: Any) -> AssignmentRun:
    given = {"team_demand": 1, "expert_demand": 0, **limits}
    return actions.run_assignment(
        needs=needs, territory=make_territory("150200"), by=broker, **given
    )


def test_what_if_changes_as_little_as_can_be(broker: Any) -> None:
    first = market(broker)
    needs = [p.need for p in first.pairs]
    gone = first.pairs[0]
    second = again(
        broker, needs, previous=first, refused=[[gone.need.pk, gone.provider.pk]]
    )  # fmt: skip
    keys = {(p.need.pk, p.provider.pk) for p in second.pairs}
    assert (gone.need.pk, gone.provider.pk) not in keys
    assert second.result["rounds"]["all"]["kept"] == 2 and second.previous == first


def test_pins_hold_and_pins_that_cannot_be_are_explained(broker: Any) -> None:
    first = market(broker)
    needs, pair = [p.need for p in first.pairs], first.pairs[0]
    taken = {p.provider for p in first.pairs}
    other = next(t.party for t in Team.objects.order_by("pk") if t.party not in taken)
    held = again(broker, needs, pinned=[[pair.need.pk, other.pk]])
    assert (pair.need.pk, other.pk) in {(p.need.pk, p.provider.pk) for p in held.pairs}
    both = [[pair.need.pk, pair.provider.pk]]
    clash = again(broker, needs, pinned=both, refused=both)
    assert clash.outcome == "infeasible"
    assert clash.result["reasons"][0]["code"] == "pinned_forbidden"


def test_the_fairest_lifts_the_worst_served_and_is_proved(broker: Any, web: Any) -> None:
    run = market(broker, objective=1.0)
    side = run.result["rounds"]["all"]
    assert side["minimum"] >= side["floor"] - 1e-9 and side["proved"]
    page = web(broker).get(run.get_absolute_url()).content.decode()
    assert "最公平" in page


def test_what_cannot_be_met_names_the_least_changes(broker: Any, web: Any) -> None:
    run = market(broker, use_capacity=False, max_load=0)
    kinds = {row["kind"]: row["amount"] for row in run.result["repairs"]}
    assert kinds["load"] == 3 and kinds["demand"] == 3
    page = web(broker).get(run.get_absolute_url()).content.decode()
    assert "多承接 3 个名额" in page


def test_marks_measure_the_ranking_and_change_no_score(
    need: Need, broker: Any, tmp_path: Any
) -> None:
    fits = make_team(profile=f"从事{TOPIC}研究。")
    make_team(profile="稀土浮选捕收剂。")
    score = actions.rank_need(need=need, by=broker)[0].score
    shown = pool(need)
    assert fits.party_id in {p.party for p in shown}
    marks = [(fits.party, "team", None, 3)]
    actions.label(need=need, marks=marks, by=broker)
    actions.label(need=need, marks=marks, by=broker)
    assert MatchLabel.objects.count() == 1
    labels = labels_of([need], broker)
    assert measured(labels, scores_of(labels)).qualities[0].mrr == 1.0
    assert actions.rank_need(need=need, by=broker)[0].score == score
    with zipfile.ZipFile(io.BytesIO(exported(labels))) as packed:
        packed.extractall(tmp_path)
    same = measure_labels(read_labels(tmp_path))
    assert same.qualities[0].mrr == 1.0 and same.labels == 1


def test_the_page_of_marks_shows_no_score(need: Need, broker: Any, web: Any, send: Any) -> None:
    team = make_team(profile=f"从事{TOPIC}研究。")
    match = actions.rank_need(need=need, by=broker)[0]
    client, url = web(broker), f"/matchmaking/needs/{need.number}/label/"
    page = client.get(url).content.decode()
    assert str(team) in page and f"{match.score:.2f}" not in page
    assert send(client, url, **{f"g_{team.uid}": "9"}).status_code == 422
    assert send(client, url, **{f"g_{team.uid}": "2"}).status_code == 302
    assert MatchLabel.objects.get().grade == 2
    listed = client.get("/matchmaking/labels/").content.decode()
    assert "MRR" in listed


def test_outcomes_stand_beside_scores() -> None:
    rows = [
        {"score": score, "state": state, "decline_code": "", "cooperation__state": None,
         "cooperation__rating": None}
        for score, state in ((None, "declined"), (0.01, "lapsed"), (0.2, "signed"), (1, "signed"))
    ]  # fmt: skip
    found = bands(rows)
    assert [(b.asked, b.signed) for b in found] == [(1, 0), (1, 1), (1, 1), (1, 0)]
    low, high = wilson(0, 10)
    assert low == 0 and 0.2 < high < 0.35
