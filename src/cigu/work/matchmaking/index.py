"""The documents of all providers, indexed, warm in this process.

Read anew when a register changed. Texts are known by the hash of what they say: only those that
changed are cut into words again. A small index is renewed at once; a large one in a thread, while
pages go on with the one before, which says how many documents it holds and since when.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import close_old_connections
from django.db.models import Count, Sum
from django.utils import timezone

from cigu.engines.matching.features import both
from cigu.engines.matching.profiles import Need
from cigu.engines.matching.search import Library
from cigu.records.achievements.models import Achievement
from cigu.records.people.models import PartySegment, Person, ProfileDocument
from cigu.records.teams.models import Team

from .profiles import Provider, read

MODELS = (Team, Person, ProfileDocument, Achievement, PartySegment)
AT_ONCE = 1_000  # documents up to which a page waits for a renewal, well under a second
Stamp = tuple[Any, ...]


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
        """Who was trusted with what so far: it changes with every invitation, the texts do not."""
        for p in self.providers:
            self.library.facts[p.id] = replace(p.facts, clearance=levels.get(p.party))

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

    def shelves(self) -> Shelves:
        held, now = self._held, stamp()
        if held is not None and held.stamp == now:
            return held
        if held is not None and held.documents > AT_ONCE:
            self._renew_aside()
            return held
        return self._renew(now)

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
        close_old_connections()
        try:
            self._renew(stamp())
        finally:
            close_old_connections()


keeper = Keeper()
shelves = keeper.shelves


def stamp() -> Stamp:
    """Changes with every row that is added or changed: the sum of revisions then grows."""
    return tuple(_state_of(model._base_manager) for model in MODELS)


def _state_of(rows: Any) -> tuple[Any, ...]:
    found = rows.aggregate(n=Count("pk"), changes=Sum("revision"))
    return (found["n"], found["changes"], rows.order_by("pk").values_list("uid").last())
