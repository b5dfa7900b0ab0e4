"""From accepted need to signed cooperation: how many reach each stage, at what rate, and what is
stuck where. The needs accepted in the period are followed; a need counts once per stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.conditions import EVERYTHING, NOTHING
from cigu.core.clock.business import today
from cigu.core.figures.sources import Where
from cigu.core.ui.counting import capped_each
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
    asked = {f"n{i}": Count("pk", filter=reached) for i, reached in enumerate(_reached())}
    found = rows.order_by().aggregate(**asked)
    counts, stuck = [found[name] for name in asked], _stuck_counts(rows)
    return [
        Step(code, label, sub, counts[i], _rate(counts, i), stuck[i], why, _list(view))
        for i, (code, label, sub, why, view) in enumerate(_words())
    ]


def stuck(where: Where, user: Any) -> list[tuple[str, int, str]]:
    """Where needs wait, how many of them, and their list; without counting who got through."""
    counts = _stuck_counts(_accepted(where, user))
    return [
        (why, n, _list(view))
        for n, (_code, _label, _sub, why, view) in zip(counts, _words(), strict=True)
        if n
    ]


def _stuck_counts(rows: Any) -> list[int]:
    return capped_each([rows.filter(condition) for condition in _stuck()])


def _accepted(where: Where, user: Any) -> Any:
    seen: Any = Need._base_manager.all()
    if user is not None:
        seen = seen.for_in(user, where.territory, where.domain)
    return seen.filter(
        _place(where), merged_into__isnull=True, accepted_on__gte=where.period.start,
        accepted_on__lt=where.period.end,
    )  # fmt: skip


def _place(where: Where) -> Q:
    q = where.territory.holding("territory") if where.territory else Q()
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
    asked = willing | Q(tally__ever__gt=0)
    published = asked | Q(published_on__isnull=False)
    return [EVERYTHING, published, asked, willing, talks, signed]


def _stuck() -> list[Q]:
    """Open needs that came this far and no further."""
    return [
        Q(state="accepted"), Q(state="published"), Q(state="matched", tally__willing=0),
        Q(state="matched", tally__willing__gt=0), Q(state="negotiating"), NOTHING,
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
