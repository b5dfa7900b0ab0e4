"""From accepted need to signed cooperation: how many reach each stage, at what rate, and what is
stuck where. The needs accepted in the period are followed; a need counts once per stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.clock.business import today
from cigu.core.figures.sources import Where
from cigu.core.ui.scope import scope_of
from cigu.engines.basis.periods import Period
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import Need

from .models import Match

INTEREST = ("interested", "negotiating", "signed", "failed")


@dataclass(frozen=True)
class Step:
    """``rate``: share of the stage before; ``stuck``: needs that wait here, with their list."""

    code: str
    label: str
    sub: str
    count: int
    rate: Decimal | None
    stuck: int
    stuck_label: str
    url: str


def funnel(where: Where, user: Any = None) -> list[Step]:
    """The stages of the needs accepted in ``where.period``; with a user, of those they may see."""
    rows = _accepted(where, user)
    counts = [rows.filter(condition).count() for condition in _reached()]
    stuck = [rows.filter(condition).count() for condition in _stuck()]
    return [
        Step(code, label, sub, counts[i], _rate(counts, i), stuck[i], why, _list(view))
        for i, (code, label, sub, why, view) in enumerate(_words())
    ]


def _accepted(where: Where, user: Any) -> Any:
    seen = Need.objects.for_(user) if user is not None else Need._base_manager.all()
    return seen.filter(
        _place(where), merged_into__isnull=True, accepted_on__gte=where.period.start,
        accepted_on__lt=where.period.end,
    )  # fmt: skip


def _place(where: Where) -> Q:
    q = Q(territory__path__startswith=where.territory.path) if where.territory else Q()
    return q & Q(domain=where.domain) if where.domain else q


def _match(**only: Any) -> Any:
    return Exists(Match._base_manager.filter(need=OuterRef("pk"), **only))


def _deal(**only: Any) -> Any:
    return Exists(Cooperation._base_manager.filter(need=OuterRef("pk"), **only))


def _reached() -> list[Q]:
    """Reaching a stage includes having reached every stage after it."""
    signed = Q(_deal(signed_on__isnull=False))
    talks = signed | Q(_deal())
    willing = talks | Q(_match(state__in=INTEREST))
    asked = willing | Q(_match(proposed_on__isnull=False))
    published = asked | Q(published_on__isnull=False)
    return [Q(), published, asked, willing, talks, signed]


def _stuck() -> list[Q]:
    """Open needs that came this far and no further."""
    nobody = ~Q(_match(state="interested"))
    return [
        Q(state="accepted"), Q(state="published"), Q(state="matched") & nobody,
        Q(state="matched") & Q(_match(state="interested")), Q(state="negotiating"),
        Q(pk__isnull=True),
    ]  # fmt: skip


def _words() -> list[tuple[str, str, str, str, str]]:
    return [
        ("accepted", _("Needs accepted"), _("duplicates merged"), _("not published"),
         "unpublished"),
        ("published", _("Published"), _("or put to somebody"), _("nobody invited"),
         "unasked"),
        ("asked", _("Put to somebody"), _("team, expert or achievement"), _("no interest yet"),
         "unanswered"),
        ("willing", _("Interest shown"), _("at least one provider"), _("not yet met"), "willing"),
        ("talks", _("Negotiation begun"), _("a cooperation on the table"), _("still negotiating"),
         "talks"),
        ("signed", _("Cooperation signed"), _("contract signed"), "", "solved"),
    ]  # fmt: skip


def _rate(counts: list[int], i: int) -> Decimal | None:
    if i == 0 or not counts[i - 1]:
        return None
    return Decimal(counts[i]) / Decimal(counts[i - 1])


def _list(view: str) -> str:
    return f"{reverse('matchmaking:desk')}?view={view}"


def last_year() -> Period:
    """The twelve months up to and including today."""
    end = today() + timedelta(days=1)
    start = end.replace(year=end.year - 1, day=min(end.day, 28) if end.month == 2 else end.day)
    return Period(start, end)


def funnel_of(request: Any) -> tuple[list[Step], Period]:
    """The funnel of the scope in the top bar, over the last twelve months."""
    chosen, period = scope_of(request), last_year()
    return funnel(Where(chosen.territory, chosen.domain, period), request.user), period
