"""Conflicts of interest from evidence: which parties stand too near to a party."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cigu.core.clock.business import today

from .models import (
    DocumentAuthor,
    Employment,
    Person,
    ProfileDocument,
    Relation,
    three_years_before,
)


@dataclass(frozen=True)
class Evidence:
    """Why two parties are in conflict, and where that is known from."""

    other: int  # the party on the other side
    kind: str
    label: str
    source: str
    since: date | None = None
    until: date | None = None


def evidence_for(parties: Iterable[int], on: date) -> list[Evidence]:
    """All conflicts of the given parties, each with its source. Relations are not transitive."""
    ids = set(parties)
    return [*_relations(ids, on), *_employments(ids, on), *_works(ids, on)]


def conflicting_parties(parties: Iterable[int], on: date) -> set[int]:
    return {item.other for item in evidence_for(parties, on)}


def coauthors_of(person: Person) -> list[Person]:
    """Those noted as having written with this person within three years, apart from documents."""
    near = three_years_before(today())
    party = person.party
    rows = [*((r, r.right) for r in party.relations_left.all()),
            *((r, r.left) for r in party.relations_right.all())]  # fmt: skip
    found = {
        other.person.pk: other.person
        for row, other in rows
        if row.kind == Relation.Kind.COAUTHOR
        and hasattr(other, "person")
        and (row.until is None or row.until >= near)
    }
    return [found[pk] for pk in sorted(found)]


def _relations(ids: set[int], on: date) -> list[Evidence]:
    out = []
    for row in Relation.objects.touching(ids, on):
        for own, other in ((row.left_id, row.right_id), (row.right_id, row.left_id)):
            if own in ids and other not in ids:
                label = row.get_kind_display()
                out.append(Evidence(other, row.kind, label, row.source, row.since, row.until))
    return out


def _employments(ids: set[int], on: date) -> list[Evidence]:
    near = Q(until__isnull=True) | Q(until__gte=three_years_before(on))
    rows: Any = Employment.objects.filter(
        near, Q(person__party__in=ids) | Q(organisation__party__in=ids), since__lte=on
    ).select_related("person", "organisation")
    out = []
    for row in rows:
        person, body = row.person.party_id, row.organisation.party_id
        for own, other in ((person, body), (body, person)):
            if own in ids and other not in ids:
                label = _("same organisation")
                out.append(Evidence(other, "employment", label, row.source, row.since, row.until))
    return out


def _works(ids: set[int], on: date) -> list[Evidence]:
    """Papers written and patents held together within three years: with the party itself, or with
    somebody whom it employs now."""
    staff = _staff(Q(organisation__party__in=ids))
    own = ids | {person for person, _body in staff}
    out = []
    for work, authors in _shared(own, on):
        kind = "patent" if work.kind == ProfileDocument.Kind.PATENT else "coauthor"
        label = _("shared patent") if kind == "patent" else _("co-authorship")
        strangers = authors - own
        near = set(strangers)
        if authors & ids:  # the party wrote itself: then also where its co-authors work
            near |= {body for _person, body in _staff(Q(person__party__in=strangers))}
        out += [
            Evidence(other, kind, label, work.title, work.dated) for other in sorted(near - ids)
        ]
    return out


def _staff(which: Q) -> list[tuple[int, int]]:
    """(person's party, body's party) of those employed now."""
    rows = Employment.objects.filter(which, until__isnull=True)
    return list(rows.values_list("person__party", "organisation__party"))


def _shared(own: set[int], on: date) -> list[tuple[ProfileDocument, set[int]]]:
    """Recent works of these parties that somebody else wrote too, with all who wrote them."""
    recent = Q(dated__gte=three_years_before(on), dated__lte=on)
    mine = Q(party__in=own) | Q(authors__party__in=own)
    works = ProfileDocument.objects.filter(recent, mine, authors__isnull=False).distinct()
    found = {work.pk: (work, {work.party_id}) for work in works}
    for document, party in DocumentAuthor.objects.filter(document__in=found).values_list(
        "document", "party"
    ):
        found[document][1].add(party)
    return list(found.values())
