"""The documents of all providers, indexed, warm in this process.

Read anew when a register changed. Texts are known by the hash of what they say: only those that
changed are cut into words again. A small index is made and renewed at once. A large one is made in
a thread: the first who ask are told how far it is, later ones go on with the one before, which
says since when it stands. What is kept, a ranking or an assignment, asks for a fresh one and waits.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connections
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.imports.holding import standing
from cigu.engines.basis.errors import CiguError
from cigu.engines.matching.features import both
from cigu.engines.matching.profiles import Need
from cigu.engines.matching.search import Library
from cigu.records.achievements.models import Achievement
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import PartySegment, Person, ProfileDocument
from cigu.records.teams.models import Team

from .profiles import Provider, read

TEXTS = (ProfileDocument, Achievement, Team)  # registers whose rows are about as many documents
MODELS = (*TEXTS, PartySegment)
AT_ONCE = 1_000  # documents up to which a page waits for an index, about a second
NEVER = -1  # below every level of disclosure: was trusted with nothing so far
Stamp = tuple[Any, ...]


class Building(CiguError):
    """The index is being made for the first time in this process; ``done`` of ``total`` texts."""

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = min(done, total), total
        super().__init__(
            "index_building",
            _("The documents are being read: %(done)d of %(total)d.")
            % {"done": self.done, "total": total},
            remedy=_("Try again in a moment."),
        )


class Shelves:
    """The providers over one index, and the state of the registers it was made from."""

    def __init__(self, providers: tuple[Provider, ...], stamp: Stamp, cuts: Cuts) -> None:
        facts = {p.id: p.facts for p in providers}
        self.providers, self.stamp, self.made_at = providers, stamp, timezone.now()
        self.library = Library([p.profile for p in providers], facts, cut=cuts)
        self.by_id = {p.id: p for p in providers}
        self._scores: dict[Need, Any] = {}
        self.documents = sum(len(p.profile.documents) for p in providers)

    def trust(self, levels: dict[int, int]) -> None:
        """Who was trusted with what so far: it changes with every invitation, the texts do not.
        Whoever was never trusted is known not to have been."""
        self.library.facts = {
            p.id: replace(p.facts, clearance=levels.get(p.party, NEVER)) for p in self.providers
        }

    def scores(self, needs: Sequence[Need]) -> Any:
        """(needs, profiles), each need weighed once for as long as the documents stand."""
        for need in needs:
            if need not in self._scores:
                self._scores[need] = self.library.provider_scores(need)
        return np.stack([self._scores[need] for need in needs])

    def of(self, kind: str) -> tuple[Provider, ...]:
        return tuple(p for p in self.providers if p.kind == kind)

    def find(self, party: int, achievement: int | None = None) -> Provider | None:
        wanted = (party, achievement)
        return next((p for p in self.providers if (p.party, p.achievement) == wanted), None)


class Cuts:
    """Texts cut into words, by the hash of the text; what no document says any more is dropped."""

    def __init__(self) -> None:
        self._held: dict[bytes, tuple[list[str], list[str]]] = {}
        self._used: set[bytes] = set()
        self.fresh = 0

    def __call__(self, text: str) -> tuple[list[str], list[str]]:
        key = hashlib.sha256(text.encode()).digest()
        self._used.add(key)
        found = self._held.get(key)
        if found is None:
            self.fresh += 1
            found = self._held[key] = both(text)
        return found

    @property
    def done(self) -> int:
        """Texts that the index in the making asked for so far."""
        return len(self._used)

    def settle(self) -> None:
        """After an index was made: forget what it did not ask for."""
        for key in set(self._held) - self._used:
            del self._held[key]
        self._used = set()


class Keeper:
    """The one index of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Shelves | None = None
        self._thread: threading.Thread | None = None
        self.cuts = Cuts()

    def shelves(self, *, fresh: bool = False) -> Shelves:
        """The index, at once where that can be; ``fresh`` waits until it holds what the registers
        hold now. Raises ``Building`` while a large one is made for the first time."""
        held, now = self._held, stamp()
        if held is not None and held.stamp == now:
            return held
        if fresh or max(many(now), held.documents if held else 0) <= AT_ONCE:
            return self._renew(now)
        self._renew_aside()
        if held is None:
            raise Building(self.cuts.done, many(now))
        return held

    def takes_long(self) -> bool:
        """Whether a fresh index would keep a page waiting."""
        now = stamp()
        return (self._held is None or self._held.stamp != now) and many(now) > AT_ONCE

    def old_since(self) -> datetime | None:
        """When the index in use was made, if the registers went on since then."""
        held = self._held
        if held is None or held.documents <= AT_ONCE or held.stamp == stamp():
            return None
        return held.made_at

    @property
    def is_renewing(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def forget(self) -> None:
        self._held = None

    def _renew(self, now: Stamp) -> Shelves:
        with self._lock:
            if self._held is None or self._held.stamp != now:
                self._held = Shelves(read(), now, self.cuts)
                self.cuts.settle()
            return self._held

    def _renew_aside(self) -> None:
        if not self.is_renewing:
            self._thread = threading.Thread(target=self._aside, name="matching-index", daemon=True)
            self._thread.start()

    def _aside(self) -> None:
        try:
            self._renew(stamp())
        finally:
            connections.close_all()


keeper = Keeper()
shelves = keeper.shelves


def stamp() -> Stamp:
    """Changes with every row that is added or changed: the sum of revisions then grows. People of
    a file that is being written come all together, when it is."""
    rows = [model._base_manager.all() for model in MODELS]
    people = Person._base_manager.filter(standing())
    return tuple(_state_of(found) for found in (*rows, people, _bodies()))


def many(now: Stamp) -> int:
    """About how many documents the registers held then."""
    return sum(int(state[0]) for state in now[: len(TEXTS)])


def _bodies() -> QuerySet[Any]:
    """Whose place is the place of a provider: where teams and experts work, who owns results."""
    teams = Team._base_manager.values("organisation")
    people = Person._base_manager.filter(standing(), is_expert=True, employer__isnull=False)
    owners = Achievement._base_manager.values("owner")
    mine = Q(pk__in=teams) | Q(pk__in=people.values("employer")) | Q(pk__in=owners)
    return Organisation._base_manager.filter(mine)


def _state_of(rows: Any) -> tuple[Any, ...]:
    found = rows.aggregate(n=Count("pk"), changes=Sum("revision"))
    return (found["n"], found["changes"], rows.order_by("pk").values_list("uid").last())
