"""Loads: what is in hand against what somebody can carry; being full asks for a reason."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.records.cooperations.actions import sign_cooperation
from cigu.records.organisations.factories import registry
from cigu.records.people.actions import set_availability
from cigu.records.people.factories import make_expert
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.factories import make_match
from cigu.work.matchmaking.guards import MatchRefused
from cigu.work.matchmaking.loads import Load, loads_of

pytestmark = pytest.mark.django_db


def load(party: Any) -> Load:
    return loads_of([party.pk])[party.pk]


def test_open_matches_and_running_cooperations_count_once_per_need(broker: Any) -> None:
    team = make_team(capacity=5).party
    make_match("suggested", provider=team)
    make_match("proposed", provider=team)
    make_match("interested", provider=team)
    signed = make_match("negotiating", provider=team)
    assert load(team) == Load(3, 5)
    sign_cooperation(cooperation=signed.cooperation, by=broker, amount=1)
    assert load(team).held == 3


def test_answers_that_end_a_match_free_the_provider(broker: Any) -> None:
    team = make_team(capacity=1).party
    match = make_match("proposed", provider=team)
    assert load(team).is_full and load(team).free == 0
    actions.decline(match=match, code="time", by=broker, reason="电话")
    assert not load(team).is_full


def test_who_is_full_is_asked_only_with_a_reason(broker: Any) -> None:
    team = make_team(capacity=1).party
    make_match("proposed", provider=team)
    second = make_match(provider=team)
    with pytest.raises(MatchRefused) as refusal:
        actions.propose(matches=[second], by=broker)
    assert refusal.value.data["field"] == "reason"
    actions.propose(matches=[second], by=broker, reason="对方同意增派人手")


def test_one_batch_counts_its_own_invitations(broker: Any) -> None:
    team = make_team(capacity=1).party
    with pytest.raises(MatchRefused):
        actions.propose(matches=[make_match(provider=team), make_match(provider=team)], by=broker)


def test_somebody_not_available_is_full(broker: Any) -> None:
    person = make_expert(capacity=3)
    set_availability(person=person, available=False, by=registry())
    match = make_match(provider=person.party, kind="person")
    with pytest.raises(MatchRefused):
        actions.propose(matches=[match], by=broker)


def test_unknown_capacity_limits_nothing() -> None:
    from cigu.records.organisations.factories import make_institute

    assert load(make_institute().party) == Load(0, None)
