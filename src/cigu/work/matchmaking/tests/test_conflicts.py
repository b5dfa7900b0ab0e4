"""A conflict of interest forbids the invitation and hides the need, everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.documents.actions import attach
from cigu.core.flow.models import Task
from cigu.core.notices.models import Notice
from cigu.core.search.registry import find
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_enterprise, registry
from cigu.records.people.actions import declare_relation
from cigu.records.people.factories import make_expert
from cigu.records.teams.actions import add_member
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.candidates import candidates_of
from cigu.work.matchmaking.conflicts import conflicts_of
from cigu.work.matchmaking.factories import make_match, user_of
from cigu.work.matchmaking.guards import MatchRefused
from cigu.work.matchmaking.models import Match

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 14)


def bind(left: Party, right: Party, kind: str = "advisor", **fields: Any) -> None:
    given = {"since": date(2022, 1, 1), "source": "个人申报：技术顾问", "by": registry()}
    declare_relation(left=left, right=right, kind=kind, **{**given, **fields})


def found(need: Need, provider: Party) -> list[str]:
    rows = conflicts_of(need, [provider.pk], DAY).get(provider.pk, [])
    return [row.evidence.kind for row in rows]


def test_who_stands_too_near() -> None:
    need = make_need()
    owner = need.organisation
    adviser, worker, free = make_expert(), make_expert(employer=owner), make_expert()
    bind(adviser.party, owner.party)
    assert found(need, adviser.party) == ["advisor"]
    assert found(need, worker.party) == ["employment"]
    assert found(need, free.party) == []


def test_a_team_is_bound_by_its_leader_its_members_and_its_house() -> None:
    need = make_need()
    owner = need.organisation
    led, joined = make_team(leader=make_expert(employer=owner)), make_team()
    member = make_expert()
    add_member(team=joined, person=member, by=registry())
    bind(member.party, owner.party, "shareholding")
    assert found(need, led.party) == ["employment"]
    assert found(need, joined.party) == ["shareholding"]
    assert found(need, make_team(organisation=owner).party) == ["own_body"]
    assert found(need, make_team().party) == []


def test_what_ended_long_ago_binds_no_more_and_nothing_is_transitive() -> None:
    need, other = make_need(), make_enterprise()
    old, friend = make_expert(), make_expert()
    bind(old.party, need.organisation.party, until=date(2021, 6, 13), since=date(2019, 1, 1))
    bind(friend.party, other.party)
    bind(other.party, need.organisation.party, "shareholding")
    assert found(need, old.party) == found(need, friend.party) == []


def test_it_forbids_the_invitation_with_its_evidence(broker: User) -> None:
    match = make_match()
    bind(match.provider, match.need.organisation.party)
    with pytest.raises(MatchRefused, match="技术顾问"):
        actions.propose(matches=[match], by=broker, reason="仍要邀约")
    assert Match.objects.get(pk=match.pk).state == "suggested"
    assert not Notice.objects.filter(party=match.provider).exists()


def test_it_forbids_the_negotiation_too(broker: User) -> None:
    match = make_match("interested")
    bind(match.provider, match.need.organisation.party)
    with pytest.raises(MatchRefused):
        actions.negotiate(match=match, by=broker)


def test_the_broker_sees_the_evidence(broker: User, web: Callable[..., Any]) -> None:
    match = make_match(score=0.7)
    bind(match.provider, match.need.organisation.party)
    (row,) = candidates_of(match.need, broker)
    assert row.is_barred and not row.can_be_asked
    page = web(broker).get(f"/matchmaking/needs/{match.need.number}/").content.decode()
    assert "个人申报：技术顾问" in page and 'class="off"' in page


@pytest.fixture
def bound(broker: User) -> tuple[Need, User, Need]:
    """A need, an expert bound to its owner, and another need of somebody else."""
    need = make_need(title="磁体温升控制", keywords="护套分段", budget=180)
    other = make_need(title="抛光粉稳定控制")
    expert = make_expert()
    bind(expert.party, need.organisation.party)
    return need, make_user(Role.EXPERT, party=expert.party), other


def test_the_bound_expert_sees_nothing_of_it(
    bound: tuple[Need, User, Need], web: Callable[..., Any], broker: User
) -> None:
    """Lists, counts, search, filters, order, export, API, pages: only the other need is there."""
    need, expert, other = bound
    client = web(expert)
    assert list(Need.objects.for_(expert)) == [other]
    for query in (
        "",
        "?sort=title",
        "?sort=-deadline",
        "?q=磁体",
        "?view=published",
        "?format=csv",
    ):
        text = client.get(f"/needs/{query}").content.decode()
        assert need.number not in text and need.title not in text
    assert "全部 1" in client.get("/needs/").content.decode()
    assert client.get(f"/needs/{need.number}/").status_code == 404
    assert [row.pk for hits in find(expert, "控制") for row in hits.rows] == [other.pk]
    assert not list(find(expert, "护套分段"))
    assert client.get("/api/needs").json()["count"] == 1
    assert client.get(f"/api/needs/{need.number}").status_code == 404


def test_matches_tasks_and_documents_of_it_are_gone_too(
    broker: User, web: Callable[..., Any]
) -> None:
    """The tie becomes known after the invitation: what was open is closed to the expert."""
    match = make_match("proposed", kind="person")
    expert = user_of(match.provider)
    with change("test.attach", by=broker, on=DAY):
        paper = attach(to=match.need, name="规格.pdf", content=b"%PDF-1.7\n", on=DAY)
    client = web(expert)
    assert client.get(f"/documents/{paper.uid}/").status_code == 200
    bind(match.provider, match.need.organisation.party)
    assert client.get(f"/documents/{paper.uid}/").status_code == 404
    assert not Match.objects.for_(expert).exists()
    assert client.get(f"/matchmaking/m/{match.uid}/").status_code == 404
    assert match.number not in client.get("/matchmaking/invitations/").content.decode()
    assert client.get("/api/matches").json()["count"] == 0


def test_declaring_it_steps_back_from_everything_of_that_enterprise(broker: User) -> None:
    first = make_match("proposed", kind="person")
    again = make_match(
        "proposed", kind="person", provider=first.provider,
        need=make_need(organisation=first.need.organisation),
    )  # fmt: skip
    expert = user_of(first.provider)
    actions.declare_conflict(match=first, kind="advisor", source="2022 年起任顾问", by=expert)
    assert set(Match.objects.values_list("state", "decline_code")) == {("declined", "conflict")}
    assert not Need.objects.for_(expert).filter(organisation=first.need.organisation).exists()
    assert not Task.objects.for_(expert).open().exists()
    assert again.pk != first.pk


def test_the_declaration_over_the_page(
    broker: User, web: Callable[..., Any], send: Callable[..., Any]
) -> None:
    match = make_match("proposed", kind="person")
    client = web(user_of(match.provider))
    url = f"/matchmaking/m/{match.uid}/conflict/"
    assert send(client, url, kind="advisor", source="").status_code == 422
    response = send(client, url, kind="family", source="配偶在该企业任职")
    assert (response.status_code, response.url) == (302, "/matchmaking/invitations/")
    assert Match.objects.get().decline_code == "conflict"
    assert client.get(f"/needs/{match.need.number}/").status_code == 404


def test_a_broker_declares_nothing_for_others(broker: User, web: Callable[..., Any]) -> None:
    match = make_match("proposed")
    assert web(broker).get(f"/matchmaking/m/{match.uid}/conflict/").status_code == 403


def test_somebody_from_elsewhere_finds_no_match(web: Callable[..., Any]) -> None:
    match = make_match("proposed")
    elsewhere = make_user(Role.BROKER, territory=make_territory("150100"))
    foreign = make_user(Role.ENTERPRISE, party=make_enterprise().party)
    for user in (elsewhere, foreign):
        assert not Match.objects.for_(user).exists()
        assert web(user).get(f"/matchmaking/m/{match.uid}/").status_code == 404
