"""An officer's reach over accounts follows the registers: where a party lies is read from them."""

from __future__ import annotations

from typing import Any

import pytest

from cigu.core.access.factories import make_party, make_user
from cigu.core.access.guards import can_grant
from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.access.whereabouts import place_of
from cigu.records.organisations.models import Organisation
from cigu.records.people.factories import make_person
from cigu.records.teams.models import Team

pytestmark = pytest.mark.django_db


def test_each_register_says_where_its_parties_lie(year: Any) -> None:
    body = Organisation._base_manager.filter(territory__isnull=False).first()
    assert body is not None
    assert place_of(body.party) == (body.territory, body.domain_id or "")
    team = Team._base_manager.filter(organisation__isnull=False).first()
    assert team is not None
    assert place_of(team.party) == (team.organisation.territory, team.organisation.domain_id or "")
    person = make_person(employer=body)
    assert place_of(person.party) == place_of(body.party)
    assert place_of(make_party(Party.Kind.ORGANISATION)) == (None, "")


def test_an_officer_lets_the_parties_of_his_place_act_and_no_others(year: Any) -> None:
    inside = Organisation._base_manager.filter(territory=year.city).first() or (
        Organisation._base_manager.filter(territory__in=year.counties).first()
    )
    assert inside is not None
    somebody = make_user()
    assert can_grant(year.officer, Role.ENTERPRISE, somebody, inside.party)
    assert not can_grant(year.officer, Role.ENTERPRISE, somebody, make_party())
    assert not can_grant(year.users["elsewhere"], Role.ENTERPRISE, somebody, inside.party)
