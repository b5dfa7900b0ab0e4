"""Register people, their employments, relations and documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting, business_day
from cigu.core.access.actions import create_party
from cigu.core.access.models import Party
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import create_many
from cigu.core.places.models import Segment

from .conflicts import coauthors_of
from .guards import check_can_declare, check_can_register
from .models import (
    DocumentAuthor,
    Employment,
    PartySegment,
    Person,
    ProfileDocument,
    Relation,
)


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


def register_people(
    *, by: Any, rows: Sequence[Mapping[str, Any]], on: date | None = None, reason: str = ""
) -> list[Person]:
    """A batch, each row with the arguments of ``register_person``, in few statements."""
    check_can_register(by)
    with acting("people.register", by=by, on=on, reason=reason) as step:
        people, segments = [], []
        for row in rows:
            fields = dict(row)
            invented = fields.get("synthetic", False)
            segments.append(fields.pop("segments", ()))
            party = Party(kind=Party.Kind.PERSON, name=fields["name"], synthetic=invented)
            people.append(Person(party=party, **fields))
        create_many(Party, [person.party for person in people])
        for person in people:
            person.party = person.party  # its key is known now
        create_many(Person, people)
        create_many(Employment, [
            _employment(person, person.employer, step.on)
            for person in people if person.employer is not None
        ])  # fmt: skip
        create_many(PartySegment, [
            PartySegment(party=person.party, segment=segment, synthetic=person.synthetic)
            for person, mine in zip(people, segments, strict=True) for segment in mine
        ])  # fmt: skip
    return people


def edit_person(*, person: Person, by: Any, on: date | None = None, reason: str = "",
                **fields: Any) -> Person:  # fmt: skip
    """Another employer ends the employment with the one before; that stays on record."""
    check_can_register(by)
    with acting("people.edit", by=by, on=on, reason=reason) as step:
        before = person.employer_id
        person.assign(**fields)
        person.save()
        if person.party.name != person.name:
            person.party.name = person.name
            person.party.save()
        if person.employer_id != before:
            _change_employer(person, before, step.on)
    return person


def _change_employer(person: Person, before: int | None, on: date) -> None:
    open_ones = Employment.objects.filter(person=person, organisation=before, until__isnull=True)
    for row in open_ones if before is not None else ():
        row.until = max(on, row.since)
        row.save()
    if person.employer is not None:
        _employ(person, person.employer, on)


def add_segments(*, party: Party, segments: Iterable[Segment], by: Any, on: date | None = None,
                 reason: str = "") -> None:  # fmt: skip
    """Link a person or team to those segments that it is not linked to yet."""
    check_can_register(by)
    with acting("people.add_segments", by=by, on=on, reason=reason):
        queue(party)
        there = set(PartySegment.objects.filter(party=party).values_list("segment_id", flat=True))
        link_segments(party, [segment for segment in segments if segment.pk not in there])


def add_document(*, party: Party, by: Any, on: date | None = None, reason: str = "",
                 authors: Iterable[Party] = (), **fields: Any) -> ProfileDocument:  # fmt: skip
    """``authors``: the others who wrote it; together with them one has a tie of interest."""
    check_can_declare(party, by)
    with acting("people.add_document", by=by, on=on, reason=reason):
        others = {author.pk: author for author in authors if author.pk != party.pk}
        queue(party, *others.values())
        document = ProfileDocument(party=party, synthetic=party.synthetic, **fields)
        document.save()
        for author in others.values():
            DocumentAuthor(
                document=document, party=author, synthetic=party.synthetic
            ).save()  # fmt: skip
    return document


def declare_relation(
    *, left: Party, right: Party, kind: str, since: date, source: str, by: Any,
    until: date | None = None, on: date | None = None, reason: str = "",
) -> Relation:  # fmt: skip
    """A person declares what binds them, or an officer records it from a source."""
    check_can_declare(left, by)
    with acting("people.declare_relation", by=by, on=on, reason=reason):
        queue(left, right)  # whoever invites one of them for the other waits, then sees it
        relation = Relation(
            left=left, right=right, kind=kind, since=since, until=until, source=source,
            synthetic=left.synthetic,
        )  # fmt: skip
        relation.save()
    return relation


def declare_coauthors(
    *, person: Person, others: Iterable[Person], by: Any, on: date | None = None, reason: str = ""
) -> list[Relation]:
    """Who wrote with whom, as a workbook lists it: a tie for three years from the day it is noted,
    its source the list itself. Those who are noted already stay as they are."""
    day = business_day(by, on, reason)
    known = {other.pk for other in coauthors_of(person)}
    wanted = {other.pk: other for other in others if other.pk not in known | {person.pk}}
    source = _("list of co-authors of %(name)s, brought in on %(day)s") % {
        "name": person.name, "day": day.isoformat(),
    }  # fmt: skip
    with acting("people.declare_relation", by=by, on=on, reason=reason):
        return [
            declare_relation(
                left=person.party,
                right=other.party,
                kind=Relation.Kind.COAUTHOR,
                since=day,
                until=day,
                source=source[:200],
                by=by,
                on=on,
                reason=reason,
            )
            for other in wanted.values()
        ]


def set_availability(*, person: Person, available: bool, by: Any, on: date | None = None) -> Person:
    check_can_declare(person.party, by)
    with acting("people.set_availability", by=by, on=on):
        queue(person.party)  # as above: an invitation asks whether there is room
        person.available = available
        person.save()
    return person


def link_segments(party: Party, segments: Iterable[Segment]) -> None:
    """Inside an action."""
    for segment in segments:
        PartySegment(party=party, segment=segment, synthetic=party.synthetic).save()


def _employ(person: Person, organisation: Any, since: date) -> None:
    _employment(person, organisation, since).save()


def _employment(person: Person, organisation: Any, since: date) -> Employment:
    return Employment(
        person=person, organisation=organisation, since=since, source="register",
        synthetic=person.synthetic,
    )  # fmt: skip
