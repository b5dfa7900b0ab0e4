"""Teams: members once, one name in a body, seen by all who signed in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_segment, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.records.organisations.factories import make_institute
from cigu.records.people.factories import make_person
from cigu.records.teams.actions import add_member
from cigu.records.teams.factories import make_team
from cigu.records.teams.models import Membership, Team, members_of

pytestmark = pytest.mark.django_db
ON = date(2024, 6, 14)


def test_a_team_comes_with_party_leader_and_segments(officer: Any) -> None:
    leader = make_person()
    team = make_team(by=officer, leader=leader, segments=[make_segment()])
    assert team.party.team == team and team.party.kind == "team"
    assert list(members_of(team)) == [leader] and team.party.segment_links.count() == 1


def test_a_member_joins_once_and_may_come_back(officer: Any) -> None:
    team, person = make_team(), make_person()
    membership = add_member(team=team, person=person, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_member(team=team, person=person, by=officer)
    with change("test.leave", by=officer, on=ON):
        membership.until = ON
        membership.save()
    assert not members_of(team).exists()
    add_member(team=team, person=person, by=officer)
    assert list(members_of(team)) == [person] and Membership.objects.count() == 2


def test_a_body_has_one_team_of_a_name(officer: Any) -> None:
    home = make_institute()
    make_team(organisation=home, name="乌有团队")
    make_team(name="乌有团队")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_team(organisation=home, name="乌有团队")


def test_only_officers_register_and_all_who_signed_in_see(officer: Any) -> None:
    team = make_team()
    broker = make_user(Role.BROKER)
    with pytest.raises(NotAllowed):
        make_team(by=broker)
    with pytest.raises(NotAllowed):
        add_member(team=team, person=make_person(), by=broker)
    assert Team.objects.for_(broker).get() == team
    assert not Team.objects.for_(AnonymousUser()).exists()
