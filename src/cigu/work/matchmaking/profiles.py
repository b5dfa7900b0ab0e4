"""Teams, experts and achievements as the engine reads them: documents, and what filters ask."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from cigu.core.imports.holding import standing
from cigu.engines.matching.filters import Facts
from cigu.engines.matching.profiles import Document, Profile
from cigu.records.achievements.models import Achievement
from cigu.records.people.models import PartySegment, Person, ProfileDocument
from cigu.records.teams.models import Team

from .models import Kind

UNKNOWN = Facts()
Documents = dict[int, list[Document]]
Domains = dict[int, frozenset[str]]


@dataclass(frozen=True)
class Provider:
    """Who offers, the documents that show it, what is known of it, and the institution (a party)
    that it belongs to; None is unknown."""

    profile: Profile
    kind: str
    party: int
    achievement: int | None = None
    facts: Facts = UNKNOWN
    body: int | None = None

    @property
    def id(self) -> str:
        return self.profile.id

    def document(self, ident: str) -> Document:
        return next(d for d in self.profile.documents if d.id == ident)


def read() -> tuple[Provider, ...]:
    """All who may be matched, in a fixed order."""
    documents, domains = _documents(), _domains()
    return (*_teams(documents, domains), *_people(documents, domains), *_achievements())


def _documents() -> Documents:
    found: Documents = defaultdict(list)
    for row in ProfileDocument._base_manager.order_by("pk"):
        found[row.party_id].append(Document(str(row.uid), row.title, row.text, row.kind, row.dated))
    return found


def _domains() -> Domains:
    found: dict[int, set[str]] = defaultdict(set)
    rows = PartySegment._base_manager.values_list("party_id", "segment__domain_id")
    for party, domain in rows:
        found[party].add(domain)
    return {party: frozenset(ids) for party, ids in found.items()}


def _teams(documents: Documents, domains: Domains) -> list[Provider]:
    rows = Team._base_manager.select_related("organisation").order_by("pk")
    return [
        Provider(
            _profile(Kind.TEAM, row, row.name, documents), Kind.TEAM, row.party_id,
            facts=Facts(
                domains=domains.get(row.party_id), territory=row.organisation.territory_id,
                maturity=row.maturity, available=None if row.capacity is None else row.capacity > 0,
            ), body=row.organisation.party_id,
        )
        for row in rows
    ]  # fmt: skip


def _people(documents: Documents, domains: Domains) -> list[Provider]:
    rows = Person._base_manager.filter(standing(), is_expert=True, merged_into__isnull=True)
    return [
        Provider(
            _profile(Kind.PERSON, row, row.speciality, documents), Kind.PERSON, row.party_id,
            facts=Facts(
                domains=domains.get(row.party_id), available=row.available,
                territory=row.employer.territory_id if row.employer else None,
            ), body=row.employer.party_id if row.employer else None,
        )
        for row in rows.select_related("employer").order_by("pk")
    ]  # fmt: skip


def _profile(kind: str, row: Any, title: str, documents: Documents) -> Profile:
    own = Document(str(row.uid), title, row.profile, "profile")
    texts = (*([own] if row.profile else []), *documents.get(row.party_id, ()))
    return Profile(str(row.uid), str(kind), texts)


def _achievements() -> list[Provider]:
    rows = Achievement._base_manager.filter(state="published")
    return [
        _achievement(row)
        for row in rows.select_related("team__organisation", "owner").order_by("pk")
    ]


def _achievement(row: Any) -> Provider:
    text = Document(str(row.uid), row.title, row.abstract, "achievement", row.published_on)
    party = row.team.party_id if row.team else row.owner.party_id
    known = Facts(
        domains=frozenset({row.domain_id}), territory=row.owner.territory_id, maturity=row.maturity,
        available=True,
    )  # fmt: skip
    profile = Profile(str(row.uid), str(Kind.ACHIEVEMENT), (text,))
    body = row.team.organisation.party_id if row.team else row.owner.party_id
    return Provider(profile, Kind.ACHIEVEMENT, party, row.pk, known, body)
