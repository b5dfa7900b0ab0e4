"""Where a party belongs. The rooms that own organisations, people and teams say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .models import Party

Place = tuple[Any, str]  # territory or None, and the code of the domain or NO_DOMAIN
_finders: dict[str, Callable[[Any], Place | None]] = {}


def locate(kind: str, finder: Callable[[Any], Place | None]) -> None:
    """``finder`` gets the party's pk; it answers None while the party stands in no register."""
    _finders[kind] = finder


def place_of(party: Party) -> Place:
    """Unknown lies nowhere: only who is limited to no place reaches it."""
    finder = _finders.get(party.kind)
    return (finder(party.pk) if finder else None) or (None, "")
