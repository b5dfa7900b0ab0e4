"""Teams, experts and achievements as the engine reads them, kept until a register changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Sum

from cigu.engines.matching.profiles import Document, Profile
from cigu.engines.matching.rank import Index
from cigu.records.achievements.models import Achievement
from cigu.records.people.models import Person, ProfileDocument
from cigu.records.teams.models import Team

from .models import Kind

MODELS = (Team, Person, ProfileDocument, Achievement)


@dataclass(frozen=True)
class Provider:
    """Who offers, and the documents that show it."""

    profile: Profile
    kind: str
    party: int
    achievement: int | None = None

    def document(self, ident: str) -> Document:
        return next(d for d in self.profile.documents if d.id == ident)


class Library:
    """The providers by kind, each kind with its index: cutting the texts is what takes time."""

    def __init__(self, shelves: dict[str, tuple[Provider, ...]]) -> None:
        self.shelves = shelves
        self._indexes: dict[str, Index] = {}

    def of(self, kind: str) -> tuple[Provider, ...]:
        return self.shelves.get(kind, ())

    def index(self, kind: str) -> Index:
        if kind not in self._indexes:
            self._indexes[kind] = Index([p.profile for p in self.of(kind)])
        return self._indexes[kind]


def library() -> Library:
    """Read again only when a row was added or changed: the sum of revisions then grows."""
    return _library(tuple(_stamp(model) for model in MODELS))


def _stamp(model: Any) -> tuple[Any, ...]:
    rows = model._base_manager
    found = rows.aggregate(n=Count("pk"), changes=Sum("revision"))
    return (found["n"], found["changes"], rows.order_by("pk").values_list("uid").last())


@lru_cache(maxsize=2)
def _library(stamp: tuple[Any, ...]) -> Library:
    documents = _documents()
    shelves: dict[str, Callable[[Any], tuple[Provider, ...]]] = {
        Kind.TEAM: _teams, Kind.PERSON: _people, Kind.ACHIEVEMENT: _achievements,
    }  # fmt: skip
    return Library({str(kind): read(documents) for kind, read in shelves.items()})


def _documents() -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = defaultdict(list)
    for row in ProfileDocument._base_manager.order_by("pk"):
        found[row.party_id].append(Document(str(row.uid), row.title, row.text, row.kind, row.dated))
    return found


def _teams(documents: dict[int, list[Document]]) -> tuple[Provider, ...]:
    rows = Team._base_manager.order_by("pk")
    return tuple(_provider(Kind.TEAM, row, row.name, documents) for row in rows)


def _people(documents: dict[int, list[Document]]) -> tuple[Provider, ...]:
    rows = Person._base_manager.filter(is_expert=True).order_by("pk")
    return tuple(_provider(Kind.PERSON, row, row.speciality, documents) for row in rows)


def _provider(kind: str, row: Any, title: str, documents: dict[int, list[Document]]) -> Provider:
    own = Document(str(row.uid), title, row.profile, "profile")
    texts = (*([own] if row.profile else []), *documents.get(row.party_id, ()))
    return Provider(Profile(str(row.uid), kind, texts), kind, row.party_id)


def _achievements(_documents: dict[int, list[Document]]) -> tuple[Provider, ...]:
    rows = Achievement._base_manager.filter(state="published").select_related("team", "owner")
    return tuple(_achievement(row) for row in rows.order_by("pk"))


def _achievement(row: Any) -> Provider:
    text = Document(str(row.uid), row.title, row.abstract, "achievement", row.published_on)
    party = row.team.party_id if row.team else row.owner.party_id
    return Provider(
        Profile(str(row.uid), Kind.ACHIEVEMENT, (text,)), Kind.ACHIEVEMENT, party, row.pk
    )
