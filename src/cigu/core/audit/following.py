"""Who keeps something beside the rows is told of each written row, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Follower = Callable[[Sequence[Any], dict[str, Any] | None], None]
_followers: list[Follower] = []


def tell(follower: Follower) -> None:
    """``follower`` gets the rows, and their columns until now: None if they are new."""
    if follower not in _followers:
        _followers.append(follower)


def written(rows: Sequence[Any], before: dict[str, Any] | None) -> None:
    for follower in _followers:
        follower(rows, before)
