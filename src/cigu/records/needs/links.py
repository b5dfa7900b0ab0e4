"""Rooms above offer ways on from a need's page; this room knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import Need


@dataclass(frozen=True)
class Link:
    label: Any
    url: str
    primary: bool = False


Offer = Callable[[Need, Any], Link | None]
_offers: list[Offer] = []


def offer(give: Offer) -> Offer:
    """Register what a room adds for a need and a user; None for nothing."""
    if give not in _offers:
        _offers.append(give)
    return give


def links_of(need: Need, user: Any) -> list[Link]:
    found = [give(need, user) for give in _offers]
    return [link for link in found if link is not None]
