"""How others did that were examined by the same questions: medians, from five enterprises on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.ui import words

from .models import Checkup, Consent
from .wording import DimensionScore

FEWEST = 5  # enterprises beside the one that reads: fewer would tell of one of them


@dataclass(frozen=True)
class Peers:
    """``shares``: dimension → median of the certain share of its points, in percent."""

    count: int
    shares: dict[str, Decimal] = field(default_factory=dict)

    @property
    def shown(self) -> bool:
        return self.count >= FEWEST

    @property
    def words(self) -> str:
        if self.shown:
            return _("Median of %(n)d other enterprises with the same questions.") % {
                "n": self.count,
            }  # fmt: skip
        told = _("Compared with others from %(n)d other enterprises on with the same questions.")
        return told % {"n": FEWEST}


def of(checkup: Checkup) -> Peers:
    """The last issued checkup of every other enterprise, by the same version of the instrument,
    whose consent to statistics stands. Invented ones are compared with invented ones only."""
    found = dict(_others(checkup))
    if len(found) < FEWEST:
        return Peers(len(found))
    return Peers(len(found), {code: _median(code, found.values()) for code in _codes(checkup)})


def beside(rows: Sequence[DimensionScore], found: Peers) -> list[DimensionScore]:
    if not found.shown:
        return list(rows)
    return [replace(row, peers=words.num(found.shares[row.code], 0)) for row in rows]


def _others(checkup: Checkup) -> Iterator[tuple[int, Any]]:
    """(enterprise, score), the latest last."""
    rows = Checkup.objects.filter(
        instrument=checkup.instrument, instrument_hash=checkup.instrument_hash,
        synthetic=checkup.synthetic, issued_on__isnull=False, score__isnull=False,
    ).exclude(enterprise=checkup.enterprise_id)  # fmt: skip
    standing = Consent.objects.filter(checkup__in=rows, withdrawn_on__isnull=True)
    agreed = {
        pk for pk, purposes in standing.values_list("checkup_id", "purposes")
        if Consent.Purpose.STATISTICS in purposes
    }  # fmt: skip
    for pk, owner, score in rows.order_by("issued_on", "pk").values_list(
        "pk", "enterprise_id", "score"
    ):
        if pk in agreed:
            yield owner, score


def _codes(checkup: Checkup) -> list[str]:
    return list((checkup.score or {}).get("dimensions", {}))


def _median(code: str, scores: Any) -> Decimal:
    shares = [
        Decimal(score["dimensions"][code]["low"]) * 100 / Decimal(score["maxima"][code])
        for score in scores
    ]
    return Decimal(median(shares))
