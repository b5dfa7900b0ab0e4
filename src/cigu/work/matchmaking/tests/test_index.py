"""The index of documents: fresh for what is kept, made aside where it is large."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.jobs.models import Job
from cigu.core.quotas.models import ExportDay
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.records.organisations.actions import edit_organisation
from cigu.records.organisations.factories import make_institute, registry
from cigu.records.people.factories import make_expert
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking import actions, index
from cigu.work.matchmaking.factories import make_document, make_match
from cigu.work.matchmaking.index import Building, Keeper, keeper, shelves
from cigu.work.matchmaking.labelling import labels_of
from cigu.work.matchmaking.wondering import answer

pytestmark = pytest.mark.django_db
TOPIC = "高速永磁电机转子温升与涡流损耗"
TIME = 20.0  # seconds in which a thread surely has read a handful of documents


@pytest.fixture
def need() -> Need:
    return make_need(title=TOPIC, problem=f"{TOPIC}过高，需要降低。", keywords=TOPIC)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any index counts as too large to wait for."""
    monkeypatch.setattr(index, "AT_ONCE", 0)
    keeper.forget()


def done(kept: Keeper) -> None:
    assert kept._thread is not None
    kept._thread.join(TIME)
    assert not kept.is_renewing


@pytest.mark.django_db(transaction=True)
def test_a_large_index_is_made_aside_and_renewed_aside(large: None) -> None:
    kept, team = Keeper(), make_team(profile=f"从事{TOPIC}研究。")
    with pytest.raises(Building) as told:
        kept.shelves()
    assert told.value.total >= 1
    done(kept)
    first = kept.shelves()
    assert first.find(team.party_id) and kept.old_since() is None
    make_document(team.party, f"{TOPIC}新报告")
    assert kept.shelves() is first and kept.old_since() == first.made_at
    done(kept)
    second = kept.shelves()
    assert second is not first and second.documents == first.documents + 1
    assert kept.old_since() is None


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_waits_for_a_fresh_index(large: None) -> None:
    kept, team = Keeper(), make_team(profile=f"从事{TOPIC}研究。")
    first = kept.shelves(fresh=True)
    make_document(team.party, f"{TOPIC}新报告")
    assert kept.shelves(fresh=True).documents == first.documents + 1


@pytest.mark.usefixtures("large")
def test_a_ranking_that_takes_long_becomes_a_job(
    need: Need, broker: Any, web: Any, send: Any
) -> None:
    make_team(profile=f"从事{TOPIC}研究。")
    sent = send(web(broker), f"/matchmaking/needs/{need.number}/rank/")
    job = Job.objects.get()
    assert sent.status_code == 302 and str(job.uid) in sent["Location"]
    assert (job.kind, job.arguments) == ("matchmaking.rank", {"needs": [need.pk]})


def test_a_page_that_needs_the_index_says_how_far_it_is(
    need: Need, broker: Any, web: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def building(**_given: Any) -> Any:
        raise Building(3, 12)

    monkeypatch.setattr("cigu.work.matchmaking.wondering.shelves", building)
    page = web(broker).get(f"/matchmaking/needs/{need.number}/why-not/?q=磁")
    assert page.status_code == 503 and page["Refresh"] == "3"
    assert "12" in page.content.decode()


def test_who_was_never_trusted_is_known_not_to_be(need: Need, broker: Any) -> None:
    asked = make_match(need=need, provider=make_team(profile=f"从事{TOPIC}研究。").party)
    actions.propose(matches=[asked], by=broker)
    stranger = make_team(profile=f"研究{TOPIC}。")
    other = make_need(title=f"{TOPIC}二", problem=f"{TOPIC}过高。", keywords=TOPIC)
    actions.set_conditions(need=other, by=broker, entrusted=True)
    found = answer(other, str(stranger.uid), broker)  # before any ranking has asked who is trusted
    assert found is not None and found.absence.code == "filter"
    assert {v.name: v.passed for v in found.absence.verdicts} == {"secrecy": False}
    ranked = {m.provider for m in actions.rank_need(need=other, by=broker)}
    assert ranked == {asked.provider}


def test_an_assignment_keeps_the_conditions_of_a_need(need: Need, broker: Any) -> None:
    low, high = (make_team(profile=f"从事{TOPIC}研究。", maturity=level) for level in (3, 8))
    actions.set_conditions(need=need, by=broker, maturity=6)
    run = actions.run_assignment(
        needs=[need], territory=need.territory, by=broker, team_demand=1, expert_demand=0
    )
    assert [pair.provider for pair in run.pairs] == [high.party]
    found = answer(need, str(low.uid), broker)
    assert found is not None
    (told,) = [g for g in found.grounds if run.number in g.title]
    assert "成熟度" in told.text
    make_team(profile=f"从事{TOPIC}研究与{TOPIC}试验。", maturity=9)
    later = answer(need, str(high.uid), broker)
    assert later is not None
    (told,) = [g for g in later.grounds if run.number in g.title]
    assert told.look in ("ok", "warn") and told.text


def test_the_place_of_an_employer_is_part_of_the_index() -> None:
    body = make_institute()
    make_expert(profile=TOPIC, employer=body)
    before = shelves()
    edit_organisation(organisation=body, by=registry(), contact="新联系人")
    assert shelves() is not before


def test_marks_leave_the_site_for_a_purpose_within_the_quota(
    need: Need, broker: Any, web: Any
) -> None:
    team = make_team(profile=f"从事{TOPIC}研究。")
    actions.label(need=need, marks=[(team.party, "team", None, 3)], by=broker)
    client: Client = web(broker)
    url = "/matchmaking/labels/export.zip"
    asked = client.get(url)
    assert asked.status_code == 200 and asked["Content-Type"].startswith("text/html")
    assert client.get(url, {"purpose": "other"}).status_code == 422
    assert not AuditLeaf.objects.filter(verb="ui.export").exists()
    before = sum(ExportDay.objects.values_list("rows", flat=True))
    given = client.get(url, {"purpose": "check"})
    assert given["Content-Type"] == "application/zip" and given["Cache-Control"] == "no-store"
    leaf = AuditLeaf.objects.get(verb="ui.export")
    assert leaf.after["purpose"] == "check" and leaf.after["rows"] >= 2
    taken = sum(ExportDay.objects.values_list("rows", flat=True)) - before
    assert taken == leaf.after["rows"]


def test_marks_of_another_place_are_not_read(need: Need, broker: Any) -> None:
    team = make_team(profile=f"从事{TOPIC}研究。")
    actions.label(need=need, marks=[(team.party, "team", None, 3)], by=broker)
    assert labels_of([need], broker).grades
    elsewhere = make_user(Role.BROKER, territory=make_territory("150102"))
    assert not labels_of([need], elsewhere).grades
