"""What candidates of a need must be, as the engine asks it. Filters stand apart from scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.places.models import Territory
from cigu.engines.matching.filters import Filters
from cigu.records.needs.models import Need, NeedDisclosure

from .models import CandidateSearch

LEVELS: dict[str, int] = {Need.Secrecy.OPEN: 0, Need.Secrecy.MASKED: 1, Need.Secrecy.NAMED: 2}
WORDS = {
    "domain": _("domain"), "secrecy": _("trusted before"), "territory": _("place"),
    "maturity": _("maturity"), "availability": _("available"),
}  # fmt: skip


def filters_of(needs: Sequence[Any]) -> dict[int, Filters]:
    """By need, of those for which something was asked."""
    rows = CandidateSearch.objects.filter(need__in=needs).select_related("need", "territory")
    return {row.need_id: filters(row) for row in rows}


def filters(row: CandidateSearch) -> Filters:
    return Filters(
        domains=frozenset({row.need.domain_id}) if row.domain_only else None,
        secrecy=LEVELS[row.need.secrecy] if row.entrusted else None,
        territories=_below(row.territory) if row.territory else None,
        maturity=row.maturity, available=row.available, strict=row.strict,
    )  # fmt: skip


def _below(territory: Territory) -> frozenset[str]:
    inside = Territory.objects.filter(territory.holding("code"))
    return frozenset(inside.values_list("code", flat=True))


def entrusted() -> dict[int, int]:
    """By party the highest level of disclosure that it was trusted with so far."""
    found: dict[int, int] = {}
    rows = NeedDisclosure._base_manager.values_list("party", "need__secrecy").distinct()
    for party, secrecy in rows.order_by():
        found[party] = max(found.get(party, 0), LEVELS[secrecy])
    return found


def conditions_of(need: Need) -> list[str]:
    """What was asked of candidates, in words; empty where nothing was."""
    row = CandidateSearch.objects.filter(need=need).select_related("territory").first()
    if row is None:
        return []
    told = [
        (row.domain_only, _("of the need's domain")),
        (row.territory, _("from %(place)s") % {"place": row.territory}),
        (row.maturity, _("maturity at least %(n)s") % {"n": row.maturity}),
        (row.entrusted, _("trusted with such needs before")),
        (row.available, _("available")),
        (row.strict, _("unknown is not enough")),
    ]
    return [str(words) for asked, words in told if asked]
