"""Names, sentences and functions of the invariants of all rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

Finder = Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Invariant:
    """``find`` yields one line for each violation: which record, what was found, what expected."""

    name: str
    sentence: Any
    find: Finder


_known: dict[str, Invariant] = {}


def invariant(name: str, sentence: Any) -> Callable[[Finder], Finder]:
    """Register ``find`` under ``name`` (room.rule); a name is given once."""

    def keep(find: Finder) -> Finder:
        if name in _known and _known[name].find.__module__ != find.__module__:
            raise ValueError(f"the invariant {name} is named twice")
        _known[name] = Invariant(name, sentence, find)
        return find

    return keep


def load(rooms: list[str]) -> dict[str, Invariant]:
    """All invariants, by name, after each room's ``invariants`` module was read."""
    for room in rooms:
        if find_spec(f"{room}.invariants") is not None:
            import_module(f"{room}.invariants")
    return dict(sorted(_known.items()))
