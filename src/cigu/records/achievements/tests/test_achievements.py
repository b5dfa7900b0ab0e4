"""An achievement from draft to published and withdrawn, and the figure A-25."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_domain, make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.errors import ValueRefused
from cigu.core.audit.recording import change
from cigu.core.clock.business import travel
from cigu.core.figures.registry import compute, figure
from cigu.core.figures.sources import Where
from cigu.core.flow.actions import WrongState
from cigu.core.flow.models import Task
from cigu.core.notices.models import Event
from cigu.engines.basis.periods import Period
from cigu.records.achievements.actions import (
    publish_achievement,
    return_achievement,
    submit_achievement,
    withdraw_achievement,
)
from cigu.records.achievements.factories import make_achievement, make_published
from cigu.records.achievements.models import Achievement
from cigu.records.organisations.factories import make_enterprise, make_institute
from cigu.records.teams.factories import make_team

pytestmark = pytest.mark.django_db


def test_from_draft_to_published_and_withdrawn(officer: Any, day: date) -> None:
    made = make_achievement(by=officer)
    assert (made.state, made.number) == ("draft", "C-2024-0001")
    submit_achievement(achievement=made, by=officer)
    assert Task.objects.open().get(subject_uid=made.uid).role == Role.OFFICER
    return_achievement(achievement=made, by=officer, reason="补充工况")
    submit_achievement(achievement=made, by=officer)
    publish_achievement(achievement=made, by=officer)
    assert (made.state, made.published_on) == ("published", day)
    assert Event.objects.get().topic == "achievements.published"
    withdraw_achievement(achievement=made, by=officer, reason="权属变更")
    assert made.state == "withdrawn" and not Task.objects.open().exists()


def test_the_owner_submits_and_the_officer_publishes(officer: Any) -> None:
    home = make_institute()
    owner = make_user(Role.EXPERT, party=home.party)
    made = make_achievement(by=owner, owner=home)
    submit_achievement(achievement=made, by=owner)
    with pytest.raises(NotAllowed):
        publish_achievement(achievement=made, by=owner)
    with pytest.raises(WrongState):
        submit_achievement(achievement=made, by=officer)
    assert Achievement.objects.get().published_on is None


def test_with_a_team_it_is_the_team_that_is_waited_for(officer: Any) -> None:
    team = make_team()
    made = make_achievement(owner=team.organisation, team=team)
    assert Task.objects.open().get().party == team.party
    submit_achievement(achievement=made, by=make_user(Role.EXPERT, party=team.party))


def test_strangers_draft_nothing_for_others(officer: Any) -> None:
    rival = make_user(Role.ENTERPRISE, party=make_enterprise().party)
    elsewhere = make_user(Role.OFFICER, territory=make_territory("150102"))
    for user in (rival, elsewhere, None):
        with pytest.raises(NotAllowed):
            make_achievement(by=user)
    assert not Achievement.objects.exists()


def test_drafts_are_seen_by_their_own_and_published_ones_by_all(officer: Any) -> None:
    home = make_institute()
    draft, public = make_achievement(owner=home), make_published(owner=home)
    rival = make_user(Role.ENTERPRISE, party=make_enterprise().party)
    own = make_user(Role.EXPERT, party=home.party)
    assert set(Achievement.objects.for_(rival)) == {public}
    assert set(Achievement.objects.for_(own)) == {draft, public}
    assert not Achievement.objects.for_(None).exists()


def test_wrong_maturity_and_publication_without_a_day_are_refused(officer: Any) -> None:
    with pytest.raises(ValueRefused):
        make_achievement(maturity=10)
    made = make_achievement()
    made.state = "published"
    with pytest.raises(IntegrityError), change("test.cheat", by=officer, on=date(2024, 6, 14)):
        made.save()


def test_a_25_counts_publications_of_the_period(officer: Any) -> None:
    days = [date(2023, 6, 7), date(2023, 6, 8), date(2024, 6, 7), date(2024, 6, 8)]
    for on in days:
        with travel(on):
            make_published()
    withdraw_achievement(achievement=Achievement.objects.all()[1], by=officer, reason="撤回")
    make_achievement()
    period = Period(date(2023, 6, 8), date(2024, 6, 8))
    result = compute(figure("A-25"), Where(make_territory("150200"), make_domain(), period))
    assert result.value == 2 and [r.dated for r in result.rows] == days[1:3]
