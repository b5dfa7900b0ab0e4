"""The whole region as the solver takes it: needs by teams, experts and achievements, each in its
role, under the loads of each provider and each institution."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from cigu.engines.matching.model import Group
from cigu.engines.matching.model import Limits as Bounds
from cigu.engines.matching.why import filtered_scores
from cigu.records.needs.models import Need
from cigu.records.teams.models import Membership, Team

from . import matching
from .filtering import filters_of
from .index import Shelves
from .limits import Limits
from .loads import loads_of
from .models import Kind
from .profiles import Provider

Place = tuple[int, int]  # row, column
Triple = tuple[int, int, int | None]  # need, party, achievement
Progress = matching.Progress


@dataclass
class Market:
    """Rows are needs, columns providers of those kinds that are asked for. Needs without a word to
    go by are left out: nobody is known to fit them, or not to."""

    shelves: Shelves
    needs: Sequence[Need]
    limits: Limits
    barred: set[tuple[int, int]]  # need, party
    refused: set[Triple]
    progress: Progress | None = None
    columns: tuple[Provider, ...] = field(init=False)
    scores: Any = field(init=False)
    filtered: dict[Place, list[str]] = field(init=False)  # conditions that rule a pair out

    def __post_init__(self) -> None:
        self.wordless = [need for need in self.needs if not matching.has_words(need)]
        self.needs = [need for need in self.needs if need not in self.wordless]
        self.columns = tuple(p for kind in self.limits.kinds for p in self.shelves.of(kind))
        self._row = {need.pk: row for row, need in enumerate(self.needs)}
        self._column = {(p.party, p.achievement): c for c, p in enumerate(self.columns)}
        self._of_party = _gathered((p.party, c) for c, p in enumerate(self.columns))
        known = matching.score_matrix(self.shelves, self.needs, self.columns, self.progress)
        self.unknown = {p.party for c, p in enumerate(self.columns) if np.isnan(known[:, c]).all()}
        self.filtered = self._ruled_out()
        self.scores = filtered_scores(known, self.filtered)
        answers = [c for c, p in enumerate(self.columns) if p.kind == Kind.ACHIEVEMENT]
        weak = self.scores[:, answers] < matching.FLOOR  # chance is no ready answer
        self.scores[:, answers] = np.where(weak, np.nan, self.scores[:, answers])

    def _ruled_out(self) -> dict[Place, list[str]]:
        found = matching.failing(self.shelves, self.needs, self.columns, filters_of(self.needs))
        return {(self._row[need], self._column[key]): names for (need, key), names in found.items()}

    def place(self, triple: Sequence[int | None]) -> Place | None:
        """Of [need, party] or [need, party, achievement]; None where it is not in the market."""
        need, party, *work = triple
        row, column = self._row.get(need or 0), self._column.get((party or 0, (*work, None)[0]))
        return None if row is None or column is None else (row, column)

    def places(self, triples: Iterable[Sequence[int | None]]) -> set[Place]:
        return {found for triple in triples if (found := self.place(triple)) is not None}

    @cached_property
    def forbidden(self) -> set[Place]:
        """A conflict bars all that a party offers, a refusal what was refused."""
        found = self.places(self.refused) | self.places(self.limits.refused)
        return found | {
            (self._row[need], column)
            for need, party in self.barred
            for column in self._of_party.get(party, ())
        }

    @cached_property
    def bounds(self) -> Bounds:
        kinds = self.limits.kinds
        demand = [[self.limits.demand(kind) for kind in kinds]] * len(self.needs)
        return Bounds(
            demand if len(kinds) > 1 else [row[0] for row in demand],
            np.asarray(self._loads(), dtype=int), np.asarray(self._least(), dtype=int),
            self.forbidden, self.places(self.limits.pinned), tuple(g for _, g in self.groups),
            exact=[kind != Kind.ACHIEVEMENT for kind in kinds],
            roles=[kinds.index(Kind(p.kind)) for p in self.columns] if len(kinds) > 1 else None,
            apart=self._apart(),
        )  # fmt: skip

    @property
    def most(self) -> int:
        """What no limit counts as: every need, in every role."""
        return len(self.needs) * max(sum(map(self.limits.demand, self.limits.kinds)), 1)

    @cached_property
    def room(self) -> dict[int, int | None]:
        """By party: what capacity leaves free, one cap for all, or what was said for it; None is
        no limit."""
        limits, parties = self.limits, set(self._of_party)
        room: dict[int, int | None] = dict.fromkeys(parties, limits.max_load)
        if limits.use_capacity:
            held = loads_of(parties)
            room = {p: held[p].free if held[p].available else 0 for p in parties}
        return room | {p: limits.capacity[str(p)] for p in parties if str(p) in limits.capacity}

    def _loads(self) -> list[int]:
        """Of whoever offers several things, the group of them is limited instead."""
        alone = [len(self._of_party[p.party]) == 1 for p in self.columns]
        return [
            self._most_of(p) if single else len(self.needs)
            for p, single in zip(self.columns, alone, strict=True)
        ]

    def _most_of(self, provider: Provider) -> int:
        room, every = self.room[provider.party], len(self.needs)
        return every if room is None else min(room, every)

    def _least(self) -> list[int]:
        """Teams and experts of whom something is known; an achievement need not be used."""
        return [
            0 if p.kind == Kind.ACHIEVEMENT or p.party in self.unknown
            else min(self.limits.min_load, self._most_of(p)) for p in self.columns
        ]  # fmt: skip

    @cached_property
    def groups(self) -> list[tuple[int, Group]]:
        """With the party that each is of: who offers several things, and institutions."""
        shared = [
            (party, Group(tuple(held), room, "provider"))
            for party, held in self._of_party.items()
            if len(held) > 1 and (room := self.room[party]) is not None
        ]
        return shared + self._bodies()

    def _bodies(self) -> list[tuple[int, Group]]:
        limits, found = self.limits, []
        for body, held in self.members.items():
            said = limits.bodies.get(str(body), limits.body_max)
            cap = self.most if said is None else said
            floor = min(limits.body_min, cap, self._reach(held))
            if said is not None or floor:
                found.append((body, Group(tuple(held), cap, "body", floor)))
        return found

    @cached_property
    def members(self) -> dict[int, list[int]]:
        """Columns by institution."""
        return _gathered((p.body, c) for c, p in enumerate(self.columns) if p.body is not None)

    def _reach(self, columns: Sequence[int]) -> int:
        """How many needs these can take at all."""
        parties = {self.columns[c].party for c in columns} - self.unknown
        rooms = [self.room[party] for party in parties]
        return sum(len(self.needs) if room is None else room for room in rooms)

    def _apart(self) -> set[Place]:
        """A team and its own people: these are no independent advisers beside it."""
        teams = {p.party for p in self.columns if p.kind == Kind.TEAM}
        rows = Membership.objects.filter(team__party__in=teams, until__isnull=True)
        led = Team.objects.filter(party__in=teams, leader__isnull=False)
        pairs = {
            *rows.values_list("team__party_id", "person__party_id"),
            *led.values_list("party_id", "leader__party_id"),
        }
        place = self._column
        return {
            (place[team, None], place[person, None])
            for team, person in pairs if (person, None) in place
        }  # fmt: skip


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)
