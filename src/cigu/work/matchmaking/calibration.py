"""Of matches scored so high, so many came to something: outcomes beside scores, never in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import sqrt
from typing import Any

from cigu.core.figures.sources import Where
from cigu.core.ui.scope import scope_of

from .funnel import last_year
from .models import Match
from .states import DECLINE_REASONS

STEPS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 1.0)  # bounds of the bands; this project's choice
WILLING = ("interested", "negotiating", "signed", "failed")
DELIVERED = ("delivered", "rated")
FEW = 10  # with fewer invitations a share says little


@dataclass(frozen=True)
class Band:
    """Invitations of a band of scores, and how far they came. ``low`` and ``high`` of the share
    signed: 95 % interval by Wilson; None where nobody was invited."""

    label: str
    asked: int
    willing: int
    signed: int
    delivered: int
    ratings: tuple[int, ...]

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.signed) / self.asked if self.asked else None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else round(float(self.share) * 100, 1)

    @property
    def span(self) -> tuple[Decimal, Decimal] | None:
        if not self.asked:
            return None
        low, high = wilson(self.signed, self.asked)
        return Decimal(f"{low:.4f}"), Decimal(f"{high:.4f}")

    @property
    def rating(self) -> float | None:
        return sum(self.ratings) / len(self.ratings) if self.ratings else None

    @property
    def is_thin(self) -> bool:
        return self.asked < FEW


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share that may be near 0 or 1 (Wilson 1927)."""
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    spread = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def bands(rows: Iterable[dict[str, Any]]) -> list[Band]:
    """The last one holds what was invited without a score."""
    held: list[list[dict[str, Any]]] = [[] for _ in STEPS]
    for row in rows:
        held[_place(row["score"])].append(row)
    labels = [f"{a:.2f}–{b:.2f}" for a, b in pairwise(STEPS)]
    return [_band(label, part) for label, part in zip([*labels, ""], held, strict=True) if part]


def _place(score: Decimal | None) -> int:
    if score is None:
        return len(STEPS) - 1
    return max(n for n, low in enumerate(STEPS[:-1]) if float(score) >= low)


def _band(label: str, rows: list[dict[str, Any]]) -> Band:
    return Band(
        label, len(rows), sum(r["state"] in WILLING for r in rows),
        sum(r["state"] == "signed" for r in rows),
        sum(r["cooperation__state"] in DELIVERED for r in rows),
        tuple(r["cooperation__rating"] for r in rows if r["cooperation__rating"]),
    )  # fmt: skip


def outcomes(request: Any) -> tuple[list[Band], list[tuple[str, int]], Where]:
    """Invitations of the last twelve months in the scope of the top bar: bands of scores, and the
    reasons of those who declined."""
    chosen, period = scope_of(request), last_year()
    rows = Match.objects.for_(request.user).filter(
        proposed_on__gte=period.start, proposed_on__lt=period.end
    )
    rows = chosen.limit(rows, "need__territory", "need__domain")
    fields = ("score", "state", "decline_code", "cooperation__state", "cooperation__rating")
    found = list(rows.values(*fields))
    words, counts = dict(DECLINE_REASONS), dict[str, int]()
    for row in found:
        if row["state"] == "declined":
            word = str(words.get(row["decline_code"], row["decline_code"]))
            counts[word] = counts.get(word, 0) + 1
    refused = sorted(counts.items(), key=lambda pair: -pair[1])
    return bands(found), refused, Where(chosen.territory, chosen.domain, period)
