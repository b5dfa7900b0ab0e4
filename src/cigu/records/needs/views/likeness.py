"""Likely duplicates of a need, and two needs side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.ui.words import day, money
from cigu.engines.matching.cuts import cut_text, terms_of

from ..models import Need

TAKES_IN = ("submitted", "accepted", "published", "matched", "negotiating")
SHOWN = 5
COMPARED = 400  # the newest open needs
ALIKE = 0.15  # share of common terms from which two needs may be one; this project's choice


@dataclass(frozen=True)
class Likely:
    need: Need
    score: float
    shared: str


def likely(need: Need, user: Any) -> list[Likely]:
    """Open needs of the same domain whose words come nearest, best first."""
    rows = Need.objects.readable(user).filter(domain=need.domain_id, state__in=TAKES_IN)
    rows = rows.exclude(pk=need.pk).select_related("organisation").order_by("-pk")[:COMPARED]
    own = _terms(need)
    found = [_compare(own, row) for row in rows]
    near = sorted((row for row in found if row.score >= ALIKE), key=lambda row: -row.score)
    return near[:SHOWN]


def _compare(own: frozenset[str], other: Need) -> Likely:
    """Dice's coefficient of the two sets of terms: unlike BM25 it holds for few needs too."""
    terms = _terms(other)
    common = own & terms
    told = "、".join(sorted(common, key=lambda term: (-len(term), term))[:5])
    return Likely(other, 2 * len(common) / ((len(own) + len(terms)) or 1), told)


def _terms(need: Need) -> frozenset[str]:
    text = "\n".join((need.title, need.problem, need.metric, need.conditions, need.keywords))
    return frozenset(term for term in terms_of(cut_text(text)) if len(term) > 1)


@dataclass(frozen=True)
class Both:
    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        return self.left != self.right


def both(left: Need, right: Need) -> list[Both]:
    pairs = zip(_told(left), _told(right), strict=True)
    return [Both(label, one, other) for (label, one), (_label, other) in pairs]


def _told(need: Need) -> list[tuple[str, str]]:
    return [
        (_("Title"), need.title),
        (_("Enterprise"), str(need.organisation)),
        (_("Problem"), need.problem),
        (_("Target"), target_text(need)),
        (_("Conditions"), need.conditions or "—"),
        (_("Budget, CNY 10⁴"), money(need.budget)),
        (_("Deadline"), day(need.deadline)),
        (_("State"), str(need.state_info.label)),
    ]


def target_text(need: Need) -> str:
    if need.target is None:
        return "—"
    return f"{need.metric} {need.comparator} {need.target.normalize():f} {need.unit}".strip()
