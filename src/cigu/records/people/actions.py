"""Register people, their employments, relations and documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.actions import create_party
from cigu.core.access.models import Party
from cigu.core.places.models import Segment

from .guards import check_can_declare, check_can_register
from .models import Employment, PartySegment, Person, ProfileDocument, Relation


def register_person(
    *, by: Any, name: str, on: date | None = None, employer: Any = None,
    employed_since: date | None = None, segments: Iterable[Segment] = (),
    synthetic: bool = False, reason: str = "", **fields: Any,
) -> Person:  # fmt: skip
    check_can_register(by)
    with acting("people.register", by=by, on=on, reason=reason) as step:
        party = create_party(kind=Party.Kind.PERSON, name=name, synthetic=synthetic)
        person = Person(party=party, name=name, employer=employer, synthetic=synthetic, **fields)
        person.save()
        if employer is not None:
            _employ(person, employer, employed_since or step.on)
        link_segments(party, segments)
    return person


def add_document(*, party: Party, by: Any, on: date | None = None, reason: str = "",
                 **fields: Any) -> ProfileDocument:  # fmt: skip
    check_can_declare(party, by)
    with acting("people.add_document", by=by, on=on, reason=reason):
        document = ProfileDocument(party=party, synthetic=party.synthetic, **fields)
        document.save()
    return document


def declare_relation(
    *, left: Party, right: Party, kind: str, since: date, source: str, by: Any,
    until: date | None = None, on: date | None = None, reason: str = "",
) -> Relation:  # fmt: skip
    """A person declares what binds them, or an officer records it from a source."""
    check_can_declare(left, by)
    with acting("people.declare_relation", by=by, on=on, reason=reason):
        relation = Relation(
            left=left, right=right, kind=kind, since=since, until=until, source=source,
            synthetic=left.synthetic,
        )  # fmt: skip
        relation.save()
    return relation


def set_availability(*, person: Person, available: bool, by: Any, on: date | None = None) -> Person:
    check_can_declare(person.party, by)
    with acting("people.set_availability", by=by, on=on):
        person.available = available
        person.save()
    return person


def link_segments(party: Party, segments: Iterable[Segment]) -> None:
    """Inside an action."""
    for segment in segments:
        PartySegment(party=party, segment=segment, synthetic=party.synthetic).save()


def _employ(person: Person, organisation: Any, since: date) -> None:
    Employment(
        person=person, organisation=organisation, since=since, source="register",
        synthetic=person.synthetic,
    ).save()  # fmt: skip
