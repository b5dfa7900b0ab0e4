"""People: who enters them, what others see, and which ties stand too near."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_party, make_segment, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.records.organisations.factories import make_enterprise, make_institute
from cigu.records.people.actions import (
    add_document,
    declare_relation,
    link_segments,
    register_person,
    set_availability,
)
from cigu.records.people.conflicts import conflicting_parties, evidence_for
from cigu.records.people.factories import make_expert, make_person
from cigu.records.people.models import Employment, Person, Relation, three_years_before

pytestmark = pytest.mark.django_db
ON = date(2024, 6, 14)
ONE = timedelta(days=1)


LONG_AGO = date(2015, 1, 1)


def tie(left: Any, right: Any, officer: Any, since: date = LONG_AGO, until: Any = None) -> Relation:
    return declare_relation(
        left=left, right=right, kind="advisor", since=since, until=until, source="声明", by=officer
    )


def test_a_person_comes_with_party_employment_and_segments(officer: Any) -> None:
    home = make_institute()
    person = make_person(by=officer, employer=home, segments=[make_segment()])
    assert person.party.person == person and person.party.segment_links.count() == 1
    assert person.employments.get().since == ON
    other = make_person(employer=home, employed_since=LONG_AGO)
    assert other.employments.get().since == LONG_AGO


def test_names_and_contacts_stand_in_no_leaf(officer: Any) -> None:
    make_expert(by=officer, name="拟名甲某", name_en="Nobody A", contact="13800000000")
    told = str(list(AuditLeaf.objects.values_list("after", flat=True)))
    assert not [word for word in ("拟名甲某", "Nobody A", "13800000000") if word in told]


def test_only_officers_register_people(day: date) -> None:
    for user in (make_user(Role.BROKER), make_user(Role.LEADER), None):
        with pytest.raises(NotAllowed):
            register_person(by=user, name="拟名")
    assert not Person.objects.exists()


def test_experts_are_seen_masked_and_others_not_at_all(officer: Any) -> None:
    expert, plain = make_expert(contact="138", location="包头"), make_person()
    rival = make_user(Role.ENTERPRISE, party=make_enterprise().party)
    own = make_user(Role.EXPERT, party=plain.party)
    row = Person.objects.for_(rival).get()
    assert row == expert and row.shown("contact") is None and row.shown("location") is None
    assert row.shown("name") == expert.name
    assert Person.objects.for_(officer).count() == 2
    assert set(Person.objects.readable(own)) == {plain}


def test_a_person_declares_for_themselves_and_an_officer_for_all(officer: Any) -> None:
    person, body = make_expert(), make_enterprise()
    own = make_user(Role.EXPERT, party=person.party)
    assert tie(person.party, body.party, own).synthetic
    assert not set_availability(person=person, available=False, by=own).available
    stranger = make_user(Role.EXPERT, party=make_expert().party)
    for act in (
        lambda: tie(person.party, body.party, stranger),
        lambda: set_availability(person=person, available=True, by=stranger),
        lambda: add_document(
            party=person.party, by=stranger, kind="paper", title="x", text="x", dated=ON
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        tie(person.party, person.party, officer)


def test_a_party_is_linked_to_a_segment_once(officer: Any) -> None:
    party = make_expert(segments=[make_segment()]).party
    with pytest.raises(IntegrityError), change("test.link", by=None, on=ON):
        link_segments(party, [make_segment()])


@pytest.mark.parametrize(
    ("since", "until", "near"),
    [
        (ON, None, True), (ON + ONE, None, False), (date(2010, 1, 1), ON - ONE, True),
        (date(2010, 1, 1), date(2021, 6, 14), True), (date(2010, 1, 1), date(2021, 6, 13), False),
    ],
)  # fmt: skip
def test_a_tie_is_near_while_it_holds_and_three_years_after(
    officer: Any, since: date, until: Any, near: bool
) -> None:
    person, body = make_expert(), make_enterprise()
    tie(person.party, body.party, officer, since, until)
    assert (body.party_id in conflicting_parties([person.party_id], ON)) is near
    assert (person.party_id in conflicting_parties([body.party_id], ON)) is near


def test_an_employment_is_a_tie_both_ways_and_names_its_source(officer: Any) -> None:
    body = make_enterprise()
    person = make_expert(employer=body)
    (evidence,) = evidence_for([person.party_id], ON)
    assert (evidence.other, evidence.kind) == (body.party_id, "employment")
    assert evidence.source == "register"
    assert conflicting_parties([body.party_id], ON) == {person.party_id}
    job = Employment.objects.get()
    with change("test.leave", by=None, on=ON):
        job.until = date(2021, 6, 13)
        job.save()
    assert conflicting_parties([person.party_id], ON) == set()


def test_ties_are_not_handed_on(officer: Any) -> None:
    one, two, three = (make_expert().party for _n in range(3))
    tie(one, two, officer)
    tie(two, three, officer)
    assert conflicting_parties([one.pk], ON) == {two.pk}
    assert conflicting_parties([one.pk, two.pk], ON) == {three.pk}
    assert conflicting_parties([], ON) == set() == conflicting_parties([make_party().pk], ON)


def test_three_years_before_keeps_the_day() -> None:
    assert three_years_before(date(2024, 6, 30)) == date(2021, 6, 30)
    assert three_years_before(date(2024, 2, 29)) == date(2021, 2, 28)
