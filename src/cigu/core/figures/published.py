"""What was published elsewhere: faces offer their lists of published figures here, so that a room
can tell which indicator a sentence speaks of without knowing any face."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Protocol


class Published(Protocol):
    """One published figure as a list names it; ``value`` is None where no number was printed."""

    @property
    def id(self) -> str: ...
    @property
    def phrase_zh(self) -> str: ...
    @property
    def label_en(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def comparator(self) -> str: ...
    @property
    def unit_zh(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def territory(self) -> str: ...


_offers: list[Callable[[], Iterable[Published]]] = []


def offer(found: Callable[[], Iterable[Published]]) -> None:
    """Called when a face is ready; the list itself is read when it is first asked for."""
    if found not in _offers:
        _offers.append(found)


def published() -> list[Published]:
    return [item for found in _offers for item in found()]


def chinese_units() -> dict[str, str]:
    """The measure word with which each figure was printed: 71条, 45个, 65位."""
    return {item.id: item.unit_zh for item in published() if item.unit_zh}
