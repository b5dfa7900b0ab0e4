"""Candidates for needs: ranked by the engine, or named by a broker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.models import Party
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import create_many
from cigu.records.needs.models import Need

from ..filtering import filters_of
from ..guards import check_can_broker, check_ranked
from ..index import keeper
from ..matching import Found, candidates_for, found_for
from ..models import ROLE_OF, AssignmentRun, Kind, Match
from ..wording import check_words

TOP = 8
Progress = Callable[[int, int], None]
Key = tuple[int, int | None]  # provider, achievement
Grounds = tuple[float | None, dict[str, Any] | None, list[dict[str, Any]] | None]


def rank_need(
    *, need: Need, by: Any, on: date | None = None, reason: str = "", top: int = TOP
) -> list[Match]:
    """The best ``top`` teams, experts and achievements each; what was decided stays decided."""
    return rank_needs(needs=[need], by=by, on=on, reason=reason, top=top)[need.pk]


def rank_needs(
    *, needs: Sequence[Need], by: Any, on: date | None = None, reason: str = "",
    top: int = TOP, progress: Progress | None = None,
) -> dict[int, list[Match]]:  # fmt: skip
    """All at once: the documents are read and weighed a single time. Of many needs those without a
    word to go by get no candidate; one alone is refused."""
    for need in needs:
        check_can_broker(need, by)
        check_ranked(need)
    if len(needs) == 1:
        check_words(needs[0])
    found = candidates_for(needs, top, progress, filters_of(needs))
    with acting("matchmaking.rank", by=by, on=on, reason=reason):
        queue(*needs)
        for need in needs:
            check_ranked(need)
        return {need.pk: _keep(need, found[need.pk]) for need in needs}


def suggest(
    *, need: Need, provider: Party, kind: str, by: Any, score: float | None = None,
    parts: dict[str, Any] | None = None, passages: list[dict[str, Any]] | None = None,
    achievement: Any = None, run: AssignmentRun | None = None, on: date | None = None,
    reason: str = "",
) -> Match:  # fmt: skip
    """One candidate; a match that stands already is returned as it is."""
    check_can_broker(need, by)
    with acting("matchmaking.suggest", by=by, on=on, reason=reason):
        queue(need)
        check_ranked(need)
        standing: Match | None = Match.objects.filter(
            need=need, provider=provider, achievement=achievement
        ).first()
        if standing is not None:
            return standing
        match = _blank(need, provider.pk, kind, getattr(achievement, "pk", None))
        if score is None and not keeper.takes_long():  # else the next ranking weighs it
            score, parts, passages = _weighed(need, match)
        match.score, match.parts, match.passages = _score(score), parts or {}, passages or []
        match.run = run
        match.save()
    return match


def _keep(need: Need, found: list[Found]) -> list[Match]:
    """New candidates are added, standing ones updated, those that fell out lose their rank."""
    standing: dict[Key, Match] = {
        (m.provider_id, m.achievement_id): m for m in Match.objects.filter(need=need)
    }
    ranks: dict[str, int] = {}
    fresh, kept = [], []
    for row in found:
        key = (row.provider.party, row.provider.achievement)
        match = standing.pop(key, None) or _blank(need, key[0], row.provider.kind, key[1])
        ranks[match.kind] = ranks.get(match.kind, 0) + 1
        fresh += [match] if match._state.adding else []
        _update(match, row, ranks[match.kind])
        kept.append(match)
    create_many(Match, fresh)
    for match in standing.values():
        _left_behind(need, match)
    return kept


def _weighed(need: Need, match: Match) -> Grounds:
    """What speaks for somebody whom a broker named; nothing without a text or a word."""
    found = found_for(need, match.provider_id, match.achievement_id)
    return (None, None, None) if found is None else (found.score, found.parts, found.passages)


def _update(match: Match, row: Found, rank: int) -> None:
    """The grounds of a decision are not rewritten after it was made."""
    if match.state not in ("suggested", "excluded"):
        return
    values = (_score(row.score), row.parts, row.passages, rank)
    if values == (match.score, match.parts, match.passages, match.rank):
        return
    match.score, match.parts, match.passages, match.rank = values
    if not match._state.adding:
        match.save()


def _left_behind(need: Need, match: Match) -> None:
    """Whom this ranking does not reach has no rank any more; whom a broker named before the
    documents were at hand is weighed now."""
    if match.state != "suggested":
        return
    before = match.rank, match.score
    match.rank = None
    if match.score is None:
        score, parts, passages = _weighed(need, match)
        match.score, match.parts, match.passages = _score(score), parts or {}, passages or []
    if (match.rank, match.score) != before:
        match.save()


def _blank(need: Need, provider: int, kind: str, achievement: int | None) -> Match:
    return Match(
        need=need, provider_id=provider, kind=kind, achievement_id=achievement,
        role=ROLE_OF[Kind(kind)], state="suggested", synthetic=need.synthetic,
    )  # fmt: skip


def _score(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.0001"))
