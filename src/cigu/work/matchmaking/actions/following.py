"""What follows by itself: signatures, failures, silence. The system acts for whoever began it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.models import User
from cigu.core.audit.errors import StaleRecord
from cigu.core.audit.holding import queue
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.clock.business import due, today
from cigu.core.flow.actions import fire, may_fire
from cigu.core.notices.actions import notify
from cigu.core.notices.clocks import may_expire
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.actions import end_disclosure
from cigu.records.needs.models import Need

from ..models import Match

GRACE = 10  # working days after the last day; proposed by this project, the bureau sets it
WAITING = ("proposed", "interested")  # a negotiation goes on until its cooperation ends
CLOSED_NEEDS = ("solved", "answered", "merged", "rejected", "expired", "withdrawn")


def follow_signed(uid: str) -> None:
    """The matches behind a signed cooperation are signed; its need is solved; others are freed."""
    cooperation = Cooperation.objects.filter(uid=uid, need__isnull=False).first()
    if cooperation is None or cooperation.signed_on is None:
        return
    need, signer = cooperation.need, _actor(cooperation, "cooperations.sign")
    on = cooperation.signed_on
    with change("matchmaking.signed", by=None, on=on, acting_for=signer):
        queue(need)
        for match in cooperation.matches.filter(state="negotiating"):
            match.ended_on = on
            fire(match, "sign", by=None, on=on)
        if may_fire(need, "solve", signer):
            need.solved_on = on
            fire(need, "solve", by=signer, on=on)
            _release_all(need, on)


def follow_failed(uid: str) -> None:
    cooperation = Cooperation.objects.filter(uid=uid, need__isnull=False).first()
    if cooperation is None or cooperation.ended_on is None:
        return
    broker, on = _actor(cooperation, "cooperations.fail"), cooperation.ended_on
    with change("matchmaking.failed", by=None, on=on, acting_for=broker):
        queue(cooperation.need)
        for match in cooperation.matches.filter(state="negotiating"):
            match.ended_on = on
            fire(match, "fail", by=None, on=on)
            _close(match, on)
        reopen(cooperation.need, broker, on)


def look_further(match: Match, on: date) -> None:
    """Inside an action: when the last answer has come in vain, the need waits for the broker."""
    need = match.need  # taken by the caller: who declines last, sees that the others have
    if need.state != "matched" or need.matches.open().exists():
        return
    with change("matchmaking.reopen", by=None, on=on, acting_for=match.broker):
        reopen(need, match.broker, on)


def reopen(need: Need, broker: Any, on: date) -> None:
    """Back to those who look for candidates; at once under way again while others are open."""
    if not may_fire(need, "reopen", broker) or _others_negotiate(need):
        return
    fire(need, "reopen", by=broker, on=on)
    if need.matches.open().exists():
        fire(need, "match", by=broker, on=on)


def reopen_need(*, need: Need, by: Any, on: date | None = None, reason: str = "") -> Need:
    """The broker looks for others: the need waits for candidates again."""
    with acting("matchmaking.reopen", by=by, on=on, reason=reason) as step:
        queue(unchanged=[need])
        fire(need, "reopen", by=by, on=step.on)
    return need


def _others_negotiate(need: Need) -> bool:
    return bool(need.matches.filter(state="negotiating").exists())


def release(*, match: Match, by: Any = None, on: date | None = None, reason: str = "") -> Match:
    """The need no longer asks; nobody's fault."""
    day = on or today()
    with change("matchmaking.release", by=by, on=day, reason=reason):
        queue(match.need)
        match.ended_on = day
        fire(match, "release", by=by, on=day)
        _close(match, day)
        notify(f"{match.number}：{match.state_info.label}", match, on=day, party=match.provider)
    return match


def _release_all(need: Need, on: date) -> None:
    for match in need.matches.filter(state__in=WAITING):
        release(match=match, on=on)


def _close(match: Match, on: date) -> None:
    if not match.need.matches.open().filter(provider=match.provider_id).exists():
        end_disclosure(match.need, match.provider, on)


def sweep(*, on: date | None = None) -> dict[str, int]:
    """Run again and again: invitations long past their last day lapse, those of closed needs are
    released. Until then they stand as overdue, so that the broker can remind."""
    from .answering import lapse

    day = on or today()
    done = {"lapsed": 0, "released": 0}
    if on is None and not may_expire(day):
        return done
    late = Match.objects.filter(state="proposed", respond_by__lt=due(day, -GRACE).date)
    for match in Match.objects.filter(state__in=WAITING, need__state__in=CLOSED_NEEDS):
        done["released"] += _unless_answered(release, match, day)
    for match in late.all():
        done["lapsed"] += _unless_answered(lapse, match, day)
    return done


def _unless_answered(step: Callable[..., Any], match: Match, on: date) -> int:
    """Somebody may answer while the sweep runs: that stands, and the others are swept."""
    try:
        step(match=match, on=on)
    except StaleRecord:
        return 0
    return 1


def _actor(cooperation: Cooperation, verb: str) -> User | None:
    """Who signed or ended it, as the audit knows; the need follows in their name."""
    leaf = (
        AuditLeaf.objects.filter(
            object_type=cooperation.object_type, object_uid=cooperation.uid, verb=verb
        )
        .order_by("-id")
        .first()
    )
    return User.objects.filter(pk=leaf.actor_id).first() if leaf else None
